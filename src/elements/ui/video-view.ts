import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Room, VideoView, ViewSize } from "../../client/types.js";
import { uiOf } from "../core/room-ui.js";

/** Pixels: the longer side of a picture that saves data. */
const SMALL = 320;

/** A place on the page: whether it is in sight, and its size in CSS pixels. */
interface Place {
  inSight: boolean;
  width: number;
  height: number;
  onChange(): void;
}

/** One pair of observers serves all the videos of a window. */
class Sight {
  readonly #places = new Map<Element, Place>();
  readonly #resizes: ResizeObserver;
  readonly #crossings: IntersectionObserver;

  constructor(view: Window & typeof globalThis) {
    this.#resizes = new view.ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        this.#change(target, { width: contentRect.width, height: contentRect.height });
      }
    });
    this.#crossings = new view.IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) this.#change(target, { inSight: isIntersecting });
    });
    view.document.addEventListener("visibilitychange", this.#changeAll);
    this.#followPixels(view);
  }

  readonly #changeAll = (): void => {
    for (const place of this.#places.values()) place.onChange();
  };

  /** A window on another screen, or zoomed, has another number of pixels in the same size. */
  #followPixels(view: Window): void {
    const follow = (): void => {
      this.#changeAll();
      this.#followPixels(view);
    };
    view.matchMedia(`(resolution: ${view.devicePixelRatio}dppx)`).addEventListener("change", follow, { once: true });
  }

  watch(element: Element, onChange: () => void): Place {
    const place = { inSight: false, width: 0, height: 0, onChange };
    this.#places.set(element, place);
    this.#resizes.observe(element);
    this.#crossings.observe(element);
    return place;
  }

  forget(element: Element): void {
    this.#places.delete(element);
    this.#resizes.unobserve(element);
    this.#crossings.unobserve(element);
  }

  #change(element: Element, change: Partial<Place>): void {
    const place = this.#places.get(element);
    if (place) Object.assign(place, change).onChange();
  }
}

/** By window: an element that moves to a picture-in-picture window is seen there, and not where it came from. */
const sights = new WeakMap<Window, Sight>();

const sightOf = (view: Window & typeof globalThis): Sight => {
  const sight = sights.get(view) ?? new Sight(view);
  sights.set(view, sight);
  return sight;
};

/**
 * Tells the room in how many device pixels its host shows a video, and when it shows none of it: scrolled away, on a page
 * that is not looked at, or gone. Only what is seen is sent then.
 */
export class VideoViewController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #sight: Sight | undefined;
  #place: Place | undefined;
  #view: VideoView | undefined;
  #room: Room | undefined;
  #participantId: string | undefined;
  #unsubscribe: (() => void) | undefined;
  #isScreen = false;
  #scale = 1;
  #told = "";

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    const view = this.#host.ownerDocument.defaultView;
    if (!view) return;
    this.#sight = sightOf(view);
    this.#place = this.#sight.watch(this.#host, () => this.#tell());
  }

  hostDisconnected(): void {
    this.#sight?.forget(this.#host);
    this.#place = undefined;
    this.follow(undefined, undefined, "camera");
  }

  /**
   * Shows this video from now on, or none when there is no room or nobody. The same again changes nothing.
   *
   * @param scale how much the picture is enlarged beyond its place: 2 needs twice the pixels each way.
   */
  follow(room: Room | undefined, participantId: string | undefined, source: "camera" | "screen", scale = 1): void {
    this.#scale = scale;
    this.#isScreen = source === "screen";
    if (room !== this.#room) {
      this.#unsubscribe?.();
      this.#unsubscribe = room && uiOf(room).subscribe(() => this.#tell());
    }
    if (room !== this.#room || participantId !== this.#participantId) {
      this.#view?.close();
      this.#view = undefined;
      this.#told = "";
      this.#room = room;
      this.#participantId = participantId;
      if (room && participantId !== undefined) this.#view = room.view(participantId, source, this.#size);
    }
    this.#tell();
  }

  get #size(): ViewSize | undefined {
    const { ownerDocument: page } = this.#host;
    if (!this.#place?.inSight || page.visibilityState === "hidden") return undefined;
    const { width, height } = this.#place;
    const factor = (page.defaultView?.devicePixelRatio ?? 1) * this.#scale;
    // A shared screen that nobody can read saves nothing.
    const isSmall = this.#room && !this.#isScreen && uiOf(this.#room).snapshot.quality === "low";
    const fitting = isSmall ? Math.min(factor, SMALL / Math.max(width, height, 1)) : factor;
    return { width: Math.round(width * fitting), height: Math.round(height * fitting) };
  }

  #tell(): void {
    if (!this.#view) return;
    const size = this.#size;
    const told = size ? `${size.width} ${size.height}` : "";
    if (told === this.#told) return;
    this.#told = told;
    this.#view.resize(size);
  }
}
