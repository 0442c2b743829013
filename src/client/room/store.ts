import { notify } from "../notify.js";
import type { RoomSnapshot } from "./types.js";

/** Holds a room's snapshot and tells of its changes. */
export class RoomStore {
  #snapshot: RoomSnapshot;
  readonly #listeners = new Set<(snapshot: RoomSnapshot) => void>();
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
    // Wrapped, so that a function that subscribed twice is called twice, and each ends on its own.
    const entry = (snapshot: RoomSnapshot): void => listener(snapshot);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
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
      notify(this.#listeners, this.#snapshot);
    }
    this.#notifying = false;
  }
}

/** `next`, frozen, or `previous` when all their fields are the same. */
export function share<T extends object>(previous: T | undefined, next: T): T {
  return previous && hasSameFields(previous, next) ? previous : Object.freeze(next);
}

/** `next`, frozen, or `previous` when all their items are the same. */
export function shareList<T>(previous: readonly T[], next: readonly T[]): readonly T[] {
  const isSame = previous.length === next.length && previous.every((item, i) => item === next[i]);
  return isSame ? previous : Object.freeze(next);
}

function hasSameFields<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(b) as (keyof T)[];
  return keys.length === Object.keys(a).length && keys.every((key) => Object.is(a[key], b[key]));
}
