import { html, isServer, nothing, type PropertyValues, type TemplateResult } from "lit";
import { query } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { lazy } from "../../base/lazy.js";
import type { Room } from "../../client/types.js";
import { announce } from "../ui/announcer.js";
import { baseStyles } from "../core/base.styles.js";
import { onResize } from "../ui/resizes.js";
import { MeetingElement } from "../ui/meeting-element.js";
import { copiesFor, templatesIn } from "../ui/person-templates.js";
import { selectUi } from "../core/room-ui.js";
import { gridStyles } from "./grid.styles.js";
import { Mover } from "./mover.js";
import { pager } from "./pager.js";
import { placeTiles } from "./plan.js";
import { idOfKey, isScreenKey } from "./seats.js";
import { isSameArrangement, isSameScene, sceneOf, Stage, type Arrangement } from "./stage.js";
import { turnOf, Swipe } from "./turning.js";

/** Most calls show no screen. */
const loadScreen = lazy(() => import(/* chunk: extras */ "../screen/screen.define.js"));

const PARTS = "base:tile-base, video, avatar, pill, ring, menu, button";

/**
 * @customElement calls-grid
 * @summary Everybody in the call, laid out for the space that there is: a grid, or a shared screen, the one who speaks or
 * whoever is pinned large and the others beside. Nobody changes places when somebody comes, goes or speaks, except that a
 * speaker on another page takes the place of whoever has been silent for longest. What does not fit is on further
 * pages: buttons, swiping, arrow keys and Page Up and Down turn them.
 *
 * @slot - Each `<template>` is laid over each person's picture, with a `participant-id` on its elements.
 *
 * @csspart base - The container of the tiles.
 * @csspart tile - Each `<calls-participant>` and `<calls-screen>`.
 * @csspart self - The `<calls-self>` in the corner, while there are two people.
 * @csspart pager - The buttons for the pages.
 * @csspart tile-base - The ground of each tile.
 * @csspart video - Each picture.
 * @csspart avatar - Each circle with initials.
 * @csspart pill - Each name.
 * @csspart ring - Each ring that shows who speaks.
 * @csspart menu - Each tile's menu.
 * @csspart button - Each button.
 *
 * @cssproperty [--calls-gap=8px] - The space between two tiles.
 *
 * @cssstate paged - There is more than one page.
 */
export class CallsGrid extends MeetingElement {
  static override styles = [baseStyles, gridStyles];

  @query(".base") private readonly _base!: HTMLElement;

