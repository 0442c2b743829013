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
import type { PollReply } from "../../wire/room-protocol.js";
import { PolledSockets, unknownSocket } from "../live/polled-sockets.js";
import type { PollRequest } from "../live/poll-request.js";
import type { RoomOrder, RoomSettings, RoomState } from "../../room/state.js";
import { createRoomState } from "../../room/state.js";
import type { Report } from "../operations/reports.js";
import { detailsOf } from "../../room/info.js";
import type { RoomDetails, RoomList } from "../../wire/room-api.js";
import type { RoomAction } from "../../wire/room-protocol.js";
import type { Rooms, Steered, Visitor, Welcome } from "../rooms.js";
import type { Gateway } from "../whip/gateway.js";
import { startRoomWithGateway } from "../whip/gateway.js";
import { Courier } from "../webhooks/courier.js";
import type { WebhookEndpoint } from "../webhooks/endpoint.js";
import { NO_STORE, SqlGuestStore, tolerant } from "../whip/guest-store.js";
import type { MediaAnswer, MediaRequest } from "../whip/media.js";
import { answerWithoutRoom } from "../whip/media.js";
import type { CallsApi } from "../calls/api.js";
import { RoomServices } from "../services/room-services.js";
import type { ServicePorts } from "../services/room-services.js";
import type { BackendRequest, RoomService } from "../services/service.js";
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
  /** Where events of rooms are told. */
  webhook?: WebhookEndpoint | undefined;
  /** Rules of your own. */
  behavior?: RoomBehavior | undefined;
  /** What is done for the rooms, and with what. */
  services?: {
    readonly list: readonly RoomService[];
    readonly calls: CallsApi;
    readonly ports: Omit<ServicePorts, "now">;
  };
}

/** Rooms in the memory of this process; with storage, as they were when the last process ended. */
export class MemoryRooms implements Rooms {
  readonly #rooms = new Map<string, LiveRoom>();
  readonly #stores = new Map<string, RoomStore>();
  readonly #gateways = new Map<string, Gateway>();
  readonly #polled = new Map<string, PolledSockets>();
  readonly #couriers = new Map<string, Courier>();
  readonly #services = new Map<string, RoomServices>();
  readonly #options: MemoryRoomsOptions;

