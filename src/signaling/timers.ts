import type { Schedule } from "../base/clock.js";

/** Timers by name: setting one again takes the former one away. */
export class Timers {
  readonly #schedule: Schedule;
  readonly #timers = new Map<string, () => void>();
  #stopped = false;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  has(name: string): boolean {
    return this.#timers.has(name);
  }

  set(name: string, milliseconds: number, callback: () => void): void {
    this.clear(name);
    if (this.#stopped) return;
    const run = (): void => {
      this.#timers.delete(name);
      callback();
    };
    this.#timers.set(name, this.#schedule(run, milliseconds));
  }

  clear(name: string): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }

  /** For good. */
  stop(): void {
    this.#stopped = true;
    for (const name of this.#timers.keys()) this.clear(name);
  }
}