  readonly #stage = new Stage();
  #width = 0;
  #height = 0;
  #gap = 8;
  readonly #look = selectUi(this, this.rooms, ({ layout, pinned, pinnedScreen }) => ({ layout, pinned, pinnedScreen }));
  #view: Arrangement | undefined;
  #unfollow: (() => void) | undefined;
  readonly #mover = new Mover();
  readonly #swipe = new Swipe((by) => this.#turn(by));
  readonly #handlePointer = (event: PointerEvent): void => this.#swipe.handleEvent(event);
  /** What the page lays over each picture. */
  #overlays: HTMLTemplateElement[] = [];
  #turnOfSpeaker: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    onResize(this, () => {
      if (this.#measure()) this.requestUpdate();
    });
    this.rooms.onRoom((room) => this.#follow(room));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#turnOfSpeaker);
  }

  protected override willUpdate(_changed: PropertyValues): void {
    if (!isServer && this.#width === 0) this.#measure();
    this.#arrange();
  }

  /** Every change is heard, for it matters later who spoke; most of them move nobody, and render nothing. */
  #follow(room: Room | undefined): void {
    this.#unfollow?.();
    const hear = (): void => {
      if (this.#arrange()) this.requestUpdate();
    };
    this.#unfollow = room?.select(sceneOf, hear, isSameScene);
  }

  /** Decides who moves. @returns whether anybody does. */
  #arrange(): boolean {
    const { room } = this.rooms;
    const before = this.#view;
    const ui = this.#look.value;
    this.#view =
      room && ui
        ? this.#stage.arrange({
            scene: sceneOf(room.snapshot),
            ui,
            width: this.#width,
            height: this.#height,
            gap: this.#gap,
            now: performance.now(),
          })
        : undefined;
    return !before || !this.#view || !isSameArrangement(before, this.#view);
  }

  protected override updated(): void {
    const view = this.#view;
    this.toggleState("paged", (view?.pages ?? 1) > 1);
    clearTimeout(this.#turnOfSpeaker);
    if (!view) return;
    // What cannot be loaded is tried again when somebody moves.
    if (view.tiles.some(isScreenKey)) loadScreen().catch(() => {});
    this.#place(view);
    if (view.wait !== undefined) this.#turnOfSpeaker = setTimeout(() => this.requestUpdate(), view.wait);
  }

  /** @returns whether it has another size than before. */
  #measure(): boolean {
    const { clientWidth, clientHeight } = this;
    this.#gap = Number.parseFloat(getComputedStyle(this).columnGap) || 0;
    const isNew = clientWidth !== this.#width || clientHeight !== this.#height;
    this.#width = clientWidth;
    this.#height = clientHeight;
    return isNew;
  }

  #place({ plan, large, paged, tiles }: Arrangement): void {
    const boxes = placeTiles(paged.length, plan.area, this.#gap);
    const boxOf = new Map(paged.map((key, index) => [key, boxes[index]]));
    if (large !== undefined && plan.large) {
      boxOf.set(large, isScreenKey(large) ? plan.large : placeTiles(1, plan.large, 0)[0]);
    }
    const pages = this._base.querySelector<HTMLElement>(".pager");
    if (pages && plan.pager) {
      pages.style.insetInlineStart = `${plan.pager.x}px`;
      pages.style.insetBlockStart = `${plan.pager.y}px`;
      pages.style.inlineSize = `${plan.pager.width}px`;
    }
    const below = boxes[0];
    const self = this._base.querySelector<HTMLElement>("calls-self");
    // In a corner of the picture that it lies over, and not of the space around it.
    if (self && below) {
      const { x, y, width, height } = below;
      self.style.marginInline = `${x + 8}px ${this.#width - x - width + 8}px`;
      self.style.marginBlock = `${y + 8}px ${this.#height - y - height + 8}px`;
    }
    const cells = [...this._base.querySelectorAll<HTMLElement>(".cell")];
    this.#mover.move(
      cells.map((cell, index) => [cell, boxOf.get(tiles[index] ?? "")]),
      { width: this.#width, height: this.#height, isMirrored: this.localize.dir === "rtl" },
    );
  }

  #turn(by: number): boolean {
    const before = this.#view;
    if (!before || before.page + by < 0 || before.page + by >= before.pages) return false;
    this.#stage.turn(by);
    this.requestUpdate();
    announce(this.localize.term("pageOf")(before.page + by + 1, before.pages), this.localize.lang);
    return true;
  }

  /** The tile that had the focus may be on the page that was left. */
  async #handleKey(event: KeyboardEvent): Promise<void> {
    const by = turnOf(event, this.localize.dir);
    if (by === 0 || !this.#turn(by)) return;
    event.preventDefault();
    await this.updateComplete;
    if (!this.matches(":focus-within")) this.renderRoot.querySelector<HTMLElement>(".turn")?.focus();
  }

  protected override render(): TemplateResult {
    const view = this.#view;
    return html`<div
      part="base"
      class="base ${this.#height > this.#width ? "upright" : ""}"
      dir=${this.localize.dir}
      @keydown=${this.#handleKey}
      @pointerdown=${this.#handlePointer}
      @pointerup=${this.#handlePointer}
      @pointercancel=${this.#handlePointer}
    >
      <div role=${view?.tiles.length ? "list" : "none"} aria-label=${this.localize.term("people")}>
        ${repeat(
          view?.tiles ?? [],
          (key) => key,
          (key) => html`<div class="cell" role="listitem">${this.#tile(key)}</div>`,
        )}
      </div>
      ${view?.floats ? html`<calls-self part="self" exportparts=${PARTS} .for=${this.for}></calls-self>` : nothing}
      ${view && view.pages > 1 ? pager(view, this.localize, (by) => this.#turn(by)) : nothing}
      <slot hidden @slotchange=${this.#handleSlot}></slot>
    </div>`;
  }

  readonly #handleSlot = (event: Event): void => {
    this.#overlays = templatesIn(event);
    this.requestUpdate();
  };

  #tile(key: string): TemplateResult {
    const id = idOfKey(key);
    return isScreenKey(key)
      ? html`<calls-screen part="tile" exportparts=${PARTS} participant-id=${id} .for=${this.for}></calls-screen>`
      : html`<calls-participant part="tile" exportparts=${PARTS} participant-id=${id} .for=${this.for}
          >${guard(this.#overlays, () => copiesFor(this.#overlays, id))}</calls-participant
        >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-grid": CallsGrid;
  }
}
