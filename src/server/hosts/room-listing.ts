import type { IndexQuestion } from "./room-index.js";

/** Keeps one room on the index for as long as it is there. */
export class RoomListing {
  readonly #ask: (question: IndexQuestion) => Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  #isListed: boolean;

  /** @param options.isListed the room was there before: it has listed itself then. */
  constructor(options: {
    ask: (question: IndexQuestion) => Promise<unknown>;
    onError: (error: unknown) => void;
    isListed: boolean;
  }) {
    this.#ask = options.ask;
    this.#onError = options.onError;
    this.#isListed = options.isListed;
  }

  /** The room is there. A list that cannot be reached is tried with the next change. */
  add(id: string): void {
    if (this.#isListed) return;
    this.#isListed = true;
    this.#ask({ type: "list", id }).catch((error: unknown) => {
      this.#isListed = false;
      this.#onError(error);
    });
  }

  /** The room is about to be forgotten. @returns `false` when the list could not be told: then the room has to stay. */
  async remove(id: string): Promise<boolean> {
    try {
      if (this.#isListed) await this.#ask({ type: "unlist", id });
      this.#isListed = false;
      return true;
    } catch (error) {
      this.#onError(error);
      return false;
    }
  }
}
