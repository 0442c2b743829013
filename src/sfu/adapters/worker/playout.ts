import { ADAPTER_PCM } from "../../../wire/adapter-packet.js";

/** Bytes of one frame of 20 ms. */
const FRAME = ADAPTER_PCM.bytesPerFrame;
/** Frames that are gathered before sound begins, so that what comes unevenly plays evenly. */
const HEAD_START = 3;

/**
 * `silent`: nothing is there. `filling`: sound has begun to come, and is gathered for some frames. `playing`: a frame is
 * taken each time.
 */
type PlayoutState =
  | { readonly type: "silent" }
  | { readonly type: "filling"; readonly frames: number }
  | { readonly type: "playing" };

/**
 * What a service sends, cut into frames for a clock that takes one every 20 ms. Pieces may come in any length and at any pace: at
 * once, or as they are spoken. Nothing is dropped; where nothing is there is silence.
 */
export class Playout {
  #state: PlayoutState = { type: "silent" };
  #pieces: Uint8Array[] = [];
  #length = 0;
  /** Bytes until the end of the segment that was said to be complete. */
  #complete = 0;

  /** Milliseconds of sound that wait. */
  get buffered(): number {
    return (this.#length / FRAME) * 20;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  push(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#state.type === "silent") this.#state = { type: "filling", frames: 0 };
  }

  /** What came so far is whole: its last frame is filled up with silence, and nothing is waited for. */
  endSegment(): void {
    const rest = this.#length % FRAME;
    if (rest > 0) this.push(new Uint8Array(FRAME - rest));
    this.#complete = this.#length;
  }

  /** The next frame; undefined for silence. */
  take(): Uint8Array | undefined {
    this.#state = this.#next();
    if (this.#state.type !== "playing") return undefined;
    this.#complete = Math.max(0, this.#complete - FRAME);
    return this.#cut(FRAME);
  }

  #next(): PlayoutState {
    const state = this.#state;
    if (state.type === "silent") return state;
    if (state.type === "playing") {
      if (this.#length >= FRAME) return state;
      // It comes too late or is over: the next start leaves more time.
      return this.#length === 0 ? { type: "silent" } : { type: "filling", frames: 0 };
    }
    if (this.#length >= FRAME * HEAD_START || this.#complete >= FRAME) return { type: "playing" };
    if (state.frames < HEAD_START) return { type: "filling", frames: state.frames + 1 };
    // No more comes: what is there is all of it.
    this.endSegment();
    return { type: "playing" };
  }

  #cut(length: number): Uint8Array {
    const frame = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const [piece] = this.#pieces;
      if (!piece) break;
      const part = piece.subarray(0, length - filled);
      frame.set(part, filled);
      filled += part.length;
      if (part.length === piece.length) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(part.length);
    }
    this.#length -= filled;
    return frame;
  }
}
