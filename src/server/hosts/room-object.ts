/** A room as a Durable Object. It may be put to sleep, moved or restarted at any moment and goes on where it was. */
import type { PollReply, RoomInfo } from "../../wire/room-protocol.js";
import { GOING_AWAY, HEARTBEAT, ROOM_CLOSE, ROOM_SUBPROTOCOL } from "../../wire/room-protocol.js";
import { personOf } from "../access/tokens.js";
import { createCallsClient } from "../calls/client.js";
import { sessionGone } from "../../wire/calls-answer.js";
import { createIceServers } from "../calls/ice-servers.js";
import { randomId } from "../../base/random-id.js";
import { isFree, isIdle, isThere, nextDeadline } from "../../room/deadlines.js";
import type { LiveRoom } from "../live/live-room.js";
import { PolledSockets, unknownSocket } from "../live/polled-sockets.js";
import { RoomStore } from "../live/room-store.js";
import { forConnect } from "../live/rulebook.js";
import { placeOf, readPlace } from "../live/place.js";
import type { PollRequest } from "../live/poll-request.js";
import { ShardHub, isLink, linkTo } from "../live/shard-hub.js";
import type { RoomSettings, RoomState, SocketId } from "../../room/state.js";
import { createRoomState } from "../../room/state.js";
import type { Gateway } from "../whip/gateway.js";
import { startRoomWithGateway } from "../whip/gateway.js";
import { SqlGuestStore } from "../whip/guest-store.js";
import { answerWithoutRoom } from "../whip/media.js";
import { Courier } from "../webhooks/courier.js";
import { WebhookEndpoint } from "../webhooks/endpoint.js";
import { detailsOf } from "../../room/info.js";
import type { Steered } from "../rooms.js";
import type { RoomDetails } from "../../wire/room-api.js";
import type { RoomQuestion, SocketGrant } from "./durable-rooms.js";
import { CallsApi } from "../calls/api.js";
import { RoomServices } from "../services/room-services.js";
import { serviceSocketOf } from "../services/socket.js";
import { GRANT_HEADER, MISDIRECTED, ROOM_HEADER, SERVICE_HEADER, SHARD_HEADER, decodeHeader } from "./durable-rooms.js";
import { ShardHost } from "./shard-host.js";
import {
  MAX_MESSAGE,
  MESSAGE_TOO_BIG,
  MISPLACED,
  OPEN,
  idOf,
  listingOf,
  ofShard,
  servicePortsOf,
  sqlOf,
  stateOf,
} from "./object-parts.js";
import { PendingSocket } from "./pending-socket.js";
import type { Outlet } from "./pending-socket.js";
import { NAME_LIFETIME, RoomDirectory, detailsOf as detailsOfEntry, entryOf, infoOf } from "./room-directory.js";
import { INDEX, answerAsIndex } from "./room-index.js";
import type { RoomListing } from "./room-listing.js";
import type { WorkerEnv, WorkerHooks } from "./worker-config.js";
import { readWorkerConfig, workerHooks } from "./worker-config.js";
import type { DurableObjectState, HibernatingWebSocket } from "./workerd.js";
import { autoResponse, createSocketPair, upgradeResponse } from "./workerd.js";

/** The Durable Object class of the Worker host; export it from the Worker's main module. */
export class RoomObject {
  readonly #context: DurableObjectState;
  readonly #hooks: ReturnType<typeof workerHooks>;
  readonly #settings: RoomSettings;
  readonly #start: (state: RoomState, isWaking?: boolean) => LiveRoom;
  readonly #directory: RoomDirectory;
  readonly #sockets = new Map<SocketId, Outlet>();
  #room: LiveRoom | undefined;
  #gateway: Gateway | undefined;
  /** Lost with the object: whoever asks for one opens another, and resumes. */
  #polled: PolledSockets | undefined;
  #courier: Courier | undefined;
  #services: RoomServices | undefined;
  #listing: RoomListing | undefined;
  /** In the room's own object. */
  #hub: ShardHub | undefined;
  /** In a shard. */
  #shard: ShardHost | undefined;
  readonly #env: WorkerEnv;
  readonly #endpoint: WebhookEndpoint | undefined;
  #alarmAt = Number.POSITIVE_INFINITY;
  /** The directory has an entry of this life of the room, if there is anything to say. */
  #isRemembered = false;

