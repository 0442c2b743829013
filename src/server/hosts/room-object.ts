/** A room as a Durable Object. It may be put to sleep, moved or restarted at any moment and goes on where it was. */
import type { RoomInfo } from "../../wire/room-protocol.js";
import { GOING_AWAY, HEARTBEAT, ROOM_LIMITS, ROOM_SUBPROTOCOL } from "../../wire/room-protocol.js";
import { personOf } from "../access/tokens.js";
import { createCallsClient } from "../calls/client.js";
import { sessionGone } from "../../wire/calls-answer.js";
import { createIceServers } from "../calls/ice-servers.js";
import { randomId } from "../../base/random-id.js";
import { checkFeatures } from "../../room/feature-state.js";
import { isFree, isIdle, isThere, nextDeadline } from "../../room/deadlines.js";
import type { LiveRoom } from "../live/live-room.js";
import { RoomStore } from "../live/room-store.js";
import type { Sql } from "../live/room-store.js";
import { forConnect } from "../live/rulebook.js";
import type { RoomSettings, RoomState, SocketId } from "../../room/state.js";
import { createRoomState } from "../../room/state.js";
import type { Gateway } from "../whip/gateway.js";
import { startRoomWithGateway } from "../whip/gateway.js";
import { SqlGuestStore } from "../whip/guest-store.js";
import { answerWithoutRoom } from "../whip/media.js";
import type { RoomQuestion, SocketGrant } from "./durable-rooms.js";
import { GRANT_HEADER, ROOM_HEADER, decodeHeader } from "./durable-rooms.js";
import { PendingSocket } from "./pending-socket.js";
import type { Outlet } from "./pending-socket.js";
import type { RoomEntry } from "./room-directory.js";
import { NAME_LIFETIME, RoomDirectory, entryOf, infoOf, orderOf } from "./room-directory.js";
import type { WorkerEnv, WorkerHooks } from "./worker-config.js";
import { readWorkerConfig, workerHooks } from "./worker-config.js";
import type { DurableObjectState, DurableObjectStorage, HibernatingWebSocket } from "./workerd.js";
import { autoResponse, createSocketPair, upgradeResponse } from "./workerd.js";

/** Characters of one message; more ends the socket. */
const MAX_MESSAGE = 4 * ROOM_LIMITS.message;
const MESSAGE_TOO_BIG = 1009;
/** `readyState` of a socket that is open. */
const OPEN = 1;

/**
 * The Durable Object class of the Worker host, with rules and features of your own: export it as `RoomObject` from the Worker's main
 * module.
 *
 * @throws TypeError when something is wrong with `features`.
 * @example
 * ```ts
 * import { createRoomObject, createWorker } from "calls-elements/server/worker";
 *
 * export const RoomObject = createRoomObject({ behavior: { onJoin: ({ name }, room) => room.broadcast(`Hi, ${name}`) } });
 * export default createWorker();
 * ```
 */
export function createRoomObject(hooks: WorkerHooks): new (context: DurableObjectState, env: WorkerEnv) => RoomObject {
  // What is wrong with them is told when the Worker is deployed, not when somebody comes.
  checkFeatures(hooks.features);
  return class extends RoomObject {
    constructor(context: DurableObjectState, env: WorkerEnv) {
      super(context, env, hooks);
    }
  };
}

/** The Durable Object class of the Worker host; export it from the Worker's main module. */
export class RoomObject {
  readonly #context: DurableObjectState;
  readonly #hooks: ReturnType<typeof workerHooks>;
  readonly #settings: RoomSettings;
  readonly #start: (state: RoomState) => LiveRoom;
  readonly #directory: RoomDirectory;
  readonly #sockets = new Map<SocketId, Outlet>();
  #room: LiveRoom | undefined;
  #gateway: Gateway | undefined;
  #alarmAt = Number.POSITIVE_INFINITY;
  /** The directory has an entry of this life of the room, if there is anything to say. */
  #isRemembered = false;

