/** Milliseconds before something that failed is tried again. */
const FIRST = 2_000;
const LONGEST = 60_000;

/** How long to wait before each further try: twice as long each time. */
export class Pause {
  #next = FIRST;

  /** How long to wait now. */
  take(): number {
    const pause = this.#next;
    this.#next = Math.min(2 * pause, LONGEST);
    return pause;
  }

  /** It has worked. */
  reset(): void {
    this.#next = FIRST;
  }
}
