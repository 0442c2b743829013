import type { Allowance, Rate } from "../../room/allowance.js";
import { spend } from "../../room/allowance.js";

/** Above so many keys, those that have paid off everything are looked for. */
const PRUNE_ABOVE = 512;
/** More keys than this are never kept: those that were used longest ago are forgotten. */
const MAX_KEYS = 20_000;

/** Limits how often something may be done, for each key. */
export class RateLimiter {
  /** In order of last use. */
  readonly #allowances = new Map<string, Allowance>();
  #pruneAbove = PRUNE_ABOVE;

  constructor(
    readonly rate: Rate,
    /** Milliseconds since 1970. */
    readonly now: () => number,
  ) {}

  /** Counts one more for the key. @returns `false` when it is one too many; that one is not counted. */
  allows(key: string): boolean {
    return this.delay(key) === 0;
  }

  /** Counts one more for the key. @returns 0; or, when it is one too many and not counted, milliseconds until it would not be. */
  delay(key: string): number {
    const at = this.now();
    const allowance = spend(this.#allowances.get(key), at, this.rate);
    if (allowance.left < 0) return Math.ceil((-allowance.left * 1000) / this.rate.perSecond);
    this.#allowances.delete(key);
    if (this.#allowances.size >= this.#pruneAbove) this.#prune(at);
    this.#allowances.set(key, allowance);
    return 0;
  }

  #prune(at: number): void {
    for (const [key, allowance] of this.#allowances) {
      // A full bucket is the same as none.
      if (spend(allowance, at, this.rate).left >= this.rate.burst - 1) this.#allowances.delete(key);
    }
    for (const key of this.#allowances.keys()) {
      if (this.#allowances.size < MAX_KEYS) break;
      this.#allowances.delete(key);
    }
    // Looking costs as much as there is to look at: the next look comes when that has doubled.
    this.#pruneAbove = Math.min(MAX_KEYS, Math.max(PRUNE_ABOVE, 2 * this.#allowances.size));
  }
}
