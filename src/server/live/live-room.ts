/**
 * A room that runs: the pure room with sockets, deadlines, storage, its way to the SFU, and an application's own rules. Hosts
 * make one for each room; this module feeds its state machine and does what it asks for.
 *
 * @module
 */
import { sessionAccess } from "../../room/ownership.js";
import type { CallsClient } from "../calls/client.js";
import type { IceServers } from "../calls/ice-servers.js";
import type { CallsAnswer } from "../../wire/calls-answer.js";
import type { CallsRequest } from "../../room/guard.js";
import { turnedAway } from "../../room/guard.js";
import { CallsProxy } from "../calls/proxy.js";
import { Releaser } from "../calls/release.js";
import type { Log } from "../log.js";
import { HEARTBEAT } from "../../wire/tables.js";
import type { News, Participant, RoomAction, RoomInfo } from "../../wire/room-protocol.js";
import type { Steered, Visitor, Welcome } from "../rooms.js";
import type { Knock } from "../../room/knock.js";
import type { RoomBehavior } from "../behaviors.js";
import { spend } from "../../room/allowance.js";
import { roomEnded, wayIn } from "../../room/door.js";
import { roomHandle } from "./handle.js";
import type { Refusal } from "../../room/parse.js";
import { FanOut } from "./fan-out.js";
import { Seeds } from "./seeds.js";
import { MessageGate } from "./message-gate.js";
import { may, maySteer, standingOf } from "../../room/rights.js";
import { infoOf, selfOf } from "../../room/info.js";
import { roleInToken } from "../../room/roles.js";
import { isMisplaced, seatFor } from "../../room/seats.js";
import type { FromShard, ToShard } from "../../room/shard-protocol.js";
import { Rulebook } from "./rulebook.js";
import type { Entry } from "./rulebook.js";
import { stepRoom } from "../../room/room.js";
import { firstPulls } from "./first-pulls.js";
import { crowdDue } from "../../room/crowd.js";
import { isIn, personIn } from "../../room/people.js";
import { participantOf, snapshot } from "../../room/roster.js";
import { featuresDue } from "../../room/feature-state.js";
import { voicesDue } from "../../room/voices.js";
import type {
  AuditEntry,
  RoomEffect,
  RoomInput,
  RoomPerson,
  RoomSettings,
  RoomState,
  SocketId,
} from "../../room/state.js";

/** What a host lends to a room: sockets, storage and a clock. */
export interface RoomPorts {
  /** Sends to one socket; a socket that is gone is skipped. */
  send(socket: SocketId, text: string): void;
  /** Closes one socket, with a close code of the room protocol; one that is gone is skipped. */
  close(socket: SocketId, code: number, reason: string): void;
  /** Keeps the state, where the host can go away before the room does. Called before anything of the step is sent. */
  persist?(state: RoomState): void;
  /** Milliseconds since 1970. */
  now(): number;
}

/** The way to the other objects of a room. */
export interface RoomRelay {
  /** Everybody is told something. */
  tell?(message: News): void;
  /** To one shard of the room, or to all. */
  toShards?(message: ToShard, shard: number | undefined): void;
  /** From a shard to its room. */
  toRoom?(message: FromShard): void;
}

/** What a room runs with. Hosts give it; nothing of the platform comes in another way. */
export interface LiveRoomOptions {
  /** Where it goes on from: a new room's state, or the one that `persist` kept. */
  state: RoomState;
  /** What it goes by: {@link ROOM_SETTINGS}, with what the host says otherwise. */
  settings: RoomSettings;
  /** Sockets, storage and clock. */
  ports: RoomPorts;
  /** Calls the Connection API with the app's secret. */
  client: CallsClient;
  /** Takes what goes wrong, and who kept order. */
  log: Log;
  /** Aborted when the server goes down. */
  signal: AbortSignal;
  /** Makes ICE servers for somebody who was let in. Never rejects. Default: none. */
  iceServers?: ((signal: AbortSignal) => Promise<IceServers>) | undefined;
  /** Rules of your own. */
  behavior?: RoomBehavior | undefined;
  /** Told after every step. */
  onStep?: (() => void) | undefined;
  /** The other objects of the room, where a host has several for one. */
  relay?: RoomRelay | undefined;
}

