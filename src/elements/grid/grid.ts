import { html, type PropertyValues, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { baseStyles } from "../internal/base.styles.js";
import { CallsElement } from "../internal/calls-element.js";
import { RoomController } from "../internal/room-controller.js";
import { shallowEqual, StoreController } from "../internal/store-controller.js";
import { gridStyles } from "./grid.styles.js";
import { layoutTiles } from "./layout.js";

/** Yourself. */
const SELF = "";
const NOBODY: readonly string[] = [];

/**
 * @customElement calls-grid
 * @summary Everybody in the call, each in a tile as large as the space allows. You come first, then the others in the
 * order in which they joined, so that nobody changes places when somebody comes.
 *
 * @csspart base - The container of the tiles.
 * @csspart tile - Each `<calls-participant>`.
 * @csspart tile-base - The ground of each tile.
 * @csspart video - Each picture.
 * @csspart avatar - Each circle with initials.
 * @csspart pill - Each name.
 *
 * @cssproperty [--calls-gap=8px] - The space between two tiles.
 */
export class CallsGrid extends CallsElement {
  static override styles = [baseStyles, gridStyles];

  /** The id of the room element, when this element is not inside of it. */
  @property() for?: string;

  @query(".base") private readonly _base!: HTMLElement;

  readonly #rooms = new RoomController(this);
  readonly #ids = new StoreController<readonly string[]>(
    this,
    this.#rooms,
    (snapshot) => [SELF, ...snapshot.participants.map((participant) => participant.id)],
    shallowEqual,
  );
  readonly #resizes = new ResizeObserver(() => this.#place());

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#resizes.observe(this._base);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
  }

  protected override firstUpdated(_changed: PropertyValues): void {
    this.#resizes.observe(this._base);
  }

  protected override updated(): void {
    this.#place();
  }

  /** Positions are written to the tiles and not rendered: a resize must not update anything else. */
  #place(): void {
    const cells = [...this._base.children] as HTMLElement[];
    const gap = Number.parseFloat(getComputedStyle(this._base).columnGap) || 0;
    const { clientWidth: width, clientHeight: height } = this._base;
    const boxes = layoutTiles({ count: cells.length, width, height, gap });
    const mirror = this.localize.dir === "rtl" ? -1 : 1;
    for (const [index, cell] of cells.entries()) {
      const box = boxes[index];
      cell.hidden = !box;
      if (!box) continue;
      cell.style.inlineSize = `${box.width}px`;
      cell.style.blockSize = `${box.height}px`;
      cell.style.translate = `${box.x * mirror}px ${box.y}px`;
    }
  }

  protected override render(): TemplateResult {
    const ids = this.#ids.value ?? NOBODY;
    return html`<div
      part="base"
      class="base"
      role=${ids.length > 0 ? "list" : "none"}
      aria-label=${this.localize.term("people")}
      dir=${this.localize.dir}
    >
      ${repeat(
        ids,
        (id) => id,
        (id) =>
          html`<div class="cell" role="listitem">
            <calls-participant
              part="tile"
              exportparts="base:tile-base, video, avatar, pill, ring"
              participant-id=${id}
            ></calls-participant>
          </div>`,
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-grid": CallsGrid;
  }
}
