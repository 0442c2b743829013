/** For so long somebody stays large, in milliseconds: a word thrown in must not move the picture. */
const HOLD = 2_000;

/** Who is large while people take turns. Time is told by the caller. */
export class SpeakerFocus {
  #current: string | undefined;
  #since = -Infinity;

  /**
   * @param speaking those who speak now, in a stable order.
   * @param present everybody who may be large, in order.
   * @returns whom to show, and after how many milliseconds to ask again when somebody waits for their turn.
   */
  update(
    speaking: readonly string[],
    present: readonly string[],
    now: number,
  ): { current: string | undefined; wait: number | undefined } {
    const next = speaking.find((key) => present.includes(key));
    if (this.#current === undefined || !present.includes(this.#current)) {
      this.#show(next ?? present[0], now);
    } else if (next !== undefined && !speaking.includes(this.#current)) {
      const left = this.#since + HOLD - now;
      if (left > 0) return { current: this.#current, wait: left };
      this.#show(next, now);
    }
    return { current: this.#current, wait: undefined };
  }

  #show(key: string | undefined, now: number): void {
    this.#current = key;
    this.#since = now;
  }
}
