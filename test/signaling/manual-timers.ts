import type { Scheduling } from "../../src/base/clock.js";

interface Pending {
  readonly callback: () => void;
  readonly milliseconds: number;
}

/** Timers that run out when the test says so. */
export class ManualTimers implements Scheduling {
  readonly #pending = new Set<Pending>();
  #changed: (() => void)[] = [];

  readonly schedule = (callback: () => void, milliseconds: number): (() => void) => {
    const timer = { callback, milliseconds };
    this.#pending.add(timer);
    for (const wake of this.#changed.splice(0)) wake();
    return () => void this.#pending.delete(timer);
  };

  /** What is waited for, in milliseconds. */
  get waits(): readonly number[] {
    return Array.from(this.#pending, ({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  }

  /** Lets the timer of so many milliseconds run out, as soon as there is one. */
  async runOut(milliseconds: number): Promise<void> {
    for (;;) {
      const timer = Array.from(this.#pending).find((pending) => Math.abs(pending.milliseconds - milliseconds) < 1);
      if (timer) {
        this.#pending.delete(timer);
        timer.callback();
        return;
      }
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }
}
