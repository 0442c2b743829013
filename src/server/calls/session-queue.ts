/** Runs tasks one after the other for each key, and side by side for different keys. */
export class SessionQueue {
  readonly #tails = new Map<string, { last: Promise<unknown>; waiting: number }>();

  /** Tasks of `key` that are running or waiting. */
  length(key: string): number {
    return this.#tails.get(key)?.waiting ?? 0;
  }

  /** Resolves when the tasks of `key` are over that are running or waiting now; `undefined` when there is none. */
  settled(key: string): Promise<unknown> | undefined {
    return this.#tails.get(key)?.last;
  }

  /** Runs `task` after all earlier ones of `key`, whatever became of them. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const tail = this.#tails.get(key) ?? { last: Promise.resolve(), waiting: 0 };
    this.#tails.set(key, tail);
    tail.waiting += 1;
    const result = tail.last.then(task);
    tail.last = result.then(
      () => this.#done(key, tail),
      () => this.#done(key, tail),
    );
    return result;
  }

  #done(key: string, tail: { waiting: number }): void {
    tail.waiting -= 1;
    if (tail.waiting === 0) this.#tails.delete(key);
  }
}
