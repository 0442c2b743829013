import { mayPull, sessionAccess } from "../access/ownership.js";
import type { CallsClient } from "../calls/client.js";
import type { CallsAnswer } from "../calls/failures.js";
import { failed } from "../calls/failures.js";
import type { CallsRequest } from "../calls/guard.js";
import { CallsProxy } from "../calls/proxy.js";
import type { Log } from "../log.js";
import type { Participant, RoomInfo } from "../../wire/room-protocol.js";
import type { Visitor, Welcome } from "../rooms.js";
import type { RoomBehavior } from "../behaviors.js";
import { spend } from "./allowance.js";
import { wayIn } from "./door.js";
import { roomHandle } from "./handle.js";
import { MessageGate } from "./message-gate.js";
import { mayPublish, roleInToken, roleOf } from "./roles.js";
import { Rulebook } from "./rulebook.js";
import type { Entry } from "./rulebook.js";
import { stepRoom } from "./room.js";
import { firstPulls } from "./first-pulls.js";
import { snapshot } from "./roster.js";
import { voicesDue } from "./voices.js";
import type { AuditEntry, RoomEffect, RoomInput, RoomPerson, RoomSettings, RoomState, SocketId } from "./state.js";

/** What a host lends to a room: sockets, storage and a clock. */
export interface RoomPorts {
  /** Sends to one socket; a socket that is gone is skipped. */
  send(socket: SocketId, text: string): void;
  close(socket: SocketId, code: number, reason: string): void;
  /** Keeps the state, where the host can go away before the room does. Called before anything of the step is sent. */
  persist?(state: RoomState): void;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface LiveRoomOptions {
  state: RoomState;
  settings: RoomSettings;
  ports: RoomPorts;
  client: CallsClient;
  log: Log;
  /** Aborted when the server goes down. */
  signal: AbortSignal;
  /** Rules of your own. */
  behavior?: RoomBehavior | undefined;
}

type Timeless<T> = T extends unknown ? Omit<T, "at"> : never;

/** Milliseconds that a join waits for a session: without one the browser makes its own. */
const SESSION_TIMEOUT = 2_000;

/** Milliseconds: a clock that stands must not keep the machine busy. */
const SHORTEST_WAIT = 20;

/** A room at work: feeds the state machine, and does what it asks for. */
export class LiveRoom {
  #state: RoomState;
  readonly #options: LiveRoomOptions;
  readonly #proxy: CallsProxy;
  readonly #rules: Rulebook | undefined;
  readonly #gate: MessageGate | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;

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
        mayPull: (participantId, what) => mayPull(this.#state, participantId, what),
        mayPublish: (participantId) => mayPublish(this.#state, participantId),
        sessionCreated: (participantId, sessionId) => this.take({ type: "session-created", participantId, sessionId }),
        sessionUsed: (sessionId) => this.take({ type: "session-used", sessionId }),
      },
    });
    if (!behavior) return;
    const handle = roomHandle(
      () => this.#state,
      (wish) => this.take(wish),
    );
    const rules = new Rulebook(behavior, handle, log);
    this.#rules = rules;
    if (rules.judgesMessages) this.#gate = new MessageGate(rules, (input) => this.#step(input));
  }

  get state(): RoomState {
    return this.#state;
  }

  get info(): RoomInfo {
    const { id, name, createdAt, participants, rules } = this.#state;
    const { locked, waitingRoom, endsAt } = rules.policy;
    return {
      id,
      ...(name !== undefined && { name }),
      createdAt,
      participantCount: participants.size,
      ...(rules.capacity !== undefined && { capacity: rules.capacity }),
      ...(locked && { locked }),
      ...(waitingRoom && { waitingRoom }),
      ...(endsAt !== undefined && { endsAt }),
    };
  }

  /** Something happened: takes the step and does what follows from it. */
  take(input: Timeless<RoomInput>): void {
    if (input.type === "message" && this.#gate) return this.#gate.pass(input, this.#senderOf(input.socket));
    this.#step(input);
  }

  /** Keeps the room as it is, before anything has happened in it. */
  keep(): void {
    this.#options.ports.persist?.(this.#state);
  }

  /** Asks your own rules about somebody who wants to connect. Who is in the room already is not asked about. */
  async authorize(person: RoomPerson): Promise<Entry> {
    if (!this.#rules || this.#state.participants.has(person.participantId)) return { person };
    return this.#rules.authorize(person);
  }

  /** Answers somebody who comes over HTTP. Never rejects. */
  async join({ participantId, name, role: claim, subject, session, offer }: Visitor): Promise<Welcome> {
    const entry = await this.authorize({ participantId, participantName: name, role: roleInToken(claim), subject });
    if ("refusal" in entry) return entry;
    const { person } = entry;
    const way = wayIn(this.#state, this.#options.settings, person, true);
    if (way.type === "refuse") return { refusal: way.refusal };
    const enters = session && way.type === "in";
    this.take({ type: "join", enters, ...person });
    const { role } = roleOf(this.#state, person);
    const participantName = this.#state.participants.get(participantId)?.name ?? person.participantName;
    const self = { role, participantName };
    if (!enters) return { room: this.info, ...self };
    const sessionId = await this.#proxy.newSessionWithin(SESSION_TIMEOUT, participantId);
    const participants = snapshot(this.#state.participants);
    if (sessionId === undefined) return { room: this.info, ...self, participants };
    const others = participants.filter(({ id }) => id !== participantId);
    const pulls = offer && firstPulls(others, offer);
    if (!pulls) return { room: this.info, ...self, participants, sessionId };
    const opening = await this.#proxy.pullWithin(SESSION_TIMEOUT, participantId, sessionId, pulls);
    // A session whose exchange went wrong, or is not over, is of no use.
    return { room: this.info, ...self, participants, ...(opening && { sessionId, opening }) };
  }

  /** Answers a request to the SFU by somebody whose token is good. */
  handle(participantId: string, request: CallsRequest): Promise<CallsAnswer> {
    const { verdicts, rules } = this.#state;
    const verdict = verdicts.get(participantId);
    const isOut = rules.endedAt !== undefined || verdict?.removed === true || verdict?.banned === true;
    if (isOut) return Promise.resolve(failed(403, "forbidden"));
    return this.#proxy.handle(participantId, request);
  }

  #step(input: Timeless<RoomInput>): void {
    const { settings, ports, signal } = this.#options;
    if (signal.aborted) return;
    const before = this.#state;
    const { state, effects } = stepRoom(before, { ...input, at: ports.now() }, settings);
    this.#state = state;
    // Nobody is told of a change that a crash could undo.
    if (effects.some(({ type }) => type === "persist")) ports.persist?.(state);
    for (const effect of effects) this.#run(effect);
    this.#settleLater();
    this.#rules?.notify(before, state);
  }

  /** What the room holds back for a moment is told when it is due. */
  #settleLater(): void {
    const { settings, ports } = this.#options;
    const due = voicesDue(this.#state, settings);
    if (due === undefined || this.#settling !== undefined) return;
    this.#settling = setTimeout(
      () => {
        this.#settling = undefined;
        this.#step({ type: "settle" });
      },
      Math.max(SHORTEST_WAIT, due - ports.now()),
    );
  }

  /** Somebody who may speak now; those who are too fast, or not in the room, are the room's own affair. */
  #senderOf(socketId: SocketId): Participant | undefined {
    const socket = this.#state.sockets.get(socketId);
    const participant = socket?.listening ? this.#state.participants.get(socket.participantId) : undefined;
    if (!socket || !participant) return undefined;
    const { settings, ports } = this.#options;
    if (spend(socket.allowance, ports.now(), settings.messages).left < 0) return undefined;
    return snapshot(new Map([[participant.id, participant]]))[0];
  }

  #run(effect: RoomEffect): void {
    const { ports } = this.#options;
    switch (effect.type) {
      case "send": {
        const text = JSON.stringify(effect.message);
        for (const socket of effect.to) ports.send(socket, text);
        return;
      }
      case "close":
        return ports.close(effect.socket, effect.code, effect.reason);
      case "release":
        return void this.#proxy.release(effect.sessionId, effect.tracks);
      case "audit":
        return this.#audit(effect.entry);
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
