/** Timers that all end together, so that closing leaves none behind. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();
  #closed = false;

  get size(): number {
    return this.#running.size;
  }

  /** Runs `task` once, after `delay` milliseconds, unless the returned function is called first. */
  after(delay: number, task: () => void): () => void {
    if (this.#closed) return () => {};
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      task();
    }, delay);
    this.#running.add(timer);
    return () => this.#stop(timer);
  }

  /** Runs `task` every `period` milliseconds until the returned function is called. */
  every(period: number, task: () => void): () => void {
    if (this.#closed) return () => {};
    const timer = setInterval(task, period);
    this.#running.add(timer);
    return () => this.#stop(timer);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#running) this.#stop(timer);
  }

  #stop(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#running.delete(timer);
  }
}
