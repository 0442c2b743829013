/** What becomes of a piece of sound. */
export type Gated =
  /** Somebody speaks, or has just done so: these are to be heard, the first with what came right before. */
  | { readonly type: "sound"; readonly pieces: readonly Int16Array<ArrayBuffer>[] }
  /** They have paused: what is there may be settled. */
  | { readonly type: "pause" }
  | { readonly type: "silence" };

/** Seconds that are kept of the silence before somebody speaks: words begin softly. */
const BEFORE = 0.5;
/** Seconds after the last sound of somebody: a pause for breath is none. */
const AFTER = 1;
/** How loud speech is at least, as the root of the mean square: about -56 dB, below which browsers let nothing through but silence. */
const LEAST = 50;

/**
 * Lets sound through while somebody speaks, so that nobody pays for silence. It is generous: a room with noise is heard all the time,
 * rather than a word be lost.
 */
export class VoiceGate {
  readonly #sampleRate: number;
  readonly #after: number;
  #isOpen = false;
  /** Samples since there was last something to hear. */
  #quiet = 0;
  #before: Int16Array<ArrayBuffer>[] = [];
  #held = 0;

  /** @param after seconds of silence after which somebody has paused. */
  constructor(sampleRate: number, after = AFTER) {
    this.#sampleRate = sampleRate;
    this.#after = after;
  }

  push(piece: Int16Array<ArrayBuffer>): Gated {
    const isLoud = loudness(piece) >= LEAST;
    this.#quiet = isLoud ? 0 : this.#quiet + piece.length;
    if (this.#isOpen) {
      if (this.#quiet < this.#after * this.#sampleRate) return { type: "sound", pieces: [piece] };
      this.#isOpen = false;
      return { type: "pause" };
    }
    this.#keep(piece);
    if (!isLoud) return { type: "silence" };
    this.#isOpen = true;
    const pieces = this.#before;
    this.#before = [];
    this.#held = 0;
    return { type: "sound", pieces };
  }

  #keep(piece: Int16Array<ArrayBuffer>): void {
    this.#before.push(piece);
    this.#held += piece.length;
    while (this.#held > BEFORE * this.#sampleRate && this.#before.length > 1) {
      this.#held -= this.#before.shift()?.length ?? 0;
    }
  }
}

function loudness(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