  constructor(context: DurableObjectState, env: WorkerEnv, hooks: WorkerHooks = {}) {
    const config = readWorkerConfig(env);
    this.#context = context;
    this.#hooks = workerHooks(hooks);
    this.#settings = { ...config.settings, ...this.#hooks.settings };
    this.#directory = new RoomDirectory(env.META);
    const client = createCallsClient(config.calls);
    const { log } = this.#hooks;
    const iceServers = createIceServers({ callsBase: config.calls.base, turn: config.turn, log });
    this.#start = (state) => {
      const store = new RoomStore(sqlOf(context.storage), state.id);
      const { room, gateway } = startRoomWithGateway(
        {
          state: store.load() ?? state,
          settings: this.#settings,
          client,
          behavior: this.#hooks.behavior,
          log,
          iceServers,
          // The runtime ends an object without telling it.
          signal: new AbortController().signal,
          ports: {
            send: (socket, text) => this.#send(socket, text),
            close: (socket, code, reason) => this.#close(socket, code, reason),
            persist: (next) => {
              store.save(next);
              this.#schedule(next);
              this.#remember(next);
            },
            now: this.#hooks.now,
          },
        },
        { store: new SqlGuestStore(sqlOf(context.storage), state.id), wake: (at) => this.#wakeAt(at) },
      );
      this.#gateway = gateway;
      return room;
    };
    context.setWebSocketAutoResponse(autoResponse(HEARTBEAT, HEARTBEAT));
    this.#wake();
  }

  /** The questions of {@link DurableRooms}, and upgrades. */
  async fetch(request: Request): Promise<Response> {
    const id = decodeHeader<string>(request.headers.get(ROOM_HEADER));
    const grant = decodeHeader<SocketGrant | null>(request.headers.get(GRANT_HEADER));
    if (grant) return this.#connect(await this.#open(id), grant);
    const question = (await request.json()) as RoomQuestion;
    return Response.json((await this.#answer(id, question)) ?? null);
  }

  webSocketMessage(socket: HibernatingWebSocket, message: string | ArrayBuffer): void {
    const id = idOf(socket);
    if (typeof message === "string" && message.length > MAX_MESSAGE) {
      this.#sockets.delete(id);
      socket.close(MESSAGE_TOO_BIG, "The message is too large.");
      this.#room?.take({ type: "disconnect", socket: id });
      return;
    }
    this.#room?.take({ type: "message", socket: id, text: typeof message === "string" ? message : undefined });
  }

  webSocketClose(socket: HibernatingWebSocket, code?: number): void {
    this.#sockets.delete(idOf(socket));
    this.#room?.take({ type: "disconnect", socket: idOf(socket), goesAway: code === GOING_AWAY });
  }

  webSocketError(socket: HibernatingWebSocket): void {
    this.webSocketClose(socket);
  }

  /** Looks for what has become stale. */
  async alarm(): Promise<void> {
    this.#alarmAt = Number.POSITIVE_INFINITY;
    const room = this.#room;
    if (!room) return;
    this.#hear(room);
    room.take({ type: "sweep" });
    if (isIdle(room.state, this.#settings, this.#hooks.now())) {
      this.#room = undefined;
      this.#gateway = undefined;
      this.#isRemembered = false;
      await this.#context.storage.deleteAll();
    } else {
      await this.#gateway?.check();
      this.#schedule(room.state);
    }
  }

  /** Goes on where the last instance was, with the sockets that are still open. */
  #wake(): void {
    const [id] = RoomStore.ids(sqlOf(this.#context.storage));
    if (id === undefined) return;
    for (const socket of this.#context.getWebSockets()) {
      if (socket.readyState === OPEN) this.#sockets.set(idOf(socket), socket);
    }
    this.#room = this.#start(stateOf(id, undefined, this.#hooks.now()));
    this.#isRemembered = true;
    this.#hear(this.#room);
    this.#room.take({ type: "restart", open: [...this.#sockets.keys(), ...(this.#gateway?.sockets ?? [])] });
    this.#gateway?.wake();
    this.#schedule(this.#room.state);
  }

  async #answer(id: string, question: RoomQuestion): Promise<unknown> {
    switch (question.type) {
      case "create":
        return this.#create(id, question);
      case "find":
        return this.#find(id);
      case "knows":
        return this.#room?.knows(question.participantId) ?? false;
      case "join":
        return (await this.#open(id)).join(question.visitor);
      case "call":
        return this.#found?.handle(question.participantId, question.request) ?? sessionGone();
      case "media":
        if (question.request.type === "publish") await this.#open(id);
        else if (!this.#found) return answerWithoutRoom(question.request);
        return this.#gateway?.take(question.request);
    }
  }

  async #create(id: string, { name, order }: Extract<RoomQuestion, { type: "create" }>): Promise<RoomInfo | undefined> {
    const room = await this.#open(id);
    if (!isFree(room.state, order)) return undefined;
    room.take({ type: "order", name, order });
    return room.info;
  }

  get #found(): LiveRoom | undefined {
    return this.#room && isThere(this.#room.state) ? this.#room : undefined;
  }

  async #find(id: string): Promise<RoomInfo | undefined> {
    if (this.#found) return this.#found.info;
    const entry = await this.#directory.find(id);
    return entry && infoOf(entry);
  }

  /**
   * The room at work, for somebody who is at its door. It is only in memory until somebody is in, or has made it to order: what
   * comes to nothing leaves nothing behind.
   */
  async #open(id: string): Promise<LiveRoom> {
    if (this.#room) return this.#room;
    const entry = await this.#directory.find(id);
    // Somebody else may have been faster.
    return (this.#room ??= this.#start(stateOf(id, entry, this.#hooks.now())));
  }

  /** What was said of the room outlives it, once somebody has been in it or when somebody known has said it. */
  #remember(state: RoomState): void {
    const { maker, wasEntered } = state.rules;
    const isWorthIt = maker === "known" || (maker === "stranger" && wasEntered);
    if (this.#isRemembered || !isWorthIt) return;
    this.#isRemembered = true;
    const lifetime = maker === "known" ? NAME_LIFETIME : this.#settings.keep;
    this.#directory.put(entryOf(state), lifetime).catch((error: unknown) => {
      this.#hooks.log({ level: "error", event: "room not remembered", room: state.id, message: String(error) });
    });
  }

  async #connect(room: LiveRoom, { claims, versioned, ticket }: SocketGrant): Promise<Response> {
    const known = personOf(claims);
    const entry = await room.authorize(known);
    const { client, server } = createSocketPair();
    const id = randomId();
    const pending = new PendingSocket();
    this.#sockets.set(id, pending);
    room.take({ type: "connect", socket: id, ...known, versioned, ticket, ...forConnect(entry) });
    if (pending.isRefused) {
      // A socket that the object holds cannot be closed before its client has had the answer.
      server.accept();
    } else {
      this.#context.acceptWebSocket(server);
      server.serializeAttachment(id);
      this.#sockets.set(id, server);
    }
    pending.replay(server);
    return upgradeResponse(client, versioned ? ROOM_SUBPROTOCOL : undefined);
  }

  /** Tells the room of the heartbeats that the runtime answered while it slept. */
  #hear(room: LiveRoom): void {
    for (const socket of this.#context.getWebSockets()) {
      const heard = this.#context.getWebSocketAutoResponseTimestamp(socket);
      if (heard) room.take({ type: "seen", socket: idOf(socket), seenAt: heard.getTime() + this.#clockOffset });
    }
  }

  #send(id: SocketId, text: string): void {
    const socket = this.#sockets.get(id);
    if (socket?.readyState === OPEN) socket.send(text);
  }

  #close(id: SocketId, code: number, reason: string): void {
    const socket = this.#sockets.get(id);
    this.#sockets.delete(id);
    socket?.close(code, reason);
  }

