import type { Allowance, Rate } from "../room/allowance.js";
import { spend } from "../room/allowance.js";

/** Above so many keys, those that have paid off everything are forgotten. */
const PRUNE_ABOVE = 512;

/** Limits how often something may be done, for each key. */
export class RateLimiter {
  readonly #allowances = new Map<string, Allowance>();

  constructor(
    readonly rate: Rate,
    /** Milliseconds since 1970. */
    readonly now: () => number,
  ) {}

  /** Counts one more for the key. @returns `false` when it is one too many; that one is not counted. */
  allows(key: string): boolean {
    const at = this.now();
    const allowance = spend(this.#allowances.get(key), at, this.rate);
    if (allowance.left < 0) return false;
    if (this.#allowances.size >= PRUNE_ABOVE) this.#prune(at);
    this.#allowances.set(key, allowance);
    return true;
  }

  #prune(at: number): void {
    for (const [key, allowance] of this.#allowances) {
      // A full bucket is the same as none.
      if (spend(allowance, at, this.rate).left >= this.rate.burst - 1) this.#allowances.delete(key);
    }
  }
}
