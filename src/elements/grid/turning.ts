/** The ways to turn a page without its buttons: keys, and a finger. */

/** Pages to turn: 1 is the next, -1 the one before, 0 none. */
export const turnOf = (event: KeyboardEvent, dir: "ltr" | "rtl"): -1 | 0 | 1 => {
  // Whoever sets a slider, or looks around in a shared screen, does not turn pages.
  const isTaken = event.defaultPrevented || event.composedPath()[0] instanceof HTMLInputElement;
  if (isTaken || event.altKey || event.ctrlKey || event.metaKey) return 0;
  const onward = dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  if (event.key === onward || event.key === "PageDown") return 1;
  return event.key === back || event.key === "PageUp" ? -1 : 0;
};

/** CSS pixels that a finger moves to the side before it means the next page. */
const FAR = 48;

/** Listens to the pointer events of an element, and turns its pages when a finger wipes over it. */
export class Swipe {
  readonly #turn: (by: -1 | 1) => void;
  #start: { readonly id: number; readonly x: number; readonly y: number } | undefined;

  constructor(turn: (by: -1 | 1) => void) {
    this.#turn = turn;
  }

  handleEvent(event: PointerEvent): void {
    const { type, pointerId: id, clientX: x, clientY: y, currentTarget } = event;
    if (type === "pointerdown") {
      // A second finger means something else.
      const isOne = event.pointerType === "touch" && event.isPrimary && !event.defaultPrevented;
      this.#start = isOne ? { id, x, y } : undefined;
      return;
    }
    const start = this.#start;
    this.#start = undefined;
    if (type !== "pointerup" || start?.id !== id) return;
    const way = x - start.x;
    if (Math.abs(way) < FAR || Math.abs(way) < 2 * Math.abs(y - start.y)) return;
    const isMirrored = currentTarget instanceof HTMLElement && currentTarget.dir === "rtl";
    this.#turn(way < 0 !== isMirrored ? 1 : -1);
  }
}