  /** One alarm for everything: at the earliest deadline, but never so often that the object cannot sleep. */
  #schedule(state: RoomState): void {
    const deadline = nextDeadline(state, this.#settings);
    if (deadline === undefined) return;
    const at = Math.max(deadline, this.#hooks.now() + this.#settings.heartbeat);
    const isMuchLater = at - this.#alarmAt > this.#settings.heartbeat / 2;
    // What the alarm was for has happened, such as a hello: it would wake the object for nothing.
    if (isMuchLater && this.#gateway?.nextCheck === undefined) this.#alarmAt = Number.POSITIVE_INFINITY;
    this.#wakeAt(at);
  }

  #wakeAt(at: number): void {
    if (at >= this.#alarmAt) return;
    this.#alarmAt = at;
    void this.#context.storage.setAlarm(at - this.#clockOffset);
  }

  /** Milliseconds that the room's clock is ahead of the runtime's. */
  get #clockOffset(): number {
    return this.#hooks.now() - Date.now();
  }
}

/** A new room; one that was known before begins as it was made. */
function stateOf(id: string, entry: RoomEntry | undefined, at: number): RoomState {
  const order = entry && orderOf(entry, at);
  const state = createRoomState({ id, epoch: randomId(), at, order });
  return entry ? { ...state, name: entry.name, createdAt: entry.createdAt } : state;
}

const idOf = (socket: HibernatingWebSocket): SocketId => String(socket.deserializeAttachment());

const sqlOf = (storage: DurableObjectStorage): Sql => ({
  run: (query, ...values) => storage.sql.exec(query, ...values).toArray(),
  transaction: (work) => storage.transactionSync(work),
});
