/** One room of the page: who is in it, what was said and what holds in it, and who is told. */
import { CallsError } from "../../wire/calls-error.js";
import type {
  AnnouncedSession,
  ChatMessage,
  LeaveReason,
  Metadata,
  ModeratedSource,
  Participant,
  Role,
  RoomChange,
  RoomPolicy,
  WaitingPerson,
} from "../../wire/room-protocol.js";
import { Listeners } from "../listeners.js";
import { EMPTY_ROSTER, reduceRoster } from "../roster.js";
import type { Roster, TrackState } from "../roster.js";

/** A change as it happens; the room adds its revision. */
type Unnumbered<C> = C extends RoomChange ? Omit<C, "revision"> : never;

/** What the room tells. */
export type RoomNews =
  | RoomChange
  | { readonly type: "chat"; readonly messages: ChatMessage[] }
  | { readonly type: "reaction"; readonly from: string; readonly reaction: string }
  | {
      readonly type: "asked";
      readonly from: string;
      readonly to: string;
      readonly action: "mute" | "unmute";
      readonly source: ModeratedSource;
    }
  | { readonly type: "waiting"; readonly people: WaitingPerson[] }
  /** Somebody's stay is over, by somebody else's wish. */
  | { readonly type: "out"; readonly id: string; readonly reason: "removed" | "ended" };

/** Somebody who comes. */
export interface Person {
  readonly name: string;
  readonly role?: Role | undefined;
  readonly metadata?: Metadata | undefined;
}

interface Visitor extends WaitingPerson {
  settle(error?: CallsError): void;
}

export class InPageRoom {
  readonly id: string;
  readonly epoch = crypto.randomUUID();
  readonly #listeners = new Listeners<RoomNews>();
  readonly #door = new Map<string, Visitor>();
  readonly #banned = new Set<string>();
  #roster: Roster = EMPTY_ROSTER;
  #policy: RoomPolicy = { locked: false, waitingRoom: false, spotlight: [] };
  #chat: readonly ChatMessage[] = [];
  #revision = 0;
  #lastJoin = 0;
  #ended = false;

  constructor(id: string) {
    this.id = id;
  }

  get roster(): Roster {
    return this.#roster;
  }

  get policy(): RoomPolicy {
    return this.#policy;
  }

  get chat(): readonly ChatMessage[] {
    return this.#chat;
  }

  get revision(): number {
    return this.#revision;
  }

  get waiting(): WaitingPerson[] {
    return Array.from(this.#door.values(), ({ id, name, since }) => ({ id, name, since }));
  }

  /** Tells of everything from now on. */
  subscribe(listener: (news: RoomNews) => void): () => void {
    return this.#listeners.add(listener);
  }

  find(id: string): Participant | undefined {
    return this.#roster.find((participant) => participant.id === id);
  }

  // ---- Coming and going ----------------------------------------------------------------------------------------------

  /** @throws CallsError `room-ended`, `banned` or `room-locked` */
  checkEntry({ name, role }: Person): void {
    if (this.#ended) throw new CallsError("room-ended", "The room is over. Enter another one.");
    if (this.#banned.has(name)) throw new CallsError("banned", "A host banned this person. Nothing can be done.");
    if (this.#policy.locked && role !== "host") {
      throw new CallsError("room-locked", "A host has locked the room. Try again when it is open.");
    }
  }

  /** Waits for a host, where that is so. @throws CallsError `denied`, or `aborted` */
  async knock({ name, role }: Person, { signal, onWaiting }: { signal: AbortSignal; onWaiting?: () => void }) {
    if (!this.#policy.waitingRoom || role === "host") return;
    const id = crypto.randomUUID();
    const giveUp = () => this.open(id, new CallsError("aborted", "The operation was given up."));
    signal.addEventListener("abort", giveUp);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#door.set(id, { id, name, since: Date.now(), settle: (error) => (error ? reject(error) : resolve()) });
        this.#tellDoor();
        onWaiting?.();
      });
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Lets one of those who wait in, or everybody; with an error they are sent away. */
  open(id: string | undefined, error?: CallsError): void {
    for (const visitor of this.#door.values()) {
      if (id !== undefined && visitor.id !== id) continue;
      this.#door.delete(visitor.id);
      visitor.settle(error);
    }
    this.#tellDoor();
  }

  enter({ name, role, metadata }: Person): Participant {
    // Two in one millisecond are still in the order in which they came.
    this.#lastJoin = Math.max(Date.now(), this.#lastJoin + 1);
    const id = crypto.randomUUID();
    const data = { participant_id: id, participant_name: name, joined_at: this.#lastJoin, role, metadata };
    this.#publish({ type: "join", from: id, data });
    return this.find(id) ?? { id, name, joinedAt: this.#lastJoin };
  }

  leave(from: string, reason: LeaveReason): void {
    if (this.find(from)) this.#publish({ type: "leave", from, data: { participant_id: from, reason } });
  }

  /** Puts somebody out. */
  remove(id: string, ban = false): void {
    const participant = this.find(id);
    if (!participant) return;
    if (ban) this.#banned.add(participant.name);
    this.#listeners.emit({ type: "out", id, reason: "removed" });
    this.leave(id, "removed");
  }

  end(): void {
    this.#ended = true;
    this.open(undefined, new CallsError("room-ended", "The room is over. Enter another one."));
    for (const { id } of this.#roster) {
      this.#listeners.emit({ type: "out", id, reason: "ended" });
      this.leave(id, "ended");
    }
  }

  // ---- What people have and say --------------------------------------------------------------------------------------

  announce(participantId: string, session: AnnouncedSession): void {
    const participantName = this.find(participantId)?.name ?? "";
    this.#publish({ type: "cloudflare-session", roomId: this.id, participantId, participantName, ...session });
  }

  setTrackState(from: string, state: TrackState): void {
    this.#publish({ type: "track-state", from, ...state });
  }

  change(from: string, set: Extract<RoomChange, { type: "participant" }>["set"]): void {
    this.#publish({ type: "participant", from, set });
  }

  setPolicy(from: string, policy: RoomPolicy): void {
    this.#policy = Object.freeze(structuredClone(policy));
    this.#publish({ type: "policy", from, policy: this.#policy });
  }

  /** Says, edits or deletes a message, by its id. */
  say(message: Omit<ChatMessage, "version">): void {
    const version = 1 + Math.max(0, ...this.#chat.map((each) => each.version));
    const said = { ...message, version };
    const isNew = !this.#chat.some(({ id }) => id === message.id);
    this.#chat = isNew ? [...this.#chat, said] : this.#chat.map((each) => (each.id === message.id ? said : each));
    this.#listeners.emit({ type: "chat", messages: [said] });
  }

  tell(news: Extract<RoomNews, { type: "reaction" | "asked" }>): void {
    this.#listeners.emit(news);
  }

  #tellDoor(): void {
    this.#listeners.emit({ type: "waiting", people: this.waiting });
  }

  #publish(change: Unnumbered<RoomChange>): void {
    // Copied, so that nobody in the page shares objects that a wire would have separated.
    const numbered: RoomChange = { ...structuredClone(change), revision: ++this.#revision };
    this.#roster = reduceRoster(this.#roster, numbered);
    this.#listeners.emit(numbered);
  }
}
