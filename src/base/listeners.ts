/** A set of listeners. One that throws does not keep the others from hearing, nor the caller from going on. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** The same function added twice is two subscriptions. @returns a function that ends this one. */
  add(listener: (value: T) => void): () => void {
    const entry = (value: T): void => listener(value);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /** Calls every listener that is there now and still there when its turn comes. */
  emit(value: T): void {
    for (const listener of Array.from(this.#listeners)) {
      if (!this.#listeners.has(listener)) continue;
      try {
        listener(value);
      } catch (error) {
        // Uncaught, so that the page hears of it as of any other error.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** Ends every subscription. */
  clear(): void {
    this.#listeners.clear();
  }
}
