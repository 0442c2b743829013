import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { repeat } from "lit/directives/repeat.js";
import { enCaptions } from "../../../locales/en-captions.js";
import type { Room } from "../../../client/types.js";
import { addEnglish } from "../../../elements/core/localize.js";
import { Selected } from "../../../elements/core/selected.js";
import { announce } from "../../../elements/ui/announcer.js";
import { copyText } from "../../../elements/ui/copy-text.js";
import { searchIcon } from "../../../elements/ui/icons/search.js";
import { PanelElement } from "../../../elements/ui/panel-element.js";
import { switchRow } from "../../../elements/ui/switch.js";
import { searchStyles } from "../../../elements/ui/search.styles.js";
import { switchStyles } from "../../../elements/ui/switch.styles.js";
import { captions, transcript, type CaptionLine } from "../contract.js";
import { TRANSCRIPT_TYPES, writeTranscript, type TranscriptFormat } from "../formats.js";
import { translationsIn } from "../translation/client.js";
import { captionsOf } from "./captions-part.js";
import { lookStyles } from "./captions.styles.js";
import { lookFields } from "./look-fields.js";
import { ownWordsFields } from "./own-words-fields.js";
import { lookOver, onChoice } from "./look.js";
import { captionsIn, keptOutNames, transcriptIn } from "./select.js";
import { transcriptStyles } from "./transcript.styles.js";

addEnglish(enCaptions);

/** Pixels from the end at which somebody still reads the latest. */
const NEAR = 48;

/** A text with what was searched for in it marked. */
const marked = (text: string, wanted: string): unknown => {
  const at = wanted === "" ? -1 : text.toLocaleLowerCase().indexOf(wanted.toLocaleLowerCase());
  if (at < 0) return text;
  const end = at + wanted.length;
  return html`${text.slice(0, at)}<mark>${text.slice(at, end)}</mark>${marked(text.slice(end), wanted)}`;
};

/**
 * @customElement calls-transcript
 * @summary What was said, who said it and when: to be searched, copied and saved as text, WebVTT or JSON. Hosts have the whole while a
 * transcript is written, and begin and end it; everybody has what was said since they joined, and may keep their own words out.
 *
 * @event {CallsActionEvent} calls-action - A switch was used: `request` says which. Cancelable.
 * @event {CallsUiSetEvent} calls-ui-set - The panel is closed. Cancelable.
 *
 * @csspart base - The whole panel.
 * @csspart header - The heading with its button.
 * @csspart search - The field that finds what was said.
 * @csspart line - What somebody said.
 * @csspart translation - What it is in the language that the person reads.
 * @csspart latest - The button that goes to the latest words.
 * @csspart copy - The button that copies all of it.
 * @csspart download - Each button that saves it.
 * @csspart switch - Each switch.
 * @csspart select - Each choice of how captions look.
 * @csspart close - The button that closes the panel.
 * @csspart button - Each button.
 * @csspart icon - The icons.
 *
 * @cssproperty [--calls-surface] - The ground of the panel.
 */
export class CallsTranscript extends PanelElement {
  static override styles = [...[PanelElement.styles].flat(), switchStyles, searchStyles, transcriptStyles, lookStyles];

  protected readonly panel = "transcript";

  @state() private _search = "";
  @state() private _told = "";
  /** The line that somebody jumped to. */
  @state() private _target: number | undefined;
  @state() private _isAtEnd = true;
  @query(".body") private readonly _body!: HTMLElement | null;

