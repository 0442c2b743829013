import { codecKey } from "./codecs.js";
import type { Codec } from "./types.js";

/** Where to look for free numbers: the dynamic range first, then what RTP leaves unassigned. */
const RANGES: readonly (readonly [first: number, last: number])[] = [
  [96, 127],
  [35, 63],
];

/** Formats that are remembered: more than there are numbers for. */
const MAX_FORMATS = 128;

/** One payload type means one format over the whole BUNDLE, whoever offers. */
export class PayloadTypes {
  readonly #byKey = new Map<string, number>();
  readonly #repairOf = new Map<string, number>();
  readonly #used = new Set<number>();

  /** Formats that are remembered. */
  get size(): number {
    return this.#byKey.size;
  }

  /** Takes over a peer's numbers. */
  learn(codecs: readonly Codec[]): void {
    for (const codec of codecs) {
      const key = codecKey(codec);
      this.#used.add(codec.payloadType);
      if (!this.#byKey.has(key) && this.#byKey.size < MAX_FORMATS) this.#byKey.set(key, codec.payloadType);
      if (codec.rtx === undefined) continue;
      this.#used.add(codec.rtx);
      if (!this.#repairOf.has(key) && this.#repairOf.size < MAX_FORMATS) this.#repairOf.set(key, codec.rtx);
    }
  }

  /** Another session's codec with this session's numbers; undefined when all numbers are taken. */
  translate(codec: Codec): Codec | undefined {
    const key = codecKey(codec);
    const payloadType = this.#numberFor(this.#byKey, key, codec.payloadType);
    if (payloadType === undefined) return undefined;
    const rtx = codec.rtx === undefined ? undefined : this.#numberFor(this.#repairOf, key, codec.rtx);
    return { ...codec, payloadType, rtx };
  }

  #numberFor(numbers: Map<string, number>, key: string, preferred: number): number | undefined {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#used.has(preferred) ? this.#free() : preferred;
    if (number === undefined) return undefined;
    this.#used.add(number);
    numbers.set(key, number);
    return number;
  }

  #free(): number | undefined {
    for (const [first, last] of RANGES) {
      for (let number = first; number <= last; number++) if (!this.#used.has(number)) return number;
    }
    return undefined;
  }
}
