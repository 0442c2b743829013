import { nextFrame, place } from "./popup.js";

/** Milliseconds that a pointer rests on a button before its tooltip comes. */
const REST = 400;
/** Pixels above the button. */
const GAP = 8;

/**
 * Shows the popover `.tip` of a control while the control is pointed at or has the keyboard's focus. The pointer may go
 * onto it, and Escape puts it away.
 */
export class Tooltip {
  #shown: HTMLElement | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly enter = (event: Event): void => {
    const base = event.currentTarget as HTMLElement;
    // Not by class: the event may come from the window of a picture in picture.
    if ("pointerType" in event) {
      if (event.pointerType === "mouse") this.#timer = setTimeout(() => this.#show(base), REST);
    } else if ((event.target as Element).matches("[data-tip]:focus-visible")) this.#show(base);
  };

  readonly leave = (): void => {
    clearTimeout(this.#timer);
    this.#shown?.ownerDocument.removeEventListener("keydown", this.#escape);
    if (this.#shown?.isConnected) this.#shown.hidePopover();
    this.#shown = undefined;
  };

  #show(base: HTMLElement): void {
    this.leave();
    const tip = base.querySelector<HTMLElement>(".tip");
    const anchor = base.querySelector("[data-tip]");
    if (!base.isConnected || !tip || !anchor || base.querySelector(":popover-open")) return;
    this.#shown = tip;
    tip.showPopover();
    place(tip, anchor, GAP);
    // The words may still be on their way into the popover.
    nextFrame(tip, () => place(tip, anchor, GAP));
    tip.ownerDocument.addEventListener("keydown", this.#escape);
  }

  readonly #escape = ({ key }: KeyboardEvent): void => {
    if (key === "Escape") this.leave();
  };
}
