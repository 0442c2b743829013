import { ContextProvider } from "@lit/context";
import type { LitElement } from "lit";
import type { Room, RoomStatus } from "../../client/types.js";
import { roomContext } from "../core/context.js";
import type { RoomListener } from "../core/selected.js";
import type { RoomSource } from "../core/selected.js";

/** Seconds that a call goes on without its element where the page does not say how many. */
const KEPT = 600;
/** Milliseconds: the longest time that browsers' timers know. */
const LONGEST = 2 ** 31 - 1;
const UNDER_WAY: readonly RoomStatus["phase"][] = ["joining", "waiting", "joined"];

/** What an attribute says of how long a call is kept: nothing in it is yes, and a number is one of seconds. */
export const readKeepAlive = (value: string | null): number | boolean => {
  if (value === null || value === "false") return false;
  return value === "" || Number.isNaN(Number(value)) || Number(value);
};

/**
 * The room that a room element owns: made when it is needed, given to everything inside, and destroyed when the element
 * is gone. A move in the page is a removal and an insertion, so the end waits for one task, or for as long as the page wants
 * a call to be kept, and is called off when the element is back by then.
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

  /**
   * @param keepAlive seconds for which a call that is under way goes on, or whether it does.
   * @param onError told when the room did not end well.
   */
  disconnected(keepAlive: number | boolean, onError: (error: unknown) => void): void {
    clearTimeout(this.#end);
    // Before the call, and after it, there is a camera to let go of and nothing to keep.
    const isKept = this.#room && UNDER_WAY.includes(this.#room.snapshot.status.phase);
    const seconds = isKept ? (keepAlive === true ? KEPT : Number(keepAlive)) : 0;
    this.#end = setTimeout(
      () => {
        const room = this.#room;
        this.#room = undefined;
        this.#take(undefined);
        room?.destroy().catch(onError);
      },
      Math.min(seconds * 1_000, LONGEST),
    );
  }

  #take<T extends Room | undefined>(room: T): T {
    this.#provider.setValue(room);
    for (const listener of this.#listeners) listener(room);
    return room;
  }
}
