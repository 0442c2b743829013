import type { Clock } from "../../../src/sfu/adapters/worker/pacer.js";

/** A clock that is turned by hand. Its timers are late, as real ones. */
export class HandClock implements Clock {
  #now = 0;
  #timer: { readonly at: number; readonly task: () => void } | undefined;

  now(): number {
    return this.#now;
  }

  after(delay: number, task: () => void): () => void {
    this.#timer = { at: this.#now + delay, task };
    return () => (this.#timer = undefined);
  }

  get isSet(): boolean {
    return this.#timer !== undefined;
  }

  /** Lets the next timer fire, some milliseconds late. */
  fire(late: number): void {
    const timer = this.#timer;
    if (!timer) throw new Error("There is no timer.");
    this.#now = Math.max(this.#now, timer.at + late);
    this.#timer = undefined;
    timer.task();
  }
}