type Admitted = Exclude<Welcome, { refusal: unknown }>;
type Timeless<T> = T extends unknown ? Omit<T, "at" | "seed"> : never;

/** Milliseconds that a join waits for a session: without one the browser makes its own. */
const SESSION_TIMEOUT = 2_000;

/** Milliseconds: a clock that stands must not keep the machine busy. */
const SHORTEST_WAIT = 20;

/** What the door says: why not, or as who, and whether a host has to let them in first. */
export type DoorAnswer = { readonly refusal: Refusal } | { readonly person: RoomPerson; readonly enters: boolean };

/** A room at work: feeds the state machine, and does what it asks for. */
export class LiveRoom {
  #state: RoomState;
  readonly #options: LiveRoomOptions;
  readonly #proxy: CallsProxy;
  readonly #releaser: Releaser;
  readonly #rules: Rulebook | undefined;
  readonly #gate: MessageGate | undefined;
  readonly #fanOut: FanOut;
  /** When a heartbeat came that the room was not told of yet. */
  #heard = new Map<SocketId, number>();
  readonly #seeds = new Seeds();
  #settling: ReturnType<typeof setTimeout> | undefined;
  #settlesAt = Number.POSITIVE_INFINITY;

  constructor(options: LiveRoomOptions) {
    this.#options = options;
    this.#state = options.state;
    const { client, log, signal, ports, behavior } = options;
    this.#proxy = new CallsProxy({
      client,
      log,
      signal,
      now: () => ports.now(),
      room: {
        access: (participantId, sessionId) => sessionAccess(this.#state, participantId, sessionId),
        may: (participantId, right) => may(this.#state, participantId, right),
        sessionCreated: (participantId, sessionId) => this.take({ type: "session-created", participantId, sessionId }),
        sessionUsed: (sessionId) => this.take({ type: "session-used", sessionId }),
      },
    });
    this.#releaser = new Releaser({
      client,
      log,
      signal,
      debts: {
        owed: (sessionId) => this.#state.sessions.get(sessionId)?.closing,
        underWay: (sessionId) => this.#proxy.underWay(sessionId),
        closed: (sessionId, tracks) => this.take({ type: "session-closed", sessionId, tracks }),
      },
    });
    this.#fanOut = new FanOut({
      send: (socket, text) => ports.send(socket, text),
      now: () => ports.now(),
      state: () => this.#state,
      signal,
    });
    if (!behavior) return;
    const handle = roomHandle(
      () => this.#state,
      (wish) => this.take(wish),
    );
    const rules = new Rulebook(behavior, handle, log);
    this.#rules = rules;
    if (rules.judgesMessages) this.#gate = new MessageGate(rules, (input) => void this.#step(input));
  }

  /** How the room is now. A step that changes something makes another object. */
  get state(): RoomState {
    return this.#state;
  }

  /** What may be told of the room to somebody who is not in it. */
  get info(): RoomInfo {
    return infoOf(this.#state);
  }

  /** Is somebody in the room, as far as this object has it? */
  has(participantId: string): boolean {
    // A shard has the stage as it is told, and nobody of it.
    return this.#state.shard === undefined ? isIn(this.#state, participantId) : this.#state.audience.has(participantId);
  }

  /** Is somebody in the room, or were they? */
  knows(participantId: string): boolean {
    return isIn(this.#state, participantId) || this.#state.past.has(participantId);
  }

  /** Something happened: takes the step and does what follows from it. */
  take(input: Timeless<RoomInput>): void {
    if (input.type === "message" && input.text === HEARTBEAT && this.#answerHeartbeat(input.socket)) return;
    if (input.type === "sweep" || input.type === "disconnect") this.#noteHeartbeats();
    if (input.type === "message" && this.#gate) {
      return this.#gate.pass(input, input.from ? participantOf(input.from) : this.#senderOf(input.socket));
    }
    this.#step(input);
  }

  /**
   * Does what your backend asks for, with the rights of a host.
   * @param name under which the chat has what it says.
   */
  steer(action: RoomAction, name?: string): Steered {
    if (!maySteer(this.#state, action)) return { refusal: roomEnded };
    return { refusal: this.#step({ type: "act", action, name }) };
  }

  /** Asks your own rules about somebody who wants to connect. Who is in the room already is not asked about. */
  async authorize(person: RoomPerson): Promise<Entry> {
    if (!this.#rules || isIn(this.#state, person.participantId)) return { person };
    return this.#rules.authorize(person);
  }

  /** What the door says to somebody who comes over HTTP, and as who they would come in. Nobody is told of it. */
  async ask(knock: Knock): Promise<DoorAnswer> {
    const { participantId, name, mayRename, role, subject, stream, caller, metadata, seat } = knock;
    const entry = await this.authorize({
      participantId,
      participantName: name,
      mayRename,
      role: roleInToken(role),
      subject,
      caller,
      stream,
      metadata,
      ...(seat !== undefined && { seat }),
    });
    if ("refusal" in entry) return entry;
    const { person } = entry;
    const way = wayIn(this.#state, this.#options.settings, person, true);
    return way.type === "refuse" ? { refusal: way.refusal } : { person, enters: way.type === "in" };
  }

  /** Is somebody who connects to this shard to go to the room's own object? */
  isMisplaced(person: RoomPerson): boolean {
    return isMisplaced(this.#state, this.#options.settings, person);
  }

  /** The shard for somebody whom the door lets in; `undefined` for this object. They are expected there. */
  place(said: DoorAnswer): { readonly seat: number; readonly person: RoomPerson } | undefined {
    const { settings } = this.#options;
    if ("refusal" in said || !said.enters || settings.audience <= settings.perObject) return undefined;
    const { person } = said;
    const seat = seatFor(this.#state, settings, person);
    if (seat === undefined) return undefined;
    const { participantId } = person;
    this.take({ type: "shard", shard: `${seat}`, said: { type: "expected", participantId } });
    return { seat, person };
  }

  /**
   * Answers somebody who comes over HTTP. Never rejects.
   * @param answer of the door, where it was asked already.
   */
  async join(visitor: Visitor, answer?: DoorAnswer): Promise<Welcome> {
    const { participantId, session, offer } = visitor;
    const said = answer ?? (await this.ask(visitor));
    if ("refusal" in said) return said;
    const { person } = said;
    const enters = session && said.enters;
    this.take({ type: "join", enters, ...person });
    const self = selfOf(this.#state, person);
    const servers = visitor.iceServers === false ? undefined : this.#options.iceServers?.(this.#options.signal);
    const opening = enters ? await this.#firstSession(participantId, offer) : {};
    return { room: this.info, ...self, ...opening, iceServers: (await servers) ?? [] };
  }

  /** What somebody who has just entered needs for their first pull. */
  async #firstSession(
    participantId: string,
    offer: Visitor["offer"],
  ): Promise<Pick<Admitted, "participants" | "sessionId" | "opening">> {
    const sessionId = await this.#proxy.newSessionWithin(SESSION_TIMEOUT, participantId);
    const participants = snapshot(this.#state.participants);
    if (sessionId === undefined) return { participants };
    const others = participants.filter(({ id }) => id !== participantId);
    const pulls = offer && firstPulls(others, offer);
    if (!pulls) return { participants, sessionId };
    const opening = await this.#proxy.pullWithin(SESSION_TIMEOUT, participantId, sessionId, pulls);
    // A session whose exchange went wrong, or is not over, is of no use.
    return { participants, ...(opening && { sessionId, opening }) };
  }

  /** Answers a request to the SFU by somebody whose token is good. */
  async handle(participantId: string, request: CallsRequest): Promise<CallsAnswer> {
    const away = turnedAway(standingOf(this.#state, participantId), request.operation);
    return away ?? this.#proxy.handle(participantId, request);
  }

  /**
   * Most of what comes is heartbeats, and nothing follows from one until somebody is looked for who is stale: they are answered here,
   * and the room is told of them all at once. @returns `false` for one that comes too soon, which is a message like any other.
   */
  #answerHeartbeat(socket: SocketId): boolean {
    if (this.#heard.has(socket) || !this.#state.sockets.get(socket)?.listening) return false;
    const { ports, signal } = this.#options;
    if (signal.aborted) return false;
    this.#heard.set(socket, ports.now());
    ports.send(socket, HEARTBEAT);
    return true;
  }

  #noteHeartbeats(): void {
    if (this.#heard.size === 0) return;
    const seen = this.#heard;
    this.#heard = new Map();
    this.#step({ type: "heard", seen });
  }

  /** @returns why an action was not done, if so. */
  #step(input: Timeless<RoomInput>): Steered["refusal"] {
    const { settings, ports, signal } = this.#options;
    if (signal.aborted) return undefined;
    const before = this.#state;
    const seed = this.#seeds.next();
    const { state, effects, refused } = stepRoom(before, { ...input, at: ports.now(), seed }, settings);
    this.#state = state;
    // Nobody is told of a change that a crash could undo.
    if (effects.some(({ type }) => type === "persist")) ports.persist?.(state);
    for (const effect of effects) this.#run(effect);
    this.#fanOut.settle();
    this.#settleLater();
    this.#rules?.notify(before, state);
    this.#options.onStep?.();
    return refused;
  }

  /**
   * What the room holds back for a moment is told when it is due, and features tick. What is further off is found by a sweep, or by
   * an alarm: a host that may sleep is not kept awake for it.
   */
  #settleLater(): void {
    const { settings, ports } = this.#options;
    const { heartbeat } = settings;
    const ofStage = this.#state.shard === undefined;
    const dues = [
      ofStage ? voicesDue(this.#state, settings) : undefined,
      ofStage ? featuresDue(this.#state, settings) : undefined,
      crowdDue(this.#state),
    ];
    const due = Math.min(...dues.map((moment) => moment ?? Number.POSITIVE_INFINITY));
    const wait = due - ports.now();
    if (due >= this.#settlesAt || wait > heartbeat) return;
    clearTimeout(this.#settling);
    this.#settlesAt = due;
    this.#settling = setTimeout(
      () => {
        this.#settlesAt = Number.POSITIVE_INFINITY;
        this.#step({ type: "settle" });
      },
      Math.max(SHORTEST_WAIT, wait),
    );
    // Where there are processes, it must not keep one alive that has nothing else to do.
    this.#settling.unref?.();
  }

  /** Somebody who may speak now; those who are too fast, or not in the room, are the room's own affair. */
  #senderOf(socketId: SocketId): Participant | undefined {
    const socket = this.#state.sockets.get(socketId);
    const participant = socket?.listening ? personIn(this.#state, socket.participantId) : undefined;
    if (!socket || !participant) return undefined;
    const { settings, ports } = this.#options;
    if (spend(socket.allowance, ports.now(), settings.messages).left < 0) return undefined;
    return participantOf(participant);
  }

  #run(effect: RoomEffect): void {
    const { ports } = this.#options;
    switch (effect.type) {
      case "send": {
        if (effect.isNews) {
          this.#options.relay?.tell?.(effect.message);
          return this.#fanOut.tell(effect.message, effect.to);
        }
        const text = JSON.stringify(effect.message);
        const isWelcome = effect.message.type === "welcome";
        for (const socket of effect.to) this.#fanOut.send(socket, text, { isWelcome });
        return;
      }
      case "close":
        this.#fanOut.catchUp(effect.socket);
        return ports.close(effect.socket, effect.code, effect.reason);
      case "release":
        return this.#releaser.begin(effect.sessionId);
      case "audit":
        return this.#audit(effect.entry);
      case "fault": {
        const { feature, operation, message } = effect;
        return this.#options.log({
          level: "error",
          event: "a feature of the room failed",
          room: this.#state.id,
          operation: `${feature} ${operation}`,
          message,
        });
      }
      case "to-shards":
        return this.#options.relay?.toShards?.(effect.message, effect.shard);
      case "to-room":
        return this.#options.relay?.toRoom?.(effect.message);
      case "persist":
        return;
    }
  }

  #audit({ action, by, target, refused }: AuditEntry): void {
    this.#options.log({
      level: refused === undefined ? "info" : "warn",
      event: refused === undefined ? "moderation" : "moderation refused",
      room: this.#state.id,
      participant: by,
      operation: action,
      ...(target !== undefined && { target }),
      ...(refused !== undefined && { code: refused }),
    });
  }
}
