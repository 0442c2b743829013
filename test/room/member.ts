import type {
  ChatMessage,
  Participant,
  RoomChange,
  RoomPolicy,
  ServerMessage,
  WaitingPerson,
} from "../../src/wire/room-protocol.js";
import { isChange } from "./machine.js";

/** What a client believes about the room, from nothing but the messages that it was sent. */
export class Member {
  readonly roster = new Map<string, Participant>();
  readonly chat = new Map<string, ChatMessage>();
  chatVersion = 0;
  policy: RoomPolicy | undefined;
  waiting: WaitingPerson[] = [];
  epoch = "";
  revision = 0;
  /** The first message that a correct client could not make sense of. */
  fault: string | undefined;

  constructor(
    readonly id: string,
    readonly versioned: boolean,
  ) {}

  read(message: ServerMessage): void {
    if (message.type === "welcome") {
      this.epoch = message.epoch;
      this.revision = message.revision;
      if (message.participants) {
        this.policy = message.policy;
        this.waiting = [];
        this.roster.clear();
        for (const participant of message.participants) this.roster.set(participant.id, participant);
      }
      return;
    }
    if (message.type === "chat") return this.#readChat(message.messages);
    if (message.type === "waiting") this.waiting = message.people;
    if (!isChange(message)) {
      // `done` only answers what it asked itself.
      const isKnown = ["error", "heartbeat", "done"].includes(message.type);
      if (!this.versioned && !isKnown) this.#surprise(`a message ${message.type} that it does not know`);
      return;
    }
    if (this.versioned) {
      if (message.revision !== this.revision + 1) {
        this.fault ??= `revision ${message.revision} after ${this.revision}`;
      }
      this.revision = message.revision;
    }
    this.#apply(message);
  }

  /** Everyone whom this client shows, in order. */
  shown(): Participant[] {
    return [...this.roster.values()]
      .filter(({ id }) => id !== this.id)
      .sort((a, b) => a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1));
  }

  #readChat(messages: readonly ChatMessage[]): void {
    for (const message of messages) {
      const { id, version, to, from } = message;
      if (to !== undefined && to !== this.id && from !== this.id) this.#surprise(`a direct message for ${to}`);
      if (!this.versioned) this.#surprise("chat, which it does not know");
      this.chat.set(id, message);
      this.chatVersion = Math.max(this.chatVersion, version);
    }
  }

  #apply(change: RoomChange): void {
    switch (change.type) {
      case "join":
        this.roster.set(change.from, {
          id: change.from,
          name: change.data.participant_name,
          joinedAt: change.data.joined_at,
          ...(change.data.role && { role: change.data.role }),
          ...(change.data.metadata && { metadata: change.data.metadata }),
        });
        if (!this.versioned && Object.keys(change.data).length !== 3) this.#surprise("a join with more in it");
        return;
      case "leave":
        this.roster.delete(change.from);
        return;
      case "cloudflare-session": {
        const { sessionId, tracks, channels, participantId } = change;
        const known = this.roster.get(participantId);
        if (!known) return this.#surprise(`session of ${participantId}, who is not here`);
        this.roster.set(participantId, { ...known, session: { sessionId, tracks, ...(channels && { channels }) } });
        return;
      }
      case "policy":
        this.policy = change.policy;
        if (!this.versioned) this.#surprise("a policy, which it does not know");
        return;
      case "participant": {
        if (!this.versioned) return this.#surprise("a change of a participant, which it does not know");
        const known = this.roster.get(change.from);
        if (!known) return this.#surprise(`change of ${change.from}, who is not here`);
        const { role = "speaker", hand, speaking, metadata, ...rest } = { ...known, ...change.set };
        this.roster.set(change.from, {
          ...rest,
          ...(role !== "speaker" && { role }),
          ...(hand != null && { hand }),
          ...(speaking && { speaking }),
          ...(metadata && { metadata }),
        });
        return;
      }
      case "track-state": {
        const known = this.roster.get(change.from);
        const track = known?.session?.tracks.find(({ trackName }) => trackName === change.trackName);
        if (!known?.session || !track) return this.#surprise(`state of a track of ${change.from} that is not known`);
        const tracks = known.session.tracks.map((each) =>
          each === track ? { ...each, enabled: change.enabled } : each,
        );
        this.roster.set(change.from, { ...known, session: { ...known.session, tracks } });
      }
    }
  }

  #surprise(fault: string): void {
    if (this.versioned || !fault.includes(this.id)) this.fault ??= fault;
  }
}
