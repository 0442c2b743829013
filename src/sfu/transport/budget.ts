/** What all sessions of an SFU together may keep in memory of one kind: each has a bound of its own, and there are many. */
export class Budget {
  #used = 0;

  /** @param limit in bytes. */
  constructor(readonly limit: number) {}

  get used(): number {
    return this.#used;
  }

  /** Takes so many bytes; false, and none, when so many are not left. */
  take(bytes: number): boolean {
    if (this.#used + bytes > this.limit) return false;
    this.#used += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#used -= bytes;
  }
}