  constructor(context: DurableObjectState, env: WorkerEnv, hooks: WorkerHooks = {}) {
    const config = readWorkerConfig(env);
    this.#env = env;
    this.#context = context;
    this.#hooks = workerHooks(hooks);
    this.#settings = { ...config.settings, ...this.#hooks.settings };
    this.#directory = new RoomDirectory(env.META);
    const client = createCallsClient(config.calls);
    const { log, now } = this.#hooks;
    this.#endpoint = config.webhook && new WebhookEndpoint(config.webhook, { log, now });
    const services = this.#hooks.servicesOf(env);
    const iceServers = createIceServers({ callsBase: config.calls.base, turn: config.turn, log });
    this.#start = (state, isWaking = false) => {
      const isShard = state.shard !== undefined;
      if (config.apiKey !== undefined && !isShard) this.#listing = listingOf(env.ROOMS, log, state.id, isWaking);
      const name = placeOf({ room: state.id, seat: state.shard });
      const store = new RoomStore(sqlOf(context.storage), name);
      const saved = store.load();
      const sockets = {
        send: (socket: SocketId, text: string) => this.#send(socket, text),
        close: (socket: SocketId, code: number, reason: string) => this.#close(socket, code, reason),
      };
      const hub = new ShardHub({ ...sockets, now: this.#hooks.now });
      // The runtime ends an object without telling it.
      const { signal } = new AbortController();
      const polled = new PolledSockets();
      const { room, gateway } = startRoomWithGateway(
        {
          state: saved ? { ...saved, id: state.id, shard: state.shard } : state,
          settings: isShard ? ofShard(this.#settings) : this.#settings,
          client,
          behavior: isShard ? undefined : this.#hooks.behavior,
          onStep: () => {
            this.#services?.look();
            hub.look();
          },
          relay: isShard ? { toRoom: (message) => this.#shard?.say(message) } : hub,
          log,
          iceServers,
          signal,
          ports: polled.wrap(
            hub.wrap({
              ...sockets,
              persist: (next) => {
                store.save(next);
                if (isShard) return this.#schedule(next);
                this.#courier?.look();
                this.#schedule(next);
                this.#remember(next);
                if (isThere(next)) this.#listing?.add(next.id);
              },
              now: this.#hooks.now,
            }),
          ),
        },
        { store: new SqlGuestStore(sqlOf(context.storage), name), wake: (at) => this.#wakeAt(at) },
      );
      this.#gateway = gateway;
      polled.serve(room);
      this.#polled = polled;
      if (isShard) return room;
      hub.serve(room);
      this.#hub = hub;
      this.#courier = this.#endpoint && this.#courierOf(room, this.#endpoint);
      this.#services = new RoomServices({
        services,
        room,
        settings: this.#settings,
        calls: new CallsApi(config.calls),
        ports: servicePortsOf(env.ROOMS, config.publicUrl, now),
        log,
        signal,
      });
      return room;
    };
    context.setWebSocketAutoResponse(autoResponse(HEARTBEAT, HEARTBEAT));
    this.#wake();
  }

  /** The questions of {@link DurableRooms}, and upgrades. */
  async fetch(request: Request): Promise<Response> {
    const id = decodeHeader<string>(request.headers.get(ROOM_HEADER));
    const shard = decodeHeader<number | null>(request.headers.get(SHARD_HEADER));
    if (shard !== null) return this.#connectShard(id, shard);
    const grant = decodeHeader<SocketGrant | null>(request.headers.get(GRANT_HEADER));
    if (grant) return this.#connect(await this.#open(id), grant);
    const key = decodeHeader<string | null>(request.headers.get(SERVICE_HEADER));
    if (key !== null) return this.#connectService(key);
    if (id === INDEX) return Response.json(answerAsIndex(sqlOf(this.#context.storage), await request.json()));
    const question = (await request.json()) as RoomQuestion;
    return Response.json((await this.#answer(id, question)) ?? null);
  }

  webSocketMessage(socket: HibernatingWebSocket, message: string | ArrayBuffer): void {
    const id = idOf(socket);
    if (isLink(id)) return this.#hub?.hear(id, String(message));
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
    if (isLink(idOf(socket))) return this.#hub?.lose(idOf(socket));
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
    const isOver = (): boolean => isIdle(room.state, this.#settings, this.#hooks.now());
    const listing = this.#listing;
    // While the list was told, somebody may have come.
    if (isOver() && (!listing || (await listing.remove(room.state.id))) && isOver()) {
      this.#room = undefined;
      this.#shard?.close();
      this.#shard = undefined;
      this.#hub = undefined;
      this.#gateway = undefined;
      this.#polled = undefined;
      this.#courier = undefined;
      this.#services?.stop();
      this.#services = undefined;
      this.#isRemembered = false;
      await this.#context.storage.deleteAll();
    } else {
      if (isThere(room.state)) listing?.add(room.state.id);
      this.#courier?.look();
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
    const { room, seat } = readPlace(id);
    this.#room = this.#start({ ...stateOf(room, undefined, this.#hooks.now()), shard: seat }, true);
    this.#isRemembered = true;
    this.#hub?.wake([...this.#sockets.keys()].filter(isLink));
    // It goes on with what it knew until the room has said what has changed.
    if (seat !== undefined) this.#shard = this.#shardOf(room, seat);
    this.#hear(this.#room);
    this.#room.take({ type: "restart", open: [...this.#sockets.keys(), ...(this.#gateway?.sockets ?? [])] });
    this.#gateway?.wake();
    this.#courier?.look();
    this.#schedule(this.#room.state);
  }

  async #answer(id: string, question: RoomQuestion): Promise<unknown> {
    switch (question.type) {
      case "create":
        return this.#create(id, question);
      case "find":
        return question.isLive ? this.#found?.info : this.#find(id);
      case "details":
        return this.#details(id);
      case "steer":
        return this.#steer(id, question);
      case "report": {
        const { participant: participantId, room: _, ...said } = question.report;
        return this.#found?.take({ type: "report", participantId, ...said });
      }
      case "knows":
        return this.#room?.knows(question.participantId) || (this.#shard ? null : false);
      case "join": {
        const room = await this.#open(id);
        const said = await room.ask(question.visitor);
        return room.place(said) ?? room.join(question.visitor, said);
      }
      case "authorize":
        return (await this.#open(id)).authorize(question.person);
      case "call":
        // Who is not in the shard is asked for in the room's own object.
        if (this.#shard && !this.#found?.has(question.participantId)) return null;
        return this.#found?.handle(question.participantId, question.request) ?? sessionGone();
      case "media":
        if (question.request.type === "publish") await this.#open(id);
        else if (!this.#found) return answerWithoutRoom(question.request);
        return this.#gateway?.take(question.request);
      case "poll":
        return this.#poll(id, question.request);
      case "ask":
        if (!this.#found) return undefined;
        return (await this.#services?.ask(question.path, question.request)) ?? "nowhere";
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

  async #details(id: string): Promise<RoomDetails | undefined> {
    if (this.#found) return detailsOf(this.#found.state);
    const entry = await this.#directory.find(id);
    return entry && detailsOfEntry(entry);
  }

  /** What is merely remembered of a room can be steered as well: to end it, say. */
  async #steer(id: string, { action, name }: Extract<RoomQuestion, { type: "steer" }>): Promise<Steered | undefined> {
    const room = this.#found ?? ((await this.#directory.find(id)) ? await this.#open(id) : undefined);
    return room?.steer(action, name);
  }

  /**
   * The room at work, for somebody who is at its door. It is only in memory until somebody is in, or has made it to order: what
   * comes to nothing leaves nothing behind.
   */
  async #open(id: string): Promise<LiveRoom> {
    if (this.#room) return this.#room;
    const { room, seat } = readPlace(id);
    if (seat !== undefined) return (this.#shard ??= this.#shardOf(room, seat)).opened();
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
    const isMisplaced = room.isMisplaced(known);
    const entry = isMisplaced ? MISPLACED : await (this.#shard ?? room).authorize(known);
    const { client, server } = createSocketPair();
    const id = randomId();
    const pending = new PendingSocket();
    this.#sockets.set(id, pending);
    room.take({ type: "connect", socket: id, ...known, versioned, ticket, ...forConnect(entry) });
    // The ticket was good, and is used up in this shard too.
    if (isMisplaced && pending.code === ROOM_CLOSE.denied) return new Response(null, { status: MISDIRECTED });
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

  async #poll(id: string, request: PollRequest): Promise<PollReply | null> {
    const opens = request.type === "open";
    const room = opens ? await this.#open(id) : undefined;
    const isElsewhere = opens ? room?.isMisplaced(personOf(request.claims)) : !this.#polled?.has(request);
    if (this.#shard && isElsewhere) return null;
    return this.#polled?.take(request) ?? unknownSocket();
  }

  #shardOf(id: string, number: number): ShardHost {
    return new ShardHost({
      rooms: this.#env.ROOMS,
      id,
      number,
      asksRoom: this.#hooks.behavior?.authorize !== undefined,
      room: () => this.#room,
      begin: ({ epoch, createdAt: at }) => {
        this.#room = this.#start({ ...createRoomState({ id, epoch, at }), shard: number });
      },
      send: (socket, text) => this.#send(socket, text),
      log: this.#hooks.log,
    });
  }

  /** A shard connects, over which the room goes on in it. */
  async #connectShard(id: string, shard: number): Promise<Response> {
    await this.#open(id);
    const { client, server } = createSocketPair();
    const link = linkTo(shard);
    this.#context.acceptWebSocket(server);
    server.serializeAttachment(link);
    this.#sockets.set(link, server);
    this.#hub?.connect(link, true);
    return upgradeResponse(client, undefined);
  }

  /** A socket of a service is the object's own: it is lost with it, as is all that the service does. */
  #connectService(key: string): Response {
    const take = this.#services?.awaits(key);
    if (!take) return new Response(null, { status: 404 });
    const { client, server } = createSocketPair();
    server.accept();
    take(serviceSocketOf(server));
    return upgradeResponse(client, undefined);
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
    const nextLook = this.#courier?.nextLook;
    if (nextLook !== undefined) this.#wakeAt(nextLook);
    const deadline = nextDeadline(state, this.#settings);
    if (deadline === undefined) return;
    const at = Math.max(deadline, this.#hooks.now() + this.#settings.heartbeat);
    const isMuchLater = at - this.#alarmAt > this.#settings.heartbeat / 2;
    // What the alarm was for has happened, such as a hello: it would wake the object for nothing.
    const isAwaited = this.#gateway?.nextCheck !== undefined || this.#courier?.nextLook !== undefined;
    if (isMuchLater && !isAwaited) this.#alarmAt = Number.POSITIVE_INFINITY;
    this.#wakeAt(at);
  }

  #wakeAt(at: number): void {
    if (at >= this.#alarmAt) return;
    this.#alarmAt = at;
    void this.#context.storage.setAlarm(at - this.#clockOffset);
  }

  #courierOf(room: LiveRoom, endpoint: WebhookEndpoint): Courier {
    const { log, now } = this.#hooks;
    // The runtime ends an object without telling it.
    const { signal } = new AbortController();
    return new Courier({ room, endpoint, wake: (at) => this.#wakeAt(at), now, log, signal });
  }

  /** Milliseconds that the room's clock is ahead of the runtime's. */
  get #clockOffset(): number {
    return this.#hooks.now() - Date.now();
  }
}
