import type { ChatMessage, News, RoomChange, RoomPolicy, ServerMessage } from "../wire/room-protocol.js";
import type { Allowance, Rate } from "./allowance.js";
import { spend } from "./allowance.js";
import { appendChange } from "./change-log.js";
import { featureBudget, rateOf } from "./feature-state.js";
import type { FeatureRefusal } from "./feature.js";
import { Overlay } from "./overlay.js";
import { seeded } from "./random.js";
import { isNewcomer } from "./indexes.js";
import { forPlainClients, subjectOf } from "./roster.js";
import type { FromShard, ShardReport, ToShard } from "./shard-protocol.js";
import type {
  AuditEntry,
  ClosedTracks,
  Crowd,
  FeatureState,
  RoomEffect,
  RoomParticipant,
  RoomPast,
  RoomRules,
  RoomSession,
  RoomSettings,
  RoomSocket,
  RoomState,
  RoomStep,
  RoomTicket,
  RoomValue,
  RoomVerdict,
  RoomWaiter,
  SocketId,
  WaitingEvent,
} from "./state.js";

/** What each participant has a budget for. */
const BUDGETS = ["chatting", "reactions", "profiles", "slowMode", "searches"] as const;

/** One step of a room while it is being made: a copy of the state that may be changed, and the effects so far. */
export class Draft {
  readonly participants: Overlay<RoomParticipant>;
  readonly audience: Overlay<RoomParticipant>;
  readonly callers: Overlay<number>;
  readonly shards: Overlay<ShardReport>;
  readonly sockets: Overlay<RoomSocket>;
  readonly clients: Overlay<SocketId>;
  readonly newcomers: Overlay<number>;
  readonly sessions: Overlay<RoomSession>;
  readonly tickets: Overlay<RoomTicket>;
  readonly waiting: Overlay<RoomWaiter>;
  readonly verdicts: Overlay<RoomVerdict>;
  readonly chat: Overlay<ChatMessage>;
  readonly values: Overlay<RoomValue>;
  readonly past: Overlay<RoomPast>;
  readonly features: Overlay<FeatureState>;
  readonly outbox: Overlay<WaitingEvent>;
  readonly budgets: Overlay<Allowance>;
  /** Why what the room was asked to do is not done. */
  refused: FeatureRefusal | undefined;
  /** From 0, and below 1. */
  readonly random: () => number;
  name: string | undefined;
  epoch: string;
  revision: number;
  crowd: Crowd;
  #rules: RoomRules;
  #log: RoomState["log"];
  #persist = false;
  readonly #effects: RoomEffect[] = [];

  constructor(
    readonly before: RoomState,
    readonly settings: RoomSettings,
    /** Now, in milliseconds since 1970. */
    readonly at: number,
    seed = 0,
  ) {
    this.random = seeded(seed);
    this.participants = new Overlay(before.participants);
    this.audience = new Overlay(before.audience);
    this.callers = new Overlay(before.callers);
    this.shards = new Overlay(before.shards);
    this.sockets = new Overlay(before.sockets);
    this.clients = new Overlay(before.clients);
    this.newcomers = new Overlay(before.newcomers);
    this.sessions = new Overlay(before.sessions);
    this.tickets = new Overlay(before.tickets);
    this.waiting = new Overlay(before.waiting);
    this.verdicts = new Overlay(before.verdicts);
    this.chat = new Overlay(before.chat);
    this.values = new Overlay(before.values);
    this.past = new Overlay(before.past);
    this.features = new Overlay(before.features);
    this.outbox = new Overlay(before.outbox);
    this.name = before.name;
    this.epoch = before.epoch;
    this.budgets = new Overlay(before.budgets);
    this.revision = before.revision;
    this.crowd = before.crowd;
    this.#rules = before.rules;
    this.#log = before.log;
  }

  get log(): RoomState["log"] {
    return this.#log;
  }

