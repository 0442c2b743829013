import { Listeners } from "../../base/listeners.js";
import { share } from "../../base/share.js";
import type { RoomSnapshot } from "../types.js";

/** Holds a room's snapshot and tells of its changes. */
export class RoomStore {
  #snapshot: RoomSnapshot;
  readonly #listeners = new Listeners<RoomSnapshot>();
  #notifying = false;
  #changed = false;

  constructor(initial: RoomSnapshot) {
    this.#snapshot = Object.freeze(initial);
  }

  get snapshot(): RoomSnapshot {
    return this.#snapshot;
  }

  /** Replaces parts of the snapshot. Nothing happens when they are what they were. */
  update(parts: Partial<RoomSnapshot>): void {
    const next = share(this.#snapshot, { ...this.#snapshot, ...parts });
    if (next === this.#snapshot) return;
    this.#snapshot = next;
    this.#changed = true;
    this.#notify();
  }

  subscribe(listener: (snapshot: RoomSnapshot) => void): () => void {
    return this.#listeners.add(listener);
  }

  select<T>(
    selector: (snapshot: RoomSnapshot) => T,
    listener: (value: T) => void,
    equals: (a: T, b: T) => boolean = Object.is,
  ): () => void {
    let selected = selector(this.#snapshot);
    return this.subscribe((snapshot) => {
      const next = selector(snapshot);
      if (equals(selected, next)) return;
      selected = next;
      listener(next);
    });
  }

  /** Ends every subscription. */
  close(): void {
    this.#listeners.clear();
  }

  /** A change made by a listener is told to everyone after this one, never in the middle of it. */
  #notify(): void {
    if (this.#notifying) return;
    this.#notifying = true;
    while (this.#changed) {
      this.#changed = false;
      this.#listeners.emit(this.#snapshot);
    }
    this.#notifying = false;
  }
}
