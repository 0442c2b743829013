/** When somebody begins to speak: the same rule for sound in a page, and for sound in a file. */
export class Onsets {
  readonly at: number[] = [];
  #quietSince = Number.NEGATIVE_INFINITY;
  #isQuiet = true;

  /** @param level root of the mean square of some milliseconds of sound, from 0 to 1. @param now milliseconds. */
  push(level: number, now: number): void {
    if (level < 0.01) {
      if (!this.#isQuiet) this.#quietSince = now;
      this.#isQuiet = true;
      return;
    }
    // A breath inside of a sentence is none of its ends.
    if (this.#isQuiet && now - this.#quietSince > 700) this.at.push(now);
    this.#isQuiet = false;
  }
}
