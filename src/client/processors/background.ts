import { CallsError } from "../../base/error.js";
import { frames } from "./frames.js";
import type { Processor } from "./processor.js";

/** Tells a person from what is behind them. */
export interface Segmenter {
  /**
   * Looks at a picture.
   * @returns a picture that is opaque where the person is, and transparent where not; good until the next call.
   */
  segment(picture: HTMLCanvasElement): Promise<CanvasImageSource>;
  /** Frees what it holds, such as a model in memory. It is not asked again. */
  close(): void;
}

/** Options of {@link replaceBackground}. */
export interface BackgroundOptions {
  /** Shown behind the person; without it, what is there is blurred. */
  readonly image?: CanvasImageSource | undefined;
  /** How much is blurred, as a share of the picture's width. Default 0.04. */
  readonly strength?: number | undefined;
  /** Pictures per second, at most. Default 24. */
  readonly frameRate?: number | undefined;
}

/** A processor of the camera that shows the person, and something else than what is behind them. */
export function replaceBackground(
  createSegmenter: (signal: AbortSignal) => Promise<Segmenter>,
  options: BackgroundOptions = {},
): Processor {
  return async (track, { signal }) => {
    const segmenter = await createSegmenter(signal);
    signal.addEventListener("abort", () => segmenter.close(), { once: true });
    if (signal.aborted) segmenter.close();
    const stage = new Stage(options);
    const [result] = stage.canvas.captureStream(options.frameRate ?? 24).getVideoTracks();
    if (!result) throw new CallsError("not-supported", "This browser cannot make a track of a canvas.");
    signal.addEventListener("abort", () => result.stop(), { once: true });
    // The room behind the person is not shown even once: the first picture is there when the track is.
    let onFirst = (): void => {};
    const first = new Promise<void>((resolve) => (onFirst = resolve));
    const running = run(track, { segmenter, stage, signal, frameRate: options.frameRate ?? 24, onFirst });
    // A processor that fails later ends its track, which the room notices.
    const ended = running.finally(() => {
      result.stop();
      if (!signal.aborted) result.dispatchEvent(new Event("ended"));
    });
    ended.catch(() => {});
    await Promise.race([first, ended]);
    return result;
  };
}

interface Run {
  readonly segmenter: Segmenter;
  readonly stage: Stage;
  readonly signal: AbortSignal;
  readonly frameRate: number;
  onFirst(): void;
}

async function run(track: MediaStreamTrack, { segmenter, stage, signal, frameRate, onFirst }: Run): Promise<void> {
  for await (const frame of frames(track, frameRate, signal)) {
    stage.take(frame);
    const person = await segmenter.segment(stage.camera);
    if (signal.aborted) return;
    stage.show(person);
    onFirst();
  }
}

/** Where the pictures are put together. */
class Stage {
  readonly camera = document.createElement("canvas");
  readonly canvas = document.createElement("canvas");
  readonly #small = document.createElement("canvas");
  readonly #options: BackgroundOptions;

  constructor(options: BackgroundOptions) {
    this.#options = options;
  }

  /** A picture of the camera. */
  take({ source, width, height }: { source: CanvasImageSource; width: number; height: number }): void {
    for (const canvas of [this.camera, this.canvas]) {
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    }
    contextOf(this.camera).drawImage(source, 0, 0, width, height);
  }

  show(person: CanvasImageSource): void {
    const { width, height } = this.canvas;
    const context = contextOf(this.canvas);
    context.globalCompositeOperation = "copy";
    context.drawImage(person, 0, 0, width, height);
    context.globalCompositeOperation = "source-in";
    context.drawImage(this.camera, 0, 0, width, height);
    context.globalCompositeOperation = "destination-over";
    context.drawImage(this.#options.image ?? this.#blurred(), 0, 0, width, height);
  }

  /** Made small and large again: as soft as a filter, which Safari lacks, and cheaper. */
  #blurred(): HTMLCanvasElement {
    const { width, height } = this.camera;
    const size = Math.max(1, Math.round((this.#options.strength ?? 0.04) * width));
    this.#small.width = Math.max(2, Math.round(width / size));
    this.#small.height = Math.max(2, Math.round(height / size));
    const context = contextOf(this.#small);
    context.imageSmoothingQuality = "high";
    context.drawImage(this.camera, 0, 0, this.#small.width, this.#small.height);
    contextOf(this.canvas).imageSmoothingQuality = "high";
    return this.#small;
  }
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new CallsError("not-supported", "This browser cannot draw on a canvas.");
  return context;
}
