import { LEAST_BITRATE } from "../../wire/sources.js";
import type { Sample } from "../diagnostics/sampler.js";

/** The share of packets that must not be lost for long, and the one with which more may be tried. */
const BAD = 0.1;
const CALM = 0.03;
/** Looks, one a second, before less is taken, and before more is tried: twice as many after each try that went wrong. */
const LOOKS_TO_LESS = 8;
const LOOKS_TO_MORE = 15;
const MOST_LOOKS_TO_MORE = 240;
/** What is taken of what arrived, when too much was lost. */
const LESS = 0.6;
/** Bits per second of video above which there is no limit any more. */
const PLENTY = 5_000_000;

/**
 * How much video the network carries, as far as can be told from here: when many packets are lost for a while, though the
 * service has gone down to smaller layers by itself, fewer videos are taken, and none at last. Later more is tried.
 */
export class Relief {
  #bad = 0;
  #calm = 0;
  #patience = LOOKS_TO_MORE;
  #isTrying = false;

  /** @param limit what was taken until now, in bits per second. @returns what is to be taken from now on. */
  look(samples: readonly Sample[], limit: number): number {
    const inbound = samples.filter(({ direction, loss }) => direction === "inbound" && loss !== undefined);
    const all = inbound.reduce((sum, { bitrate }) => sum + bitrate, 0);
    if (all === 0) return limit;
    const loss = inbound.reduce((sum, { loss: lost = 0, bitrate }) => sum + lost * bitrate, 0) / all;
    this.#bad = loss > BAD ? this.#bad + 1 : Math.max(0, this.#bad - 1);
    this.#calm = loss < CALM ? this.#calm + 1 : 0;
    if (this.#bad >= LOOKS_TO_LESS) return this.#less(inbound, limit);
    if (this.#calm < this.#patience) return limit;
    return this.#more(limit);
  }

  #less(inbound: readonly Sample[], limit: number): number {
    if (this.#isTrying) this.#patience = Math.min(2 * this.#patience, MOST_LOOKS_TO_MORE);
    [this.#bad, this.#calm, this.#isTrying] = [0, 0, false];
    const video = inbound.reduce((sum, { kind, bitrate }) => sum + (kind === "video" ? bitrate : 0), 0);
    const less = LESS * Math.min(limit, Math.max(video, LEAST_BITRATE));
    return less < LEAST_BITRATE ? 0 : less;
  }

  #more(limit: number): number {
    this.#calm = 0;
    // The higher limit worked, so that the next one is tried sooner.
    if (this.#isTrying) this.#patience = LOOKS_TO_MORE;
    this.#isTrying = limit < PLENTY;
    if (limit === Infinity) return limit;
    const more = Math.max(2 * limit, LEAST_BITRATE);
    return more > PLENTY ? Infinity : more;
  }
}
