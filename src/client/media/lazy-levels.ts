import type { FindLevelSource, LevelLoop } from "./level-loop.js";

/** Loads what measures loudness when somebody wants to know. */
export class LazyLevels {
  readonly #findSource: FindLevelSource;
  #loop: Promise<LevelLoop> | undefined;

  constructor(findSource: FindLevelSource) {
    this.#findSource = findSource;
  }

  /** @returns a function that ends the subscription. */
  listen(participantId: string, listener: (level: number) => void): () => void {
    let stop: (() => void) | undefined = () => {};
    this.#loop ??= import("./level-loop.js").then(({ LevelLoop }) => new LevelLoop(this.#findSource));
    void this.#loop.then(
      (loop) => stop && (stop = loop.listen(participantId, listener)),
      () => {},
    );
    return () => {
      stop?.();
      stop = undefined;
    };
  }

  /** Ends every subscription. */
  stop(): void {
    void this.#loop?.then(
      (loop) => loop.stop(),
      () => {},
    );
  }
}
