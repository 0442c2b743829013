/** A participant's place in a room of the page. */
import { CallsError } from "../../wire/calls-error.js";
import type { CallsErrorCode } from "../../wire/calls-error.js";
import type { AnnouncedSession, Participant, RoomAction } from "../../wire/room-protocol.js";
import { Listeners } from "../listeners.js";
import { RoomReplica } from "../room-replica.js";
import { withTrackState } from "../roster.js";
import type { Roster } from "../roster.js";
import type { CallsTransport, RoomConnection, RoomFacts, SignalingEvent, SignalingState } from "../signaling.js";
import { act, mayRead } from "./actions.js";
import type { InPageRoom, RoomNews } from "./room.js";
import { delay } from "./transport.js";

/** Options of {@link InPageConnection}. */
export interface InPageConnectionOptions {
  readonly room: InPageRoom;
  readonly self: Participant;
  readonly calls: CallsTransport;
  /** Milliseconds that a request takes. */
  readonly latency: number;
  onClosed(): void;
}

export class InPageConnection implements RoomConnection {
  readonly participantId: string;
  readonly participantName: string;
  readonly roomId: string;
  readonly iceServers: readonly RTCIceServer[] = [];
  readonly calls: CallsTransport;
  readonly #room: InPageRoom;
  readonly #latency: number;
  readonly #replica: RoomReplica;
  readonly #listeners = new Listeners<SignalingEvent>();
  readonly #left = new AbortController();
  readonly #unsubscribe: () => void;
  readonly #onClosed: () => void;
  #state: SignalingState = { status: "connected" };
  #announced: AnnouncedSession | undefined;

  constructor({ room, self, calls, latency, onClosed }: InPageConnectionOptions) {
    this.#room = room;
    this.roomId = room.id;
    this.participantId = self.id;
    this.participantName = self.name;
    this.calls = calls;
    this.#latency = latency;
    this.#onClosed = onClosed;
    this.#replica = new RoomReplica(self.id);
    this.#catchUp();
    this.#unsubscribe = room.subscribe((news) => this.#receive(news));
  }

  get state(): SignalingState {
    return this.#state;
  }

  get roster(): Roster {
    return this.#replica.roster;
  }

  get facts(): RoomFacts | undefined {
    return this.#replica.facts;
  }

  readonly act = async (action: RoomAction): Promise<void> => {
    await delay(this.#latency, this.#left.signal);
    if (this.#state.status === "reconnecting") throw this.#state.error;
    act(this.#room, this.participantId, structuredClone(action));
  };

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
    this.#take(() => this.#catchUp());
    if (this.#announced) this.#sayAnnouncement();
  }

  /** Everything that the room is, as to somebody new. */
  #catchUp(): void {
    const { epoch, revision, roster, policy, chat } = this.#room;
    this.#replica.greet({ epoch, revision, participants: [...roster], policy });
    this.#replica.hear({ type: "chat", messages: chat.filter((message) => mayRead(message, this.participantId)) });
    this.#hearOfDoor();
  }

  #receive(news: RoomNews): void {
    if (news.type === "out") {
      if (news.id === this.participantId) this.#putOut(news.reason);
      return;
    }
    if (this.#state.status !== "connected") return;
    switch (news.type) {
      case "reaction":
        return this.#listeners.emit(news);
      case "asked": {
        const { to, ...event } = news;
        if (to === this.participantId) this.#listeners.emit(event);
        return;
      }
      case "chat":
        if (news.messages.every((message) => mayRead(message, this.participantId))) {
          this.#take(() => this.#replica.hear(news));
        }
        return;
      case "waiting":
        return this.#take(() => this.#hearOfDoor());
      default:
        this.#take(() => {
          // A listener that asks for something makes news before the others have heard the last.
          if (this.#replica.take(news) === "gap") this.#catchUp();
          // Becoming a host, or not being one any more, shows or hides the door.
          this.#hearOfDoor();
        });
    }
  }

  #hearOfDoor(): void {
    const isHost = this.facts?.self.role === "host";
    this.#replica.hear({ type: "waiting", people: isHost ? this.#room.waiting : [] });
  }

  #putOut(reason: "removed" | "ended"): void {
    const code: CallsErrorCode = reason === "removed" ? "removed" : "room-ended";
    this.#close({ status: "closed", error: new CallsError(code, "The stay was ended. A new join may follow.") });
  }

  /** Takes something in, and tells what became another. */
  #take(news: () => void): void {
    const { roster, facts } = this;
    news();
    if (this.facts && this.facts !== facts) this.#listeners.emit({ type: "facts", facts: this.facts });
    if (this.roster !== roster) this.#listeners.emit({ type: "roster", participants: this.roster });
  }

  #sayAnnouncement(): void {
    if (this.#announced) this.#room.announce(this.participantId, this.#announced);
  }

  #close(state: SignalingState): void {
    this.#unsubscribe();
    this.#left.abort();
    this.#setState(state);
    this.#listeners.clear();
    this.#onClosed();
  }

  #setState(state: SignalingState): void {
    this.#state = Object.freeze(state);
    this.#listeners.emit({ type: "state", state });
  }
}
