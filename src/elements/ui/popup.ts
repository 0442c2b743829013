/** The space between a popover and the edge of the window. */
const EDGE = 8;

/** Puts a popover above its anchor, or below where there is more room, and inside of the window. */
export const place = (popover: HTMLElement, anchor: Element, gap: number): void => {
  const view = popover.ownerDocument.defaultView ?? window;
  const { style } = popover;
  const { top, bottom, left, width } = anchor.getBoundingClientRect();
  const above = top - gap - EDGE;
  const below = view.innerHeight - bottom - gap - EDGE;
  const isAbove = popover.scrollHeight <= above || above >= below;
  const last = view.innerWidth - popover.offsetWidth - EDGE;
  const x = Math.max(EDGE, Math.min(left + (width - popover.offsetWidth) / 2, last));
  style.maxBlockSize = `${isAbove ? above : below}px`;
  // Measured from the window's own sides, whatever direction the words run in.
  style.inset = isAbove ? `auto auto ${view.innerHeight - top + gap}px ${x}px` : `${bottom + gap}px auto auto ${x}px`;
};

/** Runs before the next picture of the window that an element is in, which is not always that of the script. */
export const nextFrame = (element: Element, callback: () => void): void => {
  (element.ownerDocument.defaultView ?? window).requestAnimationFrame(callback);
};
