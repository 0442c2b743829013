import type { Publication } from "../router/publication.js";
import type { Timers } from "../timers.js";
import { pictureCodecOf } from "./codecs.js";
import { FrameCollector, type KeyFrame } from "./frames/collector.js";
import { FRAME_FORMATS } from "./frames/formats.js";
import type { PictureCodec } from "./messages.js";
import { TrackTap } from "./track-tap.js";

/** Milliseconds between two pictures. */
const PICTURE_PERIOD = 1_000;

/** `idle` until the next picture is due, `collecting` its packets, `drawing` while the thread makes a JPEG of it. */
type PictureState = "idle" | "collecting" | "drawing";

/**
 * One key frame a second of a track. It asks for them, so that nothing else has to be decoded and a lost packet costs one
 * picture at most; between them packets are not looked at.
 */
export class PictureTap {
  readonly #tap: TrackTap;
  readonly #frames = new FrameCollector();
  readonly #onFrame: (codec: PictureCodec, frame: KeyFrame) => void;
  readonly #stop: () => void;
  #state: PictureState = "idle";

  constructor(publication: Publication, timers: Timers, onFrame: (codec: PictureCodec, frame: KeyFrame) => void) {
    this.#onFrame = onFrame;
    this.#tap = new TrackTap(publication, (packet, codec) => {
      const pictures = this.#state === "collecting" ? pictureCodecOf(codec) : undefined;
      const frame = pictures && this.#frames.add(packet, FRAME_FORMATS[pictures]);
      if (pictures && frame) this.#draw(pictures, frame);
    });
    this.#stop = timers.every(PICTURE_PERIOD, () => this.#ask());
    this.#ask();
  }

  /** The last picture is dealt with. */
  drawn(): void {
    this.#state = "idle";
  }

  close(): void {
    this.#stop();
    this.#tap.close();
  }

  #ask(): void {
    this.#tap.select(performance.now());
    if (this.#state === "drawing") return;
    this.#state = "collecting";
    this.#frames.clear();
    this.#tap.requestKeyframe();
  }

  #draw(codec: PictureCodec, frame: KeyFrame): void {
    this.#state = "drawing";
    this.#onFrame(codec, frame);
  }
}
