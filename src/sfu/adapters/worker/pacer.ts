/** Milliseconds of one frame. */
export const FRAME_PERIOD = 20;

/** Time and timers; a test brings its own. */
export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Runs `task` after `delay` milliseconds, unless the returned function is called first. */
  after(delay: number, task: () => void): () => void;
}

export const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  after(delay, task) {
    let reading: NodeJS.Immediate | undefined;
    // Timers run before what has come is read: what came while the machine stood still is not to be taken for silence.
    const timer = setTimeout(() => (reading = setImmediate(task)), delay);
    return () => {
      clearTimeout(timer);
      clearImmediate(reading);
    };
  },
};

/**
 * Calls its tasks for every 20 ms of the clock. Timers are late by a little each time, so it counts what is due since it began:
 * over any length of time nothing is lost or added.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #onTick: () => void;
  readonly #tasks = new Set<(frames: number) => void>();
  #began = 0;
  #done = 0;
  #cancel: (() => void) | undefined;

  /** @param onTick - Called after all tasks of one moment. */
  constructor(clock: Clock, onTick: () => void) {
    this.#clock = clock;
    this.#onTick = onTick;
  }

  /** Calls `task` with the number of frames that are due, until the returned function is called. */
  add(task: (frames: number) => void): () => void {
    if (this.#tasks.size === 0) {
      this.#began = this.#clock.now();
      this.#done = 0;
      this.#schedule();
    }
    this.#tasks.add(task);
    return () => {
      this.#tasks.delete(task);
      if (this.#tasks.size === 0) this.#cancel?.();
    };
  }

  #schedule(): void {
    const next = this.#began + (this.#done + 1) * FRAME_PERIOD;
    this.#cancel = this.#clock.after(Math.max(0, next - this.#clock.now()), () => this.#tick());
  }

  #tick(): void {
    const due = Math.floor((this.#clock.now() - this.#began) / FRAME_PERIOD) - this.#done;
    if (due > 0) {
      this.#done += due;
      for (const task of this.#tasks) task(due);
      this.#onTick();
    }
    if (this.#tasks.size > 0) this.#schedule();
  }
}
