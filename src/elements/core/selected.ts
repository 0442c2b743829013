import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Room, RoomSnapshot } from "../../client/types.js";

/** Told of the room that the host is for, and of every other that takes its place. */
export type RoomListener = (room: Room | undefined) => void;

/** Where a room comes from, and with it the news that there is another. */
export interface RoomSource {
  /** The room that there is now; `undefined` while there is none. */
  readonly room: Room | undefined;
  /** Calls `listener` with the room, at once where there is one, and with every other that takes its place. */
  onRoom(listener: RoomListener): void;
}

/** Something with snapshots to select from: a room, or what this page shows of it. */
export interface Store<S> {
  /** How it is now. It stays the same object until something changes. */
  readonly snapshot: S;
  /** @returns a function that ends the subscription. */
  subscribe(listener: (snapshot: S) => void): () => void;
}

/** Options of {@link Selected}. */
export interface SelectedOptions<T, S> {
  /** Whether two values look the same: they are the same, or have the same parts, unless this says otherwise. */
  readonly equals?: (a: T, b: T) => boolean;
  /** What of the room is selected from: the room itself unless given. */
  readonly of?: (room: Room) => Store<S>;
}

/**
 * Renders its host when the selected part of a room changed, and only then.
 *
 * The selector picks facts and changes nothing. It may use properties of the host: it is asked again at each update of the
 * host.
 *
 * @example
 * ```ts
 * class HeadCount extends RoomElement {
 *   readonly #count = new Selected(this, this.rooms, ({ participants }) => participants.length);
 *   protected override render() {
 *     return html`${this.#count.value ?? 0} others`;
 *   }
 * }
 * ```
 */
export class Selected<T, S = RoomSnapshot> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #selector: (snapshot: S) => T;
  readonly #options: SelectedOptions<T, S>;
  #store: Store<S> | undefined;
  #value: T | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(
    host: ReactiveControllerHost,
    rooms: RoomSource,
    selector: (snapshot: S) => T,
    options: SelectedOptions<T, S> = {},
  ) {
    this.#host = host;
    this.#selector = selector;
    this.#options = options;
    rooms.onRoom((room) => this.#follow(room));
    host.addController(this);
  }

  /** `undefined` while there is no room. */
  get value(): T | undefined {
    return this.#value;
  }

  hostUpdate(): void {
    if (this.#store) this.#take(this.#store.snapshot);
  }

  #follow(room: Room | undefined): void {
    this.#unsubscribe?.();
    // A room is its own store, where nothing else is named.
    this.#store = room && (this.#options.of?.(room) ?? (room as unknown as Store<S>));
    this.#value = undefined;
    this.#unsubscribe = this.#store?.subscribe((snapshot) => {
      if (this.#take(snapshot)) this.#host.requestUpdate();
    });
    this.hostUpdate();
  }

  /** @returns whether it looks different from before. */
  #take(snapshot: S): boolean {
    const value = this.#selector(snapshot);
    if (this.#value !== undefined && (this.#options.equals ?? looksSame)(this.#value, value)) return false;
    const isNew = this.#value !== value;
    this.#value = value;
    return isNew;
  }
}

const looksSame = (a: unknown, b: unknown): boolean =>
  Object.is(a, b) || (typeof a === "object" && typeof b === "object" && !!a && !!b && shallowEqual(a, b));

/** Compares objects, or lists, by their parts. */
export const shallowEqual = <T extends object>(a: T, b: T): boolean => {
  if (a === b) return true;
  const keys = Object.keys(a) as (keyof T)[];
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
};
