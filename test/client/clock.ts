import { createEnvironment, type Environment } from "../../src/client/environment.js";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that passes only when it is told to. */
export class Clock {
  readonly environment: Environment;
  #now = 0;
  readonly #timers = new Set<Timer>();

  constructor(overrides: Partial<Environment> = {}) {
    this.environment = createEnvironment({
      random: () => 0.5,
      now: () => this.#now,
      date: () => this.#now,
      schedule: (callback, milliseconds) => {
        const timer = { at: this.#now + milliseconds, callback };
        this.#timers.add(timer);
        return () => void this.#timers.delete(timer);
      },
      ...overrides,
    });
  }

  /** Timers that have not run. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets time pass, and whatever is due happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settled();
    for (let next = this.#first(end); next; next = this.#first(end)) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next);
      next.callback();
      await settled();
    }
    this.#now = end;
  }

  /** As if the machine slept: nothing happens meanwhile, and what was due happens with the next {@link pass}. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
  }

  #first(end: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** Lets every promise that can settle do so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
