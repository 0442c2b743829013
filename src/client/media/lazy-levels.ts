import { lazy } from "../../base/lazy.js";
import type { FindLevelSource, LevelLoop } from "./level-loop.js";

const loadLevelLoop = lazy(() => import(/* chunk: sound */ "./level-loop.js"));

/** Loads what measures loudness when somebody wants to know. */
export class LazyLevels {
  readonly #findSource: FindLevelSource;
  #loop: LevelLoop | undefined;
  #stopped = false;

  constructor(findSource: FindLevelSource) {
    this.#findSource = findSource;
  }

  /** @returns a function that ends the subscription. */
  listen(participantId: string, listener: (level: number) => void): () => void {
    let stop: (() => void) | undefined = () => {};
    void this.#load().then(
      (loop) => stop && !this.#stopped && (stop = loop.listen(participantId, listener)),
      () => {},
    );
    return () => {
      stop?.();
      stop = undefined;
    };
  }

  /** Ends every subscription. */
  stop(): void {
    this.#stopped = true;
    this.#loop?.stop();
  }

  async #load(): Promise<LevelLoop> {
    const { LevelLoop } = await loadLevelLoop();
    return (this.#loop ??= new LevelLoop(this.#findSource));
  }
}
