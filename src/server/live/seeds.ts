/** Chance for one step after the other, taken from the system many at a time. */
export class Seeds {
  readonly #seeds = new Uint32Array(256);
  #used = this.#seeds.length;

  next(): number {
    if (this.#used === this.#seeds.length) {
      crypto.getRandomValues(this.#seeds);
      this.#used = 0;
    }
    return this.#seeds[this.#used++] ?? 0;
  }
}
