/** What this client knows of the room, kept in step with the server by epoch and revision. Pure: no sockets, no time. */
import { shareDeep } from "../base/share-deep.js";
import { share } from "../base/share.js";
import { applyDelta } from "../wire/delta.js";
import { ROOM_LIMITS } from "../wire/tables.js";
import type {
  Audience,
  BatchMessage,
  ChatMessage,
  FeatureMessage,
  HelloMessage,
  Participant,
  RoomChange,
  RoomPolicy,
  ServerMessage,
} from "../wire/room-protocol.js";
import { EMPTY_ROSTER, reduceRoster, rosterOf } from "./roster.js";
import type { Roster } from "./roster.js";
import type { RoomFacts } from "./signaling.js";

type Message<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;
type Unnumbered = Message<"chat" | "waiting" | "audience" | "seat" | "found">;
type Greeting = Pick<Message<"welcome">, "epoch" | "revision" | "participants" | "policy">;

/** What became of a message. After a `gap` only a snapshot helps. */
export type Outcome = "taken" | "old" | "gap";

export class RoomReplica {
  readonly #self: string;
  /** With oneself. */
  #everybody: Roster;
  #roster = EMPTY_ROSTER;
  #policy: RoomPolicy | undefined;
  #chat: readonly ChatMessage[] = [];
  #waiting: RoomFacts["waiting"] = [];
  #audience: Audience | undefined;
  #features: RoomFacts["features"];
  /** Of each feature. */
  #versions: Record<string, number> | undefined;
  #core: Omit<RoomFacts, "features"> | undefined;
  #facts: RoomFacts | undefined;
  #epoch: string | undefined;
  #revision = 0;

  /**
   * @param self the participant who is not in their own roster.
   * @param participants who is there as far as is known before the first welcome.
   */
  constructor(self: string, participants: readonly Participant[] = []) {
    this.#self = self;
    this.#everybody = rosterOf(participants);
    this.#settle();
  }

  /** The others. */
  get roster(): Roster {
    return this.#roster;
  }

  /** Nothing of a server that knows no order. */
  get facts(): RoomFacts | undefined {
    return this.#facts;
  }

  /** What to say in `hello`; nothing while nothing is known. */
  get resume(): HelloMessage["resume"] {
    if (this.#epoch === undefined) return undefined;
    const chat = Math.max(0, ...this.#chat.map(({ version }) => version));
    const features = this.#versions;
    return { epoch: this.#epoch, revision: this.#revision, ...(chat > 0 && { chat }), ...(features && { features }) };
  }

  greet({ epoch, revision, participants, policy }: Greeting): Outcome {
    if (participants) {
      this.#everybody = rosterOf(participants, this.#everybody);
      this.#policy = policy;
      this.#audience = undefined;
      // The room was forgotten and began anew: it no longer has the chat and the features that this client remembers.
      if (epoch !== this.#epoch) {
        this.#chat = [];
        this.#features = undefined;
        this.#versions = undefined;
      }
    } else if (epoch !== this.#epoch || revision !== this.#revision) return "gap";
    this.#epoch = epoch;
    this.#revision = revision;
    return this.#settle();
  }

  take(change: RoomChange | FeatureMessage): Outcome {
    if (change.type === "feature") return this.#applies(change) ? this.#settle() : "gap";
    if (change.revision <= this.#revision) return "old";
    if (change.revision > this.#revision + 1) return "gap";
    this.#change(change);
    return this.#settle();
  }

  /** What was gathered is taken whole: of what was overtaken nothing is in it. */
  takeBatch({ since, revision, messages }: BatchMessage): Outcome {
    if (since !== undefined && since > this.#revision) return "gap";
    for (const message of messages) {
      if (message.type === "feature") {
        if (!this.#applies(message)) return "gap";
      } else if (!("revision" in message)) {
        if (message.type !== "reaction") this.#note(message);
      } else if (message.revision > this.#revision) this.#change(message);
    }
    this.#revision = Math.max(this.#revision, revision ?? 0);
    return this.#settle();
  }

  /** What has no revision: it is said again, whole, to whoever may have missed it. */
  hear(message: Unnumbered): void {
    this.#note(message);
    this.#settle();
  }

  #change(change: RoomChange): void {
    this.#revision = change.revision;
    this.#everybody = reduceRoster(this.#everybody, change);
    if (change.type === "policy") this.#policy = change.policy;
  }

  #note(message: Unnumbered): void {
    switch (message.type) {
      case "chat":
        this.#chat = withMessages(this.#chat, message.messages);
        return;
      case "waiting":
        this.#waiting = message.people;
        return;
      case "seat": {
        const others = this.#everybody.filter(({ id }) => id !== this.#self);
        this.#everybody = rosterOf([...others, message.participant], this.#everybody);
        return;
      }
      default: {
        const { type: _, ...said } = message;
        const news = "text" in said ? { found: said } : said;
        this.#audience = { count: 0, ...this.#audience, ...news };
      }
    }
  }

  /** @returns whether it did. */
  #applies({ feature, version, change }: FeatureMessage): boolean {
    try {
      this.#features = Object.freeze({ ...this.#features, [feature]: applyDelta(this.#features?.[feature], change) });
    } catch {
      return false;
    }
    this.#versions = { ...this.#versions, [feature]: version };
    return true;
  }

  #settle(): Outcome {
    const isSelf = ({ id }: Participant) => id === this.#self;
    this.#roster = rosterOf(
      this.#everybody.filter((participant) => !isSelf(participant)),
      this.#roster,
    );
    const self = this.#everybody.find(isSelf) ?? this.#facts?.self;
    if (self && this.#policy) {
      const audience = this.#audience && { audience: this.#audience };
      const facts = { self, policy: this.#policy, chat: this.#chat, waiting: this.#waiting, ...audience };
      this.#core = shareDeep(this.#core, facts);
      // What was compared once is known by its identity from now on: a long chat is not compared anew with every change of the room.
      ({ chat: this.#chat, waiting: this.#waiting, audience: this.#audience } = this.#core);
      // Features keep the identity of equal parts where they are read, so that one level is enough here.
      this.#facts = share(this.#facts, { ...this.#core, ...(this.#features && { features: this.#features }) });
    }
    return "taken";
  }
}

/**
 * Messages that are there already are replaced in their place, never by an older version. The oldest are forgotten, as the room
 * forgets them: an audience says thousands in an evening.
 */
function withMessages(chat: readonly ChatMessage[], messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const byId = new Map(chat.map((message) => [message.id, message]));
  for (const message of messages) {
    if ((byId.get(message.id)?.version ?? -1) < message.version) byId.set(message.id, message);
  }
  return [...byId.values()].sort((a, b) => a.at - b.at).slice(-ROOM_LIMITS.chatMessages);
}
