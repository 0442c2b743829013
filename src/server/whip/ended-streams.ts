import type { EndedStream } from "./guest.js";
import type { GuestStore } from "./guest-store.js";
import type { MediaRefusal } from "./media.js";
import { refuse } from "./media.js";

/** Streams of one room that are remembered: whoever asks does so within seconds. */
const MOST = 64;

/**
 * Streams that ended without their publishers' doing. A publisher hears nothing of it by the media, so that it asks for its resource,
 * and a guest who was taken off must not come back by themselves as one does whose server was away.
 */
export class EndedStreams {
  readonly #why = new Map<string, EndedStream["why"]>();
  readonly #store: GuestStore;

  constructor(store: GuestStore, kept: readonly EndedStream[]) {
    this.#store = store;
    for (const { id, why } of kept) this.#why.set(id, why);
  }

  add(id: string, why: EndedStream["why"]): void {
    this.#why.set(id, why);
    this.#store.put({ kind: "ended", id, why });
    const [oldest = ""] = this.#why.keys();
    if (this.#why.size <= MOST) return;
    this.#why.delete(oldest);
    this.#store.delete(oldest);
  }

  /** What there is to say to whoever asks for it. */
  answer(id: string): MediaRefusal | undefined {
    switch (this.#why.get(id)) {
      case "removed":
        return refuse(410, "denied", "A host has taken this stream off.");
      case "replaced":
        return refuse(410, "session_not_owned", "Somebody has come in as this guest since.");
      case undefined:
        return undefined;
    }
  }

  clear(): void {
    this.#why.clear();
  }
}
