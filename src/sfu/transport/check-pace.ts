/** Milliseconds between two checks of all sessions together: Ta of RFC 8445. */
export const PACE = 50;

/** Lets one unasked-for packet through at a time, however many sessions want to send one. */
export class CheckPace {
  #nextAt = -Infinity;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly take = (): boolean => {
    const now = this.#now();
    if (now < this.#nextAt) return false;
    this.#nextAt = now + PACE;
    return true;
  };
}