  /** The number of this shard; `undefined` in the room's own object. */
  get shard(): number | undefined {
    return this.before.shard;
  }

  /** What holds for the room, as its own object says it. */
  take({ rules, log, revision }: Pick<RoomState, "rules" | "log" | "revision">): void {
    this.#rules = rules;
    this.#log = log;
    this.revision = revision;
  }

  get rules(): RoomRules {
    return this.#rules;
  }

  setRules(rules: Partial<RoomRules>): void {
    this.#rules = { ...this.#rules, ...rules };
    this.persist();
  }

  /** Another state of somebody who is in the room, wherever they are in it. */
  setPerson(person: RoomParticipant): void {
    const place = this.participants.has(person.id) ? this.participants : this.audience;
    place.set(person.id, person);
  }

  /** The open socket of somebody: a newer one replaces the older. */
  socketOf(participantId: string): RoomSocket | undefined {
    return this.sockets.get(this.clients.get(participantId) ?? "");
  }

  /** Another policy, of which everybody is told. `from` is who changed it, or empty for the room itself. */
  setPolicy(policy: RoomPolicy, from: string): void {
    this.setRules({ policy });
    this.change((revision) => ({ type: "policy", revision, from, policy }));
  }

  /** Takes one from somebody's budget. @returns `false` when it is spent; then nothing is taken. */
  afford(key: string, rate: Rate): boolean {
    const allowance = spend(this.budgets.get(key), this.at, rate);
    if (allowance.left < 0) return false;
    this.budgets.set(key, allowance);
    return true;
  }

  /** Forgets the budgets that are full again: these are as good as none. */
  forgetBudgets(): void {
    for (const [key, allowance] of this.budgets.now) {
      const rate = this.#rateOf(key);
      if (rate && spend(allowance, this.at, rate).left >= rate.burst - 1) this.budgets.delete(key);
    }
  }

