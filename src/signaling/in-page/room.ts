/** One room of the page: who is in it, and who is told. */
import type { AnnouncedSession, LeaveReason, Participant, RoomChange } from "../../wire/room-protocol.js";
import { Listeners } from "../listeners.js";
import { EMPTY_ROSTER, reduceRoster } from "../roster.js";
import type { Roster, TrackState } from "../roster.js";

/** A change as it happens; the room adds its revision. */
type Unnumbered<C> = C extends RoomChange ? Omit<C, "revision"> : never;

export class InPageRoom {
  readonly id: string;
  readonly #listeners = new Listeners<RoomChange>();
  #roster: Roster = EMPTY_ROSTER;
  #revision = 0;
  #lastJoin = 0;

  constructor(id: string) {
    this.id = id;
  }

  get roster(): Roster {
    return this.#roster;
  }

  /** Tells of every change from now on. */
  subscribe(listener: (change: RoomChange) => void): () => void {
    return this.#listeners.add(listener);
  }

  enter(name: string): Participant {
    // Two in one millisecond are still in the order in which they came.
    this.#lastJoin = Math.max(Date.now(), this.#lastJoin + 1);
    const participant: Participant = { id: crypto.randomUUID(), name, joinedAt: this.#lastJoin };
    const data = { participant_id: participant.id, participant_name: name, joined_at: participant.joinedAt };
    this.#publish({ type: "join", from: participant.id, data });
    return participant;
  }

  announce({ id: participantId, name: participantName }: Pick<Participant, "id" | "name">, session: AnnouncedSession) {
    this.#publish({ type: "cloudflare-session", roomId: this.id, participantId, participantName, ...session });
  }

  setTrackState(from: string, state: TrackState): void {
    this.#publish({ type: "track-state", from, ...state });
  }

  leave(from: string, reason: LeaveReason): void {
    if (!this.#roster.some(({ id }) => id === from)) return;
    this.#publish({ type: "leave", from, data: { participant_id: from, reason } });
  }

  #publish(change: Unnumbered<RoomChange>): void {
    // Copied, so that nobody in the page shares objects that a wire would have separated.
    const numbered: RoomChange = { ...structuredClone(change), revision: ++this.#revision };
    this.#roster = reduceRoster(this.#roster, numbered);
    this.#listeners.emit(numbered);
  }
}