  readonly #captions = new Selected(this, this.rooms, captionsIn);
  readonly #transcript = new Selected(this, this.rooms, transcriptIn);
  /** Drawn anew with each translation that comes. */
  readonly #translations = new Selected(this, this.rooms, translationsIn);
  /** Who keeps their words out, so that nobody looks for them. */
  readonly #out = new Selected(this, this.rooms, (snapshot) => keptOutNames(snapshot));
  readonly #isHost = new Selected(this, this.rooms, ({ self }) => self.role === "host");
  #followed: { readonly room: Room; end(): void } | undefined;
  #endOfChoices: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endOfChoices = onChoice(() => this.requestUpdate());
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endOfChoices?.();
    this.#follow(undefined);
  }

  protected override willUpdate(_changed: PropertyValues): void {
    if (this.isConnected) this.#follow(this.rooms.room);
  }

  protected override updated(): void {
    if (this._target !== undefined) {
      this.renderRoot.querySelector(".target")?.scrollIntoView({ block: "center" });
    } else if (this._isAtEnd && this._search === "" && this._body) {
      this._body.scrollTop = this._body.scrollHeight;
    }
  }

  /** While it is open, it wants words. */
  #follow(room: Room | undefined): void {
    if (room === this.#followed?.room) return;
    this.#followed?.end();
    this.#followed = undefined;
    if (!room) return;
    const part = captionsOf(room);
    const ends = [part.read(), part.client.subscribe(() => this.requestUpdate())];
    this.#followed = { room, end: () => ends.forEach((end) => end()) };
  }

  /** Hosts have what the room has written; everybody has what came while they were here. */
  get #lines(): readonly CaptionLine[] {
    const whole = this.#transcript.value?.lines ?? [];
    const { room } = this.rooms;
    return whole.length > 0 || !room ? whole : captionsOf(room).client.history;
  }

  protected override render(): TemplateResult {
    const terms = this.localize.term("captionsPanel");
    const lines = this.#lines;
    return html`<section part="base" class="panel" dir=${this.localize.dir} aria-label=${terms.transcript}>
      ${this.header(terms.transcript)} ${this.#searchField(lines)}
      <div class="body" tabindex="0" role="group" aria-label=${terms.said} @scroll=${this.#handleScroll}>
        ${this.#body(lines)}
      </div>
      <div class="foot">
        ${this.#save(lines)} ${this.#switches()} <calls-translation></calls-translation> ${this.#look()}
      </div>
    </section>`;
  }

  #searchField(lines: readonly CaptionLine[]): TemplateResult | typeof nothing {
    if (lines.length === 0 && this._search === "") return nothing;
    const terms = this.localize.term("captionsPanel");
    return html`<div class="search">
        ${searchIcon}
        <input
          part="search"
          type="search"
          dir="auto"
          aria-label=${terms.search}
          placeholder=${terms.search}
          .value=${this._search}
          @input=${this.#handleSearch}
        />
      </div>
      ${this._search === "" ? nothing : html`<p class="found" role="status">${this.#foundWords(lines)}</p>`}`;
  }

  #found(lines: readonly CaptionLine[]): readonly CaptionLine[] {
    const wanted = this._search.trim().toLocaleLowerCase();
    if (wanted === "") return lines;
    return lines.filter(({ text, name }) => `${name} ${text}`.toLocaleLowerCase().includes(wanted));
  }

  #foundWords(lines: readonly CaptionLine[]): string {
    const terms = this.localize.term("captionsPanel");
    const { length } = this.#found(lines);
    return length === 0 ? terms.noMatch : terms.matches(length);
  }

  #body(lines: readonly CaptionLine[]): TemplateResult {
    const terms = this.localize.term("captionsPanel");
    const state = this.#captions.value;
    const live = this._search === "" ? Object.entries(state?.live ?? {}) : [];
    if (lines.length === 0 && live.length === 0) {
      const why = state?.trouble ? terms.trouble : state && !state.on ? terms.off : terms.nothingAdvice;
      return html`<div class="empty">
        <strong>${terms.nothing}</strong>
        <p>${why}</p>
      </div>`;
    }
    const found = this.#found(lines);
    const out = this.#out.value ?? "";
    const start = lines[0]?.at ?? 0;
    const dropped = this.#transcript.value?.dropped ?? 0;
    const isWhole = (this.#transcript.value?.lines.length ?? 0) > 0;
    return html`${
        dropped > 0
          ? html`<p class="note">${terms.beginning(dropped)}</p>`
          : isWhole
            ? nothing
            : html`<p class="note">${terms.sinceJoined}</p>`
      }
      ${out === "" ? nothing : html`<p class="note">${terms.keptOut(out)}</p>`}
      <ol>
        ${repeat(
          found,
          ({ id }) => id,
          (line, index) => this.#line(line, found[index - 1], start),
        )}
        ${live.map(
          ([, { name, text, language }]) =>
            html`<li class="begins live" dir="auto">
              <div class="head"><bdi>${name || this.localize.term("guest")}</bdi></div>
              <p lang=${ifDefined(language)}>${text}</p>
            </li>`,
        )}
      </ol>
      ${
        this._isAtEnd || this._search !== ""
          ? nothing
          : html`<button part="button latest" class="button quiet small latest" type="button" @click=${this.#toEnd}>
              ${terms.latest}
            </button>`
      }`;
  }

  #line(line: CaptionLine, before: CaptionLine | undefined, start: number): TemplateResult {
    const { id, from, name, text, at, language } = line;
    const begins = before?.from !== from || this._search !== "";
    const words = html`<p lang=${ifDefined(language)}>${marked(text, this._search.trim())}</p>
      ${this.#translation(id)}`;
    const seconds = Math.max(0, Math.floor((at - start) / 1_000));
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    return html`<li part="line" dir="auto" class="${begins ? "begins" : ""} ${id === this._target ? "target" : ""}">
      ${
        begins
          ? html`<div class="head">
              <bdi>${name || this.localize.term("guest")}</bdi> <time datetime=${`PT${seconds}S`}>${clock}</time>
            </div>`
          : nothing
      }
      ${
        this._search === ""
          ? words
          : html`<button class="result" type="button" @click=${() => this.#jump(id)}>${words}</button>`
      }
    </li>`;
  }

  /** Below what was said, for whoever reads another language. */
  #translation(id: number): TemplateResult | typeof nothing {
    const { room } = this.rooms;
    const client = room && captionsOf(room).translations;
    const text = this.#translations.value && client?.history.get(id);
    if (text === undefined) return nothing;
    return html`<p part="translation" class="translation" dir="auto" lang=${ifDefined(client?.language)}>${text}</p>`;
  }

  #save(lines: readonly CaptionLine[]): TemplateResult | typeof nothing {
    if (lines.length === 0) return nothing;
    const terms = this.localize.term("captionsPanel");
    const save = (format: TranscriptFormat, label: string): TemplateResult =>
      html`<button
        part="button download"
        class="button quiet small"
        type="button"
        aria-label="${terms.download} ${label}"
        @click=${() => this.#download(lines, format)}
      >
        ${label}
      </button>`;
    return html`<div class="save">
        <button part="button copy" class="button quiet small" type="button" @click=${() => this.#copy(lines)}>
          ${terms.copy}
        </button>
        <span>${terms.download}</span>
        ${save("txt", terms.text)} ${save("vtt", "WebVTT")} ${save("json", "JSON")}
      </div>
      ${this._told === "" ? nothing : html`<p class="told">${this._told}</p>`}`;
  }

  #switches(): TemplateResult {
    const terms = this.localize.term("captionsPanel");
    const { room } = this.rooms;
    const part = room && captionsOf(room);
    const isHost = this.#isHost.value;
    const kept = this.#transcript.value;
    const state = this.#captions.value;
    return html`${
      isHost && kept
        ? switchRow({
            label: terms.write,
            advice: terms.writeAdvice,
            checked: kept.on,
            onSet: (on) => this.#command(transcript.name, { type: "switch", on }),
          })
        : nothing
    }
    ${
      isHost && state
        ? switchRow({
            label: terms.forEveryone,
            checked: state.on,
            onSet: (on) => this.#command(captions.name, { type: "switch", on }),
          })
        : nothing
    }
    ${part ? ownWordsFields(terms, part, state) : nothing}`;
  }

  #look(): TemplateResult {
    const terms = this.localize.term("captionsPanel");
    return html`<details>
      <summary>${terms.look}</summary>
      ${lookFields(terms, lookOver({}))}
    </details>`;
  }

  #command(feature: string, command: object): void {
    this.ask({ type: "feature", feature, command }).catch(() => {});
  }

  readonly #handleSearch = (event: Event): void => {
    this._search = (event.target as HTMLInputElement).value;
    this._target = undefined;
  };

  readonly #handleScroll = (): void => {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = this._body ?? {};
    this._isAtEnd = scrollTop + clientHeight >= scrollHeight - NEAR;
  };

  readonly #toEnd = (): void => {
    this._target = undefined;
    this._isAtEnd = true;
    this._body?.focus({ preventScroll: true });
  };

  /** Shows a line among those around it. */
  #jump(id: number): void {
    this._search = "";
    this._target = id;
    this._isAtEnd = false;
    this._body?.focus({ preventScroll: true });
  }

  async #copy(lines: readonly CaptionLine[]): Promise<void> {
    const copied = await copyText(writeTranscript(lines, "txt"));
    this._told = copied ? this.localize.term("captionsPanel").copied : this.localize.term("chat").failed;
    announce(this._told, this.localize.lang);
  }

  #download(lines: readonly CaptionLine[], format: TranscriptFormat): void {
    const type = TRANSCRIPT_TYPES[format];
    const href = URL.createObjectURL(new Blob([writeTranscript(lines, format)], { type }));
    Object.assign(document.createElement("a"), { href, download: `transcript.${format}` }).click();
    // Browsers read it in the click, or soon after.
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-transcript": CallsTranscript;
  }
}
