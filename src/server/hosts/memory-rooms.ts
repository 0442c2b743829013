import type { RoomBehavior } from "../behaviors.js";
import type { CallsClient } from "../calls/client.js";
import type { IceServers } from "../calls/ice-servers.js";
import type { CallsAnswer } from "../../wire/calls-answer.js";
import { sessionGone } from "../../wire/calls-answer.js";
import type { CallsRequest } from "../../room/guard.js";
import { RoomServerError } from "../errors.js";
import type { Log } from "../log.js";
import { randomId } from "../../base/random-id.js";
import type { LiveRoom, RoomPorts } from "../live/live-room.js";
import { isFree, isIdle, isThere } from "../../room/deadlines.js";
import { RoomStore } from "../live/room-store.js";
import type { Sql } from "../live/room-store.js";
import type { RoomOrder, RoomSettings, RoomState } from "../../room/state.js";
import { createRoomState } from "../../room/state.js";
import type { Rooms, Visitor, Welcome } from "../rooms.js";
import type { Gateway } from "../whip/gateway.js";
import { startRoomWithGateway } from "../whip/gateway.js";
import { NO_STORE, SqlGuestStore, tolerant } from "../whip/guest-store.js";
import type { MediaAnswer, MediaRequest } from "../whip/media.js";
import { answerWithoutRoom } from "../whip/media.js";
import { Alarm } from "./alarm.js";

/** Rooms that one process holds. */
const MAX_ROOMS = 10_000;
/** Seconds after which it is worth to ask a server again that holds no more. */
const FULL_FOR = 60;

export interface MemoryRoomsOptions {
  settings: RoomSettings;
  ports: RoomPorts;
  client: CallsClient;
  log: Log;
  signal: AbortSignal;
  /** Keeps the rooms over a restart. */
  storage?: Sql | undefined;
  /** Makes ICE servers for somebody who was let in. */
  iceServers: (signal: AbortSignal) => Promise<IceServers>;
  /** Rules of your own. */
  behavior?: RoomBehavior | undefined;
}

/** Rooms in the memory of this process; with storage, as they were when the last process ended. */
export class MemoryRooms implements Rooms {
  readonly #rooms = new Map<string, LiveRoom>();
  readonly #stores = new Map<string, RoomStore>();
  readonly #gateways = new Map<string, Gateway>();
  readonly #options: MemoryRoomsOptions;

  constructor(options: MemoryRoomsOptions) {
    this.#options = options;
    for (const id of options.storage ? RoomStore.ids(options.storage) : []) this.#restore(id);
  }

  async create(id: string, name: string | undefined, order: RoomOrder = {}): ReturnType<Rooms["create"]> {
    const room = this.live(id);
    if (!isFree(room.state, order)) return undefined;
    room.take({ type: "order", name, order });
    return room.info;
  }

  async find(id: string): ReturnType<Rooms["find"]> {
    return this.#found(id)?.info;
  }

  async knows(roomId: string, participantId: string): Promise<boolean> {
    return this.#rooms.get(roomId)?.knows(participantId) ?? false;
  }

  async join(id: string, visitor: Visitor): Promise<Welcome> {
    return this.live(id).join(visitor);
  }

  async call(roomId: string, participantId: string, request: CallsRequest): Promise<CallsAnswer> {
    return this.#found(roomId)?.handle(participantId, request) ?? sessionGone();
  }

  async media(roomId: string, request: MediaRequest): Promise<MediaAnswer> {
    if (request.type === "publish") this.live(roomId);
    else if (!this.#found(roomId)) return answerWithoutRoom(request);
    return this.#gateways.get(roomId)?.take(request) ?? answerWithoutRoom(request);
  }

  /**
   * The room at work, for somebody who is at its door. Until they are in, and unless it was made to order, it is nothing that
   * anybody else would find, nor is it kept.
   *
   * @throws RoomServerError `rate_limited` when there are too many.
   */
  live(id: string): LiveRoom {
    return this.#rooms.get(id) ?? this.#add(id);
  }

  #found(id: string): LiveRoom | undefined {
    const room = this.#rooms.get(id);
    return room && isThere(room.state) ? room : undefined;
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
    const states = [...this.#rooms.values()].map(({ state }) => state).filter(isThere);
    return { rooms: states.length, participants: states.reduce((sum, state) => sum + state.participants.size, 0) };
  }

  #add(id: string): LiveRoom {
    if (this.#rooms.size >= MAX_ROOMS) this.#makeWay();
    return this.#start(createRoomState({ id, epoch: randomId(), at: this.#options.ports.now() }));
  }

  /** Rooms that nobody has entered, and that nobody known has asked for, go first. */
  #makeWay(): void {
    for (const [id, { state }] of this.#rooms) if (isFree(state, {})) return this.#forget(id);
    throw new RoomServerError("rate_limited", "The server has no room for more rooms.", undefined, FULL_FOR);
  }

  #restore(id: string): void {
    const state = this.#storeOf(id)?.load();
    if (!state) return;
    const room = this.#start(state);
    const gateway = this.#gateways.get(id);
    room.take({ type: "restart", open: gateway?.sockets ?? [] });
    gateway?.wake();
  }

  #start(state: RoomState): LiveRoom {
    const persist = (next: RoomState): void => this.#save(next);
    const { storage, log, ports, signal } = this.#options;
    const alarm = new Alarm(() => void gateway.check(), { now: () => ports.now(), signal });
    const store = tolerant(storage ? new SqlGuestStore(storage, state.id) : NO_STORE, (error) =>
      log({ level: "error", event: "guest not saved", room: state.id, message: String(error) }),
    );
    const { room, gateway } = startRoomWithGateway(
      { ...this.#options, state, ports: { ...ports, persist } },
      { store, wake: (at) => alarm.setAt(at) },
    );
    this.#rooms.set(state.id, room);
    this.#gateways.set(state.id, gateway);
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
    this.#gateways.get(id)?.clear();
    this.#gateways.delete(id);
  }
}
