/** Milliseconds after which the clock is looked at again: it may have been moved. */
const LONGEST = 500;

/** One timer for many moments: rings at the earliest of them. */
export class Alarm {
  readonly #ring: () => void;
  readonly #options: { now: () => number; signal: AbortSignal };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = Number.POSITIVE_INFINITY;

  /** @param options.signal aborted when nothing may ring any more. */
  constructor(ring: () => void, options: { now: () => number; signal: AbortSignal }) {
    this.#ring = ring;
    this.#options = options;
  }

  /** @param at milliseconds since 1970. */
  setAt(at: number): void {
    if (at >= this.#at) return;
    this.#at = at;
    this.#arm();
  }

  #arm(): void {
    const { now, signal } = this.#options;
    clearTimeout(this.#timer);
    if (signal.aborted) return;
    this.#timer = setTimeout(() => this.#look(), Math.max(0, Math.min(LONGEST, this.#at - now())));
    // It must not keep a process alive that has nothing else to do.
    this.#timer.unref();
  }

  #look(): void {
    const { now, signal } = this.#options;
    if (signal.aborted) return;
    if (this.#at > now()) return this.#arm();
    this.#at = Number.POSITIVE_INFINITY;
    this.#ring();
  }
}