  constructor(options: MemoryRoomsOptions) {
    this.#options = options;
    options.signal.addEventListener("abort", () => this.#polled.forEach((sockets) => sockets.close()));
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

  async poll(roomId: string, request: PollRequest): Promise<PollReply> {
    if (request.type === "open") this.live(roomId);
    return this.#polled.get(roomId)?.take(request) ?? unknownSocket();
  }

  async list({ after, limit }: { after: string; limit: number }): Promise<RoomList> {
    const all = [...this.#rooms].filter(([id, { state }]) => id > after && isThere(state)).map(([id]) => id);
    const ids = all.toSorted((a, b) => (a < b ? -1 : 1)).slice(0, limit);
    const rooms = ids.flatMap((id) => this.#rooms.get(id)?.info ?? []);
    const next = ids.length < all.length ? ids.at(-1) : undefined;
    return { rooms, ...(next !== undefined && { next }) };
  }

  async details(id: string): Promise<RoomDetails | undefined> {
    const room = this.#found(id);
    return room && detailsOf(room.state);
  }

  async steer(id: string, action: RoomAction, name?: string): Promise<Steered | undefined> {
    return this.#found(id)?.steer(action, name);
  }

  async ask(id: string, path: string, request: BackendRequest): ReturnType<Rooms["ask"]> {
    if (!this.#found(id)) return undefined;
    return (await this.#services.get(id)?.ask(path, request)) ?? "nowhere";
  }

  /** The services of a room, for a socket that somebody opens to one of them. Makes no room. */
  servicesOf(id: string): RoomServices | undefined {
    return this.#services.get(id);
  }

  /** The server can be reached: services of rooms that were there before may begin. */
  beginServices(): void {
    for (const services of this.#services.values()) services.look();
  }

  async report({ room, participant, ...said }: Report): Promise<void> {
    this.#found(room)?.take({ type: "report", participantId: participant, ...said });
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

  /** `sockets`: those over plain HTTP. */
  stats(): { rooms: number; participants: number; sockets: number } {
    const states = [...this.#rooms.values()].map(({ state }) => state).filter(isThere);
    return {
      rooms: states.length,
      participants: states.reduce((sum, state) => sum + state.participants.size + state.audience.size, 0),
      sockets: [...this.#polled.values()].reduce((sum, { size }) => sum + size, 0),
    };
  }

  #add(id: string): LiveRoom {
    if (this.#rooms.size >= MAX_ROOMS) this.#makeWay();
    return this.#start(createRoomState({ id, epoch: randomId(), at: this.#options.ports.now() }));
  }

  /** Rooms that nobody has entered, and that nobody known has asked for, go first. */
  #makeWay(): void {
    const { log, settings, ports } = this.#options;
    for (const [id, { state }] of this.#rooms) if (isFree(state, {})) return this.#forget(id);
    // Then those of which a backend that does not answer has not been told.
    for (const [id, { state }] of this.#rooms) {
      if (!isIdle({ ...state, outbox: new Map() }, settings, ports.now())) continue;
      log({ level: "error", event: "webhook given up", room: id, message: "The server holds no more rooms." });
      return this.#forget(id);
    }
    throw new RoomServerError("rate_limited", "The server has no room for more rooms.", undefined, FULL_FOR);
  }

  #restore(id: string): void {
    const state = this.#storeOf(id)?.load();
    if (!state) return;
    const room = this.#start(state);
    const gateway = this.#gateways.get(id);
    room.take({ type: "restart", open: gateway?.sockets ?? [] });
    gateway?.wake();
    this.#couriers.get(id)?.look();
  }

  #start(state: RoomState): LiveRoom {
    const persist = (next: RoomState): void => {
      this.#save(next);
      courier?.look();
    };
    const { storage, log, ports, signal, webhook } = this.#options;
    const alarm = new Alarm(() => void gateway.check(), { now: () => ports.now(), signal });
    const store = tolerant(storage ? new SqlGuestStore(storage, state.id) : NO_STORE, (error) =>
      log({ level: "error", event: "guest not saved", room: state.id, message: String(error) }),
    );
    const polled = new PolledSockets();
    const { room, gateway } = startRoomWithGateway(
      {
        ...this.#options,
        state,
        ports: polled.wrap({ ...ports, persist }),
        onStep: () => this.#services.get(state.id)?.look(),
      },
      { store, wake: (at) => alarm.setAt(at) },
    );
    this.#beginServicesOf(room);
    polled.serve(room);
    this.#polled.set(state.id, polled);
    const courier = webhook && this.#courierOf(room, webhook);
    this.#rooms.set(state.id, room);
    this.#gateways.set(state.id, gateway);
    return room;
  }

  #beginServicesOf(room: LiveRoom): void {
    const { services, settings, log, signal, ports } = this.#options;
    if (!services) return;
    const made = new RoomServices({
      services: services.list,
      room,
      settings,
      calls: services.calls,
      ports: { ...services.ports, now: () => ports.now() },
      log,
      signal,
    });
    this.#services.set(room.state.id, made);
  }

  #courierOf(room: LiveRoom, endpoint: WebhookEndpoint): Courier {
    const { log, ports, signal } = this.#options;
    const now = (): number => ports.now();
    const alarm = new Alarm(() => courier.look(), { now, signal });
    const courier = new Courier({ room, endpoint, wake: (at) => alarm.setAt(at), now, log, signal });
    this.#couriers.set(room.state.id, courier);
    return courier;
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
    this.#polled.get(id)?.close();
    this.#polled.delete(id);
    try {
      this.#stores.get(id)?.delete();
    } catch (error) {
      this.#options.log({ level: "error", event: "room not deleted", room: id, message: String(error) });
    }
    this.#stores.delete(id);
    this.#gateways.get(id)?.clear();
    this.#gateways.delete(id);
    this.#couriers.delete(id);
    this.#services.get(id)?.stop();
    this.#services.delete(id);
  }
}
