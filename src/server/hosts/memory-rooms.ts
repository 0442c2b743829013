import type { CallsClient } from "../calls/client.js";
import type { CallsAnswer } from "../calls/failures.js";
import type { CallsRequest } from "../calls/guard.js";
import { RoomServerError } from "../errors.js";
import type { Log } from "../log.js";
import { randomId } from "../random-id.js";
import { LiveRoom } from "../room/live-room.js";
import type { RoomPorts } from "../room/live-room.js";
import { isIdle } from "../room/deadlines.js";
import { RoomStore } from "../room/room-store.js";
import type { Sql } from "../room/room-store.js";
import type { RoomSettings, RoomState } from "../room/state.js";
import { createRoomState } from "../room/state.js";
import type { Rooms, Visitor, Welcome } from "../rooms.js";

/** Rooms that one process holds. */
const MAX_ROOMS = 10_000;

export interface MemoryRoomsOptions {
  settings: RoomSettings;
  ports: RoomPorts;
  client: CallsClient;
  log: Log;
  signal: AbortSignal;
  /** Keeps the rooms over a restart. */
  storage?: Sql | undefined;
}

/** Rooms in the memory of this process; with storage, as they were when the last process ended. */
export class MemoryRooms implements Rooms {
  readonly #rooms = new Map<string, LiveRoom>();
  readonly #stores = new Map<string, RoomStore>();
  readonly #options: MemoryRoomsOptions;

  constructor(options: MemoryRoomsOptions) {
    this.#options = options;
    for (const id of options.storage ? RoomStore.ids(options.storage) : []) this.#restore(id);
  }

  create(id: string, name: string | undefined): ReturnType<Rooms["create"]> {
    if (this.#rooms.has(id)) return Promise.resolve(undefined);
    return attempt(() => this.#add(id, name).info);
  }

  find(id: string): ReturnType<Rooms["find"]> {
    return Promise.resolve(this.#rooms.get(id)?.info);
  }

  async join(id: string, visitor: Visitor): Promise<Welcome> {
    return this.live(id).join(visitor);
  }

  async call(roomId: string, participantId: string, request: CallsRequest): Promise<CallsAnswer> {
    return this.live(roomId).handle(participantId, request);
  }

  /** The room at work, made if need be. @throws RoomServerError `rate_limited` when there are too many. */
  live(id: string): LiveRoom {
    return this.#rooms.get(id) ?? this.#add(id, undefined);
  }

  /** Puts out who is stale, and forgets rooms that nobody has used for long. */
  sweep(): void {
    const { ports, settings } = this.#options;
    for (const [id, room] of this.#rooms) {
      room.take({ type: "sweep" });
      if (isIdle(room.state, settings, ports.now())) this.#forget(id);
    }
  }

  stats(): { rooms: number; participants: number } {
    const states = [...this.#rooms.values()].map(({ state }) => state);
    return { rooms: states.length, participants: states.reduce((sum, state) => sum + state.participants.size, 0) };
  }

  #add(id: string, name: string | undefined): LiveRoom {
    if (this.#rooms.size >= MAX_ROOMS)
      throw new RoomServerError("rate_limited", "The server has no room for more rooms.");
    const at = this.#options.ports.now();
    const state = createRoomState({ id, epoch: randomId(), at, ...(name !== undefined && { name }) });
    const room = this.#start(state);
    room.keep();
    return room;
  }

  #restore(id: string): void {
    const state = this.#storeOf(id)?.load();
    if (state) this.#start(state).take({ type: "restart", open: [] });
  }

  #start(state: RoomState): LiveRoom {
    const persist = (next: RoomState): void => this.#save(next);
    const room = new LiveRoom({ ...this.#options, state, ports: { ...this.#options.ports, persist } });
    this.#rooms.set(state.id, room);
    return room;
  }

  #storeOf(id: string): RoomStore | undefined {
    const { storage } = this.#options;
    const store = this.#stores.get(id) ?? (storage && new RoomStore(storage, id));
    if (store) this.#stores.set(id, store);
    return store;
  }

  /** A full disk must not end the call. */
  #save(state: RoomState): void {
    try {
      this.#storeOf(state.id)?.save(state);
    } catch (error) {
      this.#options.log({ level: "error", event: "room not saved", room: state.id, message: String(error) });
    }
  }

  #forget(id: string): void {
    this.#rooms.delete(id);
    try {
      this.#stores.get(id)?.delete();
    } catch (error) {
      this.#options.log({ level: "error", event: "room not deleted", room: id, message: String(error) });
    }
    this.#stores.delete(id);
  }
}

/** A thrown error as a rejection. */
const attempt = <T>(make: () => T): Promise<T> => new Promise((resolve) => resolve(make()));
