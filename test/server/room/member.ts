import type { Participant, RoomChange, ServerMessage } from "../../../src/wire/room-protocol.js";
import { isChange } from "./machine.js";

/** What a client believes about the room, from nothing but the messages that it was sent. */
export class Member {
  readonly roster = new Map<string, Participant>();
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
        this.roster.clear();
        for (const participant of message.participants) this.roster.set(participant.id, participant);
      }
      return;
    }
    if (!isChange(message)) return;
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

  #apply(change: RoomChange): void {
    switch (change.type) {
      case "join":
        this.roster.set(change.from, {
          id: change.from,
          name: change.data.participant_name,
          joinedAt: change.data.joined_at,
        });
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