  /** Of a budget that is one participant's. */
  #rateOf(key: string): Rate | undefined {
    const [kind = "", who] = key.split(" ");
    if (who === undefined) return undefined;
    const name = BUDGETS.find((budget) => budget === kind);
    if (name) return this.settings[name];
    const feature = this.settings.features.find((each) => featureBudget(each) === kind);
    return feature && rateOf(feature);
  }

  /** A feature of the application failed. */
  fault(feature: string, operation: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#effects.push({ type: "fault", feature, operation, message });
  }

  audit(entry: AuditEntry): void {
    this.#effects.push({ type: "audit", entry });
  }

  /** Marks that the step must survive the host. */
  persist(): void {
    this.#persist = true;
  }

  send(socket: SocketId, message: ServerMessage): void {
    this.#effects.push({ type: "send", to: [socket], message });
  }

  /** Tells everybody something, as far as their client knows of such. */
  tell(message: News): void {
    this.#tellSockets(message);
  }

  /** Tells some people something that is no change of the room. */
  tellPeople(people: Iterable<string>, message: ServerMessage): void {
    const to: SocketId[] = [];
    const away: string[] = [];
    for (const id of people) {
      const socket = this.socketOf(id);
      if (socket?.listening && socket.versioned) to.push(socket.id);
      if (!socket && this.shards.size > 0 && !this.participants.has(id)) away.push(id);
    }
    if (to.length > 0) this.#effects.push({ type: "send", to, message });
    if (away.length > 0) this.toShards({ type: "tell", people: away, message });
  }

  /** Says something to the shards of the room, or to one. */
  toShards(message: ToShard, shard?: number): void {
    this.#effects.push({ type: "to-shards", shard, message });
  }

  /** Says something, as a shard, to the object of its room. */
  toRoom(message: FromShard): void {
    this.#effects.push({ type: "to-room", message });
  }

  /** @param plain the same for clients without the subprotocol, and about whom it is: they need not be told. */
  #tellSockets(message: News, plain?: { readonly message: RoomChange; readonly subject: string } | undefined): void {
    const to: SocketId[] = [];
    const toPlain: SocketId[] = [];
    for (const { id, listening, versioned, participantId } of this.sockets.now.values()) {
      if (!listening) continue;
      if (versioned) to.push(id);
      else if (plain && plain.subject !== participantId) toPlain.push(id);
    }
    if (to.length > 0 || this.shards.size > 0) this.#effects.push({ type: "send", to, message, isNews: true });
    if (plain && toPlain.length > 0) this.#effects.push({ type: "send", to: toPlain, message: plain.message });
  }

  refuse(socket: SocketId, { code, reason }: FeatureRefusal, ref?: string): void {
    this.send(socket, { type: "error", code, reason, ...(ref !== undefined && { ref }) });
  }

  /** Closes a socket and forgets it: what it says from now on is not heard. */
  close(socket: SocketId, code: number, reason: string): void {
    if (!this.loseSocket(socket)) return;
    this.#effects.push({ type: "close", socket, code, reason });
  }

  /** Takes a socket that was opened. */
  openSocket(socket: RoomSocket): void {
    this.sockets.set(socket.id, socket);
    this.clients.set(socket.participantId, socket.id);
    if (isNewcomer(socket)) this.newcomers.set(socket.id, socket.connectedAt);
    this.persist();
  }

  /** Somebody hears from now on what happens. */
  listen(socket: RoomSocket): void {
    this.sockets.set(socket.id, { ...socket, listening: true });
    this.newcomers.delete(socket.id);
    this.persist();
  }

  /** Forgets a socket. @returns whether it was there. */
  loseSocket(id: SocketId): boolean {
    const socket = this.sockets.get(id);
    if (!socket) return false;
    this.sockets.delete(id);
    this.newcomers.delete(id);
    if (this.clients.get(socket.participantId) === id) this.clients.delete(socket.participantId);
    this.persist();
    return true;
  }

  /** Closes a socket that the room never took. */
  turnAway(socket: SocketId, code: number, reason: string): void {
    this.#effects.push({ type: "close", socket, code, reason });
  }

  /** Has the host close on the SFU what the session owes. */
  release(sessionId: string, tracks: ClosedTracks): void {
    this.#effects.push({ type: "release", sessionId, tracks });
  }

  /** Makes a change of the room: gives it the next revision, logs it and tells everyone who listens. */
  change(make: (revision: number) => RoomChange): void {
    this.follow(make(this.revision + 1));
    this.persist();
  }

  /** Takes a change of the room as it comes: the room's own, or what a shard is told. */
  follow(change: RoomChange): void {
    this.revision = change.revision;
    this.#log = appendChange(this.#log, change);
    // Version 1 clients need every revision; the others are told about other people only, and of what they know.
    const plain = forPlainClients(change);
    this.#tellSockets(change, plain && { message: plain, subject: subjectOf(change) });
  }

  finish(activeAt: number): RoomStep {
    if (this.#persist) this.#effects.push({ type: "persist" });
    const { revision, crowd } = this;
    return {
      state: {
        ...this.before,
        name: this.name,
        epoch: this.epoch,
        activeAt,
        participants: this.participants.now,
        audience: this.audience.now,
        crowd,
        callers: this.callers.now,
        shards: this.shards.now,
        sockets: this.sockets.now,
        clients: this.clients.now,
        newcomers: this.newcomers.now,
        sessions: this.sessions.now,
        tickets: this.tickets.now,
        revision,
        log: this.#log,
        rules: this.#rules,
        waiting: this.waiting.now,
        past: this.past.now,
        verdicts: this.verdicts.now,
        chat: this.chat.now,
        values: this.values.now,
        features: this.features.now,
        outbox: this.outbox.now,
        budgets: this.budgets.now,
      },
      effects: this.#effects,
      ...(this.refused && { refused: this.refused }),
    };
  }
}
