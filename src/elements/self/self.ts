import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { baseStyles } from "../core/base.styles.js";
import { MeetingElement } from "../ui/meeting-element.js";
import { minimize2Icon } from "../ui/icons/minimize-2.js";
import { userRoundIcon } from "../ui/icons/user-round.js";
import { overlayButtonStyles } from "../ui/tile.styles.js";
import { cornerAfter, nearestCorner, type Corner } from "./corners.js";
import { selfStyles } from "./self.styles.js";

/** CSS pixels before a press becomes a drag. */
const SLOP = 4;
const MOTION = { duration: 180, easing: "cubic-bezier(0.2, 0, 0, 1)" } as const;

/**
 * @customElement calls-self
 * @summary Yourself, mirrored, in a corner of what is around. Drag it to another corner, or go there with the arrow keys,
 * and put it away when it is in the way. What is around it needs a `position`.
 *
 * @csspart base - The view.
 * @csspart tile - The `<calls-participant>` inside.
 * @csspart button - The button that puts it away, and the one that brings it back.
 *
 * @cssproperty [--calls-self-ratio=16 / 9] - The shape of the view.
 */
export class CallsSelf extends MeetingElement {
  static override styles = [baseStyles, overlayButtonStyles, selfStyles];

  /** The corner that it stands in: the block side, then the inline side. */
  @property({ reflect: true }) corner: Corner = "end-end";

  /** Only a button that brings it back is there. */
  @property({ type: Boolean, reflect: true }) collapsed = false;

  #drag: { readonly id: number; readonly x: number; readonly y: number; isMoving: boolean } | undefined;

  /** The button that was used is not there any more: the other one has the focus. */
  async #toggle(): Promise<void> {
    this.collapsed = !this.collapsed;
    await this.updateComplete;
    this.renderRoot.querySelector("button")?.focus();
  }

  /** From where it is to the corner that it has from now on. */
  #go(corner: Corner): void {
    const from = this.getBoundingClientRect();
    this.style.translate = "";
    this.corner = corner;
    void this.updateComplete.then(() => {
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
      const to = this.getBoundingClientRect();
      this.animate([{ translate: `${from.x - to.x}px ${from.y - to.y}px` }, { translate: "none" }], MOTION);
    });
  }

  readonly #handlePointer = (event: PointerEvent): void => {
    const { type, pointerId: id, clientX: x, clientY: y } = event;
    if (type === "pointerdown") {
      if (!event.isPrimary || event.button !== 0) return;
      // Whatever is around does not take it for a wipe of its own.
      event.preventDefault();
      this.#drag = { id, x, y, isMoving: false };
      return;
    }
    const drag = this.#drag;
    if (drag?.id !== id) return;
    if (type === "pointermove") return this.#move(drag, x - drag.x, y - drag.y);
    this.#drag = undefined;
    if (drag.isMoving) this.#go(this.#nearest());
  };

  #move(drag: { readonly id: number; isMoving: boolean }, x: number, y: number): void {
    if (!drag.isMoving && Math.hypot(x, y) < SLOP) return;
    if (!drag.isMoving) this.renderRoot.querySelector(".base")?.setPointerCapture(drag.id);
    drag.isMoving = true;
    this.style.translate = `${x}px ${y}px`;
  }

  #nearest(): Corner {
    const own = this.getBoundingClientRect();
    const around = (this.offsetParent ?? document.documentElement).getBoundingClientRect();
    const x = (own.x + own.width / 2 - around.x) / around.width;
    const y = (own.y + own.height / 2 - around.y) / around.height;
    return nearestCorner(x, y, this.localize.dir);
  }

  #handleKey(event: KeyboardEvent): void {
    const isHandle = event.target instanceof Element && event.target.matches(".base");
    if (!isHandle || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const corner = cornerAfter(this.corner, event.key, this.localize.dir);
    if (corner !== this.corner) this.#go(corner);
  }

  protected override render(): TemplateResult {
    const label = this.localize.term(this.collapsed ? "showOwnView" : "hideOwnView");
    const toggle = html`<button
      part="button"
      class="overlay"
      type="button"
      aria-label=${label}
      title=${label}
      @click=${this.#toggle}
    >
      ${this.collapsed ? userRoundIcon : minimize2Icon}
    </button>`;
    if (this.collapsed) return html`<div part="base" class="small">${toggle}</div>`;
    return html`<div
      part="base"
      class="base"
      role="group"
      tabindex="0"
      aria-label=${this.localize.term("ownView")}
      dir=${this.localize.dir}
      @keydown=${this.#handleKey}
      @pointerdown=${this.#handlePointer}
      @pointermove=${this.#handlePointer}
      @pointerup=${this.#handlePointer}
      @pointercancel=${this.#handlePointer}
    >
      <calls-participant
        part="tile"
        exportparts="base:tile-base, video, avatar, pill, ring, menu"
        .for=${this.for}
      ></calls-participant>
      ${toggle}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-self": CallsSelf;
  }
}
