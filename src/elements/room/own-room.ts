import { ContextProvider } from "@lit/context";
import type { LitElement } from "lit";
import type { Room } from "../../client/types.js";
import { roomContext } from "../core/context.js";
import type { RoomListener } from "../core/selected.js";
import type { RoomSource } from "../core/selected.js";

/**
 * The room that a room element owns: made when it is needed, given to everything inside, and destroyed when the element
 * is gone. A move in the page is a removal and an insertion, so the end waits for one task and is called off when the
 * element is back by then.
 */
export class OwnRoom implements RoomSource {
  readonly #create: () => Room;
  readonly #provider: ContextProvider<typeof roomContext>;
  readonly #listeners = new Set<RoomListener>();
  #room: Room | undefined;
  #end: ReturnType<typeof setTimeout> | undefined;

  constructor(host: LitElement, create: () => Room) {
    this.#create = create;
    this.#provider = new ContextProvider(host, { context: roomContext });
  }

  get room(): Room | undefined {
    return this.#room;
  }

  onRoom(listener: RoomListener): void {
    this.#listeners.add(listener);
    if (this.#room) listener(this.#room);
  }

  /** The room; a new one when there is none. */
  ensure(): Room {
    this.#room ??= this.#take(this.#create());
    return this.#room;
  }

  connected(): void {
    clearTimeout(this.#end);
    this.ensure();
  }

  /** @param onError told when the room did not end well. */
  disconnected(onError: (error: unknown) => void): void {
    clearTimeout(this.#end);
    this.#end = setTimeout(() => {
      const room = this.#room;
      this.#room = undefined;
      this.#take(undefined);
      room?.destroy().catch(onError);
    });
  }

  #take<T extends Room | undefined>(room: T): T {
    this.#provider.setValue(room);
    for (const listener of this.#listeners) listener(room);
    return room;
  }
}
