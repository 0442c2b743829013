import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Room, RoomStats } from "../../client/types.js";
import { announce } from "../ui/announcer.js";
import { copyText } from "../ui/copy-text.js";
import { PanelElement } from "../ui/panel-element.js";
import { Selected } from "../core/selected.js";
import { METRICS, pathOf, samplesOf, SECONDS, Series, valueText, type Metric } from "./series.js";
import { statsStyles } from "./stats.styles.js";

/** Of a plot's drawing, which is stretched to its place. */
const HEIGHT = 28;
const NEWLINE = "\n";

/**
 * @customElement calls-stats
 * @summary How the call fares, second by second: data, losses, delay and pictures of everybody, and a report to copy for
 * whoever helps.
 *
 * The plots are drawn once a second without rendering anything.
 *
 * @event {CallsUiSetEvent} calls-ui-set - The panel is closed. Cancelable.
 *
 * @csspart base - The whole panel.
 * @csspart header - The heading with its button.
 * @csspart person - Each person.
 * @csspart plot - Each plot.
 * @csspart report - The button that copies the report.
 * @csspart close - The button that closes the panel.
 * @csspart button - Each button.
 *
 * @cssproperty [--calls-accent] - Of the lines.
 * @cssproperty [--calls-stage] - The ground of each person.
 */
export class CallsStats extends PanelElement {
  static override styles = [...[PanelElement.styles].flat(), statsStyles];

  protected readonly panel = "stats";

  @state() private _ids: readonly string[] = [];
  @state() private _told = "";
  /** The report as text, when the browser does not let the page copy it. */
  @state() private _report = "";

  readonly #names = new Selected(this, this.rooms, ({ self, participants }) =>
    [self, ...participants].map(({ id, name }) => id + name).join(NEWLINE),
  );
  readonly #series = new Series();
  #followed: { readonly room: Room; readonly end: () => void } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow(undefined);
  }

  protected override willUpdate(): void {
    if (this.isConnected) this.#follow(this.rooms.room);
  }

  protected override updated(): void {
    this.#draw();
  }

  #follow(room: Room | undefined): void {
    if (room === this.#followed?.room) return;
    this.#followed?.end();
    this.#series.clear();
    this._ids = [];
    this.#followed = room && { room, end: room.onStats((stats) => this.#take(stats)) };
  }

  #take(stats: RoomStats): void {
    this.#series.add(samplesOf(stats));
    const ids = this.#series.ids.toSorted((a, b) => this.#place(a) - this.#place(b));
    if (ids.join(NEWLINE) === this._ids.join(NEWLINE)) this.#draw();
    else this._ids = ids;
  }

  /** Oneself first, then in order of joining. */
  #place(id: string): number {
    return this.rooms.room?.snapshot.participants.findIndex((person) => person.id === id) ?? 0;
  }

  /** Written and not rendered: it happens every second. */
  #draw(): void {
    for (const [index, row] of this.renderRoot.querySelectorAll<HTMLElement>(".person").entries()) {
      const id = this._ids[index];
      if (id === undefined) continue;
      for (const metric of METRICS) {
        const values = this.#series.values(id, metric);
        const place = row.querySelector(`[data-metric=${metric}]`);
        const value = place?.querySelector(".value");
        if (value) value.textContent = valueText(values.at(-1), metric, this.localize.lang);
        place?.querySelector("path")?.setAttribute("d", pathOf(values, metric, HEIGHT));
      }
    }
  }

  async #copy(): Promise<void> {
    const terms = this.localize.term("stats");
    try {
      const report = JSON.stringify(await this.rooms.room?.report(), undefined, 2);
      const copied = await copyText(report);
      this._report = copied ? "" : report;
      this._told = copied ? terms.copied : this.localize.term("peoplePanel").copyFailed;
    } catch {
      this._told = this.localize.term("chat").failed;
    }
    announce(this._told, this.localize.lang);
  }

  protected override render(): TemplateResult {
    const terms = this.localize.term("stats");
    return html`<section part="base" class="panel" dir=${this.localize.dir} aria-label=${terms.title}>
      ${this.header(terms.title)}
      <div class="body" tabindex="0" role="group" aria-label=${terms.title}>
        ${
          this._ids.length === 0
            ? html`<div class="empty"><p>${terms.nothing}</p></div>`
            : html`<ul class="people">
                ${repeat(
                  this._ids,
                  (id) => id,
                  (id) => this.#person(id),
                )}
              </ul>`
        }
      </div>
      <div class="foot">
        <button
          part="button report"
          class="button quiet"
          type="button"
          ?disabled=${this.#names.value === undefined}
          @click=${() => this.#copy()}
        >
          ${terms.copyReport}
        </button>
        ${this._told === "" ? nothing : html`<p class="told">${this._told}</p>`}
        ${
          this._report === ""
            ? nothing
            : html`<textarea readonly dir="ltr" aria-label=${terms.copyReport} .value=${this._report}></textarea>`
        }
      </div>
    </section>`;
  }

  #person(id: string): TemplateResult {
    const { self, participants = [] } = this.rooms.room?.snapshot ?? {};
    const isSelf = id === self?.id;
    const found = isSelf ? self : participants.find((person) => person.id === id);
    const name = found?.name || this.localize.term("guest");
    return html`<li part="person" class="person">
      <h3><bdi>${isSelf ? this.localize.term("selfName")(name) : name}</bdi></h3>
      <dl>${METRICS.map((metric) => this.#plot(metric))}</dl>
    </li>`;
  }

  #plot(metric: Metric): TemplateResult {
    const width = SECONDS - 1;
    return html`<div data-metric=${metric}>
      <dt>${this.localize.term("stats")[metric]}</dt>
      <dd class="value"></dd>
      <dd>
        <svg part="plot" viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
          <line x1="0" x2=${width} y1=${HEIGHT} y2=${HEIGHT} />
          <path />
        </svg>
      </dd>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-stats": CallsStats;
  }
}
