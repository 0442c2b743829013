import type { ChatMessage, RoomChange, RoomPolicy, ServerMessage } from "../wire/room-protocol.js";
import type { Allowance, Rate } from "./allowance.js";
import { spend } from "./allowance.js";
import { appendChange } from "./change-log.js";
import { featureBudget, rateOf } from "./feature-state.js";
import type { FeatureRefusal } from "./feature.js";
import { Overlay } from "./overlay.js";
import { seeded } from "./random.js";
import { forPlainClients, subjectOf } from "./roster.js";
import type {
  AuditEntry,
  ClosedTracks,
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
} from "./state.js";

/** What each participant has a budget for. */
const BUDGETS = ["chatting", "reactions", "profiles"] as const;

/** One step of a room while it is being made: a copy of the state that may be changed, and the effects so far. */
export class Draft {
  readonly participants: Map<string, RoomParticipant>;
  readonly sockets: Map<SocketId, RoomSocket>;
  readonly sessions: Overlay<RoomSession>;
  readonly tickets: Overlay<RoomTicket>;
  readonly waiting: Overlay<RoomWaiter>;
  readonly verdicts: Overlay<RoomVerdict>;
  readonly chat: Overlay<ChatMessage>;
  readonly values: Overlay<RoomValue>;
  readonly past: Overlay<RoomPast>;
  readonly features: Overlay<FeatureState>;
  readonly budgets: Overlay<Allowance>;
  /** From 0, and below 1. */
  readonly random: () => number;
  name: string | undefined;
  revision: number;
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
    this.participants = new Map(before.participants);
    this.sockets = new Map(before.sockets);
    this.sessions = new Overlay(before.sessions);
    this.tickets = new Overlay(before.tickets);
    this.waiting = new Overlay(before.waiting);
    this.verdicts = new Overlay(before.verdicts);
    this.chat = new Overlay(before.chat);
    this.values = new Overlay(before.values);
    this.past = new Overlay(before.past);
    this.features = new Overlay(before.features);
    this.name = before.name;
    this.budgets = new Overlay(before.budgets);
    this.revision = before.revision;
    this.#rules = before.rules;
    this.#log = before.log;
  }

  get log(): RoomState["log"] {
    return this.#log;
  }

  get rules(): RoomRules {
    return this.#rules;
  }

  setRules(rules: Partial<RoomRules>): void {
    this.#rules = { ...this.#rules, ...rules };
    this.persist();
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

  /** Tells participants something that is no change of the room, as far as their client knows of such. */
  tell(message: ServerMessage, isMeant: (participantId: string) => boolean = () => true): void {
    const to = [...this.sockets.values()]
      .filter(({ listening, versioned, participantId }) => listening && versioned && isMeant(participantId))
      .map(({ id }) => id);
    if (to.length > 0) this.#effects.push({ type: "send", to, message });
  }

  refuse(socket: SocketId, { code, reason }: FeatureRefusal, ref?: string): void {
    this.send(socket, { type: "error", code, reason, ...(ref !== undefined && { ref }) });
  }

  /** Closes a socket and forgets it: what it says from now on is not heard. */
  close(socket: SocketId, code: number, reason: string): void {
    if (!this.sockets.delete(socket)) return;
    this.persist();
    this.#effects.push({ type: "close", socket, code, reason });
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
    this.revision += 1;
    const change = make(this.revision);
    this.#log = appendChange(this.#log, change);
    this.persist();
    // Version 1 clients need every revision; the others are told about other people only, and of what they know.
    this.tell(change);
    const plain = forPlainClients(change);
    if (!plain) return;
    const subject = subjectOf(change);
    const to = [...this.sockets.values()]
      .filter((socket) => socket.listening && !socket.versioned && socket.participantId !== subject)
      .map((socket) => socket.id);
    if (to.length > 0) this.#effects.push({ type: "send", to, message: plain });
  }

  finish(activeAt: number): RoomStep {
    if (this.#persist) this.#effects.push({ type: "persist" });
    const { participants, sockets, revision } = this;
    return {
      state: {
        ...this.before,
        name: this.name,
        activeAt,
        participants,
        sockets,
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
        budgets: this.budgets.now,
      },
      effects: this.#effects,
    };
  }
}
