import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Room, RoomSnapshot } from "../../client/room/types.js";
import type { RoomListener } from "./room-controller.js";

/** Where a room comes from, and with it the news that there is another. */
export interface RoomSource {
  readonly room: Room | undefined;
  onRoom(listener: RoomListener): void;
}

/**
 * Renders its host when the selected part of the room changed, and only then.
 *
 * The selector may use properties of the host: it is asked again at each update of the host.
 */
export class StoreController<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #rooms: RoomSource;
  readonly #selector: (snapshot: RoomSnapshot) => T;
  readonly #equals: (a: T, b: T) => boolean;
  #value: T | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(
    host: ReactiveControllerHost,
    rooms: RoomSource,
    selector: (snapshot: RoomSnapshot) => T,
    equals: (a: T, b: T) => boolean = Object.is,
  ) {
    this.#host = host;
    this.#rooms = rooms;
    this.#selector = selector;
    this.#equals = equals;
    rooms.onRoom((room) => this.#follow(room));
    host.addController(this);
  }

  /** `undefined` while there is no room. */
  get value(): T | undefined {
    return this.#value;
  }

  hostUpdate(): void {
    const { room } = this.#rooms;
    if (room) this.#set(this.#selector(room.snapshot));
  }

  #follow(room: Room | undefined): void {
    this.#unsubscribe?.();
    this.#unsubscribe = room?.subscribe((snapshot) => {
      if (this.#set(this.#selector(snapshot))) this.#host.requestUpdate();
    });
    if (room) this.#set(this.#selector(room.snapshot));
    else this.#value = undefined;
  }

  #set(value: T): boolean {
    if (this.#value !== undefined && this.#equals(this.#value, value)) return false;
    const changed = this.#value !== value;
    this.#value = value;
    return changed;
  }
}

/** Compares objects, or lists, by their parts. For selectors that make a new one each time. */
export const shallowEqual = <T extends object>(a: T, b: T): boolean => {
  if (a === b) return true;
  const keys = Object.keys(a) as (keyof T)[];
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
};
