/** A participant's place in a room of the page. */
import { CallsError } from "../../wire/calls-error.js";
import type { AnnouncedSession, Participant, RoomChange } from "../../wire/room-protocol.js";
import { Listeners } from "../listeners.js";
import { reduceRoster, rosterOf, withTrackState } from "../roster.js";
import type { Roster } from "../roster.js";
import type { CallsTransport, RoomConnection, SignalingEvent, SignalingState } from "../signaling.js";
import type { InPageRoom } from "./room.js";

export class InPageConnection implements RoomConnection {
  readonly participantId: string;
  readonly participantName: string;
  readonly roomId: string;
  readonly iceServers: readonly RTCIceServer[] = [];
  readonly calls: CallsTransport;
  readonly #room: InPageRoom;
  readonly #listeners = new Listeners<SignalingEvent>();
  readonly #unsubscribe: () => void;
  readonly #onClosed: () => void;
  #state: SignalingState = { status: "connected" };
  #roster: Roster;
  #announced: AnnouncedSession | undefined;

  constructor(room: InPageRoom, self: Participant, calls: CallsTransport, onClosed: () => void) {
    this.#room = room;
    this.roomId = room.id;
    this.participantId = self.id;
    this.participantName = self.name;
    this.calls = calls;
    this.#onClosed = onClosed;
    this.#roster = this.#others();
    this.#unsubscribe = room.subscribe((change) => this.#receive(change));
  }

  get state(): SignalingState {
    return this.#state;
  }

  get roster(): Roster {
    return this.#roster;
  }

  subscribe(listener: (event: SignalingEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  announce(session: AnnouncedSession): void {
    this.#announced = session;
    if (this.#state.status === "connected") this.#sayAnnouncement();
  }

  setTrackState({ trackName, kind, enabled }: Parameters<RoomConnection["setTrackState"]>[0]): void {
    if (!this.#announced) return;
    const state = { trackName, kind, enabled };
    this.#announced = { ...this.#announced, tracks: withTrackState(this.#announced.tracks, state) };
    if (this.#state.status === "connected") this.#room.setTrackState(this.participantId, state);
  }

  async leave(): Promise<void> {
    this.leaveNow();
  }

  leaveNow(): void {
    if (this.#state.status === "closed") return;
    this.#close({ status: "closed" });
    this.#room.leave(this.participantId, "left");
  }

  /** The room puts the participant out. */
  remove(): void {
    if (this.#state.status === "closed") return;
    const error = new CallsError("removed", "The participant was removed from the room. A new join may follow.");
    this.#close({ status: "closed", error });
    this.#room.leave(this.participantId, "removed");
  }

  /** Loses the way to the room: nothing is heard and nothing gets out until {@link resume}. */
  interrupt(attempt: number): void {
    if (this.#state.status === "closed") return;
    const error = new CallsError("server-unreachable", "The room cannot be reached. Wait: it is tried again.", {
      retryable: true,
    });
    this.#setState({ status: "reconnecting", attempt, error });
  }

  resume(): void {
    if (this.#state.status !== "reconnecting") return;
    this.#setState({ status: "connected" });
    this.#setRoster(this.#others());
    if (this.#announced) this.#sayAnnouncement();
  }

  #receive(change: RoomChange): void {
    const subject = change.type === "cloudflare-session" ? change.participantId : change.from;
    if (subject === this.participantId || this.#state.status !== "connected") return;
    this.#setRoster(reduceRoster(this.#roster, change));
  }

  #others(): Roster {
    return rosterOf(
      this.#room.roster.filter(({ id }) => id !== this.participantId),
      this.#roster,
    );
  }

  #sayAnnouncement(): void {
    if (this.#announced) this.#room.announce({ id: this.participantId, name: this.participantName }, this.#announced);
  }

  #setRoster(roster: Roster): void {
    if (roster === this.#roster) return;
    this.#roster = roster;
    this.#listeners.emit({ type: "roster", participants: roster });
  }

  #close(state: SignalingState): void {
    this.#unsubscribe();
    this.#setState(state);
    this.#listeners.clear();
    this.#onClosed();
  }

  #setState(state: SignalingState): void {
    this.#state = Object.freeze(state);
    this.#listeners.emit({ type: "state", state });
  }
}
