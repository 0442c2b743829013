import { FIT, fullScale, panBy, zoomTo, type Size, type Zoom } from "./zoom.js";

export interface ZoomPlace {
  /** In CSS pixels. */
  readonly picture: Size;
  readonly place: DOMRect;
}

/** What one step of a key or a button does. */
const STEP = 1.4;
/** CSS pixels that an arrow key moves. */
const STRIDE = 48;
/** How much one pixel of a wheel, or of a pinch on a pad, enlarges. */
const WHEEL = 0.0075;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [STRIDE, 0],
  ArrowRight: [-STRIDE, 0],
  ArrowUp: [0, STRIDE],
  ArrowDown: [0, -STRIDE],
};

interface Finger {
  readonly x: number;
  readonly y: number;
}

const middleOf = (fingers: readonly Finger[]): Finger => ({
  x: fingers.reduce((sum, { x }) => sum + x, 0) / fingers.length,
  y: fingers.reduce((sum, { y }) => sum + y, 0) / fingers.length,
});

const spreadOf = ([a, b]: readonly Finger[]): number => (a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0);

/** Looks closer at a picture with a wheel, fingers, keys and buttons. It draws nothing: its owner does, when told. */
export class ZoomGestures {
  readonly #measure: () => ZoomPlace;
  readonly #onChange: (zoom: Zoom) => void;
  readonly #fingers = new Map<number, Finger>();
  #zoom: Zoom = FIT;

  constructor(measure: () => ZoomPlace, onChange: (zoom: Zoom) => void) {
    this.#measure = measure;
    this.#onChange = onChange;
  }

  get zoom(): Zoom {
    return this.#zoom;
  }

  fit(): void {
    this.#set(FIT);
  }

  /** One step closer, or further away. */
  step(by: 1 | -1): void {
    this.#scale(this.#zoom.scale * STEP ** by);
  }

  /** The place, or the picture, has another size. */
  refresh(): void {
    this.#scale(this.#zoom.scale);
  }

  /** With Control, or as a pinch on a pad, it enlarges; alone it moves what is enlarged, and else the page. */
  wheel(event: WheelEvent): void {
    const isZoom = event.ctrlKey || event.metaKey;
    if (!isZoom && this.#zoom.scale === 1) return;
    event.preventDefault();
    const { picture, place } = this.#measure();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (isZoom) this.#scale(this.#zoom.scale * Math.exp(-event.deltaY * lines * WHEEL), event);
    else this.#set(panBy(this.#zoom, -event.deltaX * lines, -event.deltaY * lines, picture, place));
  }

  /** Between all of it and the picture's own pixels. */
  double(event: MouseEvent): void {
    if (this.#zoom.scale > 1) return this.fit();
    const { picture, place } = this.#measure();
    this.#scale(fullScale(picture, place, devicePixelRatio), event);
  }

  key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const { picture, place } = this.#measure();
    if (event.key === "+" || event.key === "=") this.step(1);
    else if (event.key === "-") this.step(-1);
    else if (event.key === "0") this.fit();
    else if (arrow && this.#zoom.scale > 1) this.#set(panBy(this.#zoom, ...arrow, picture, place));
    else return;
    event.preventDefault();
  }

  /** For `pointerdown`, `pointermove`, `pointerup` and `pointercancel`. */
  pointer(event: PointerEvent): void {
    const { type, pointerId, clientX: x, clientY: y } = event;
    if (type === "pointerdown") {
      this.#fingers.set(pointerId, { x, y });
      // One finger wipes to the next page, unless there is something to look around in.
      if (this.#zoom.scale === 1 && this.#fingers.size < 2) return;
      event.preventDefault();
      if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(pointerId);
      return;
    }
    if (!this.#fingers.has(pointerId)) return;
    if (type === "pointermove") this.#drag(pointerId, { x, y });
    else this.#fingers.delete(pointerId);
  }

  #drag(id: number, to: Finger): void {
    const before = [...this.#fingers.values()];
    this.#fingers.set(id, to);
    const after = [...this.#fingers.values()];
    if (this.#zoom.scale === 1 && after.length < 2) return;
    const [from, at] = [middleOf(before), middleOf(after)];
    const { picture, place } = this.#measure();
    const moved = panBy(this.#zoom, at.x - from.x, at.y - from.y, picture, place);
    const spread = spreadOf(before);
    this.#zoom = moved;
    this.#scale(moved.scale * (spread > 0 ? spreadOf(after) / spread : 1), { clientX: at.x, clientY: at.y });
  }

  /** Around a point of the window, or the middle. */
  #scale(scale: number, at?: { readonly clientX: number; readonly clientY: number }): void {
    const { picture, place } = this.#measure();
    const x = at ? at.clientX - place.x - place.width / 2 : 0;
    const y = at ? at.clientY - place.y - place.height / 2 : 0;
    this.#set(zoomTo(this.#zoom, scale, { x, y }, picture, place));
  }

  #set(zoom: Zoom): void {
    this.#zoom = zoom;
    this.#onChange(zoom);
  }
}
