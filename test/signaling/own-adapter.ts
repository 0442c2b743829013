import {
  CallsError,
  EMPTY_ROSTER,
  ReconnectingSocket,
  callsProxy,
  rosterOf,
  withTrackState,
} from "../../src/signaling/index.js";
import type {
  AnnouncedSession,
  CallsTransport,
  JoinOptions,
  Participant,
  RoomConnection,
  Roster,
  Schedule,
  Signaling,
  SignalingEvent,
  SignalingState,
  TrackState,
} from "../../src/signaling/index.js";

export interface MyOptions {
  /** Of your server: its socket is at `/room/ID`, its proxy to the Connection API at `/calls`. */
  readonly url: string;
  /** By which your server knows this person, also when they come back. */
  readonly token: string;
  readonly fetch?: typeof fetch;
  readonly WebSocket?: typeof WebSocket;
}

export const mySignaling = (options: MyOptions): Signaling => ({
  join: async (wanted) => await new MyConnection(options, wanted).enter(wanted.signal),
});

const schedule: Schedule = (callback, milliseconds) => {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
};

class MyConnection implements RoomConnection {
  readonly roomId: string;
  readonly participantName: string;
  readonly iceServers = [{ urls: "stun:stun.cloudflare.com:3478" }];
  readonly calls: CallsTransport;
  participantId = "";
  roster: Roster = EMPTY_ROSTER;
  state: SignalingState = { status: "connected" };
  readonly #token: string;
  readonly #socket: ReconnectingSocket;
  readonly #listeners = new Set<(event: SignalingEvent) => void>();
  readonly #left = new AbortController();
  #session: AnnouncedSession | undefined;
  #entry: { resolve(connection: RoomConnection): void; reject(error: CallsError): void } | undefined;

  constructor({ url, token, fetch, WebSocket = globalThis.WebSocket }: MyOptions, { room, name }: JoinOptions) {
    if (!/^[\w.~-]{1,64}$/.test(room)) throw new CallsError("invalid-room", `“${room}” cannot be a room.`);
    this.roomId = room;
    this.participantName = name;
    this.#token = token;
    this.calls = callsProxy({ url: `${url}/calls`, token, fetch, signal: this.#left.signal });
    this.#socket = new ReconnectingSocket({
      open: () => new WebSocket(`${url.replace(/^http/, "ws")}/room/${room}`),
      silence: 30_000, // The server says something more often than that.
      schedule,
      random: Math.random,
      onOpen: () => this.#say(),
      onMessage: (text) => this.#hear(JSON.parse(text)),
      onLost: (error, attempt) => {
        if (this.#entry) this.#close(error);
        else this.#become({ status: "reconnecting", attempt, error });
        return this.state.status !== "closed";
      },
    });
  }

  async enter(signal: AbortSignal): Promise<RoomConnection> {
    const aborted = (): void => this.#close(new CallsError("aborted", "The join was aborted."));
    signal.addEventListener("abort", aborted);
    try {
      return await new Promise((resolve, reject) => {
        this.#entry = { resolve, reject };
        if (signal.aborted) aborted();
        else this.#socket.start();
      });
    } finally {
      signal.removeEventListener("abort", aborted);
    }
  }

  subscribe(listener: (event: SignalingEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  announce(session: AnnouncedSession): void {
    this.#session = session;
    this.#say();
  }

  setTrackState(state: TrackState): void {
    if (this.#session) this.announce({ ...this.#session, tracks: withTrackState(this.#session.tracks, state) });
  }

  async leave(): Promise<void> {
    this.leaveNow();
  }

  leaveNow(): void {
    this.#socket.send(JSON.stringify({ type: "bye" }));
    this.#close();
  }

  /** Everything, each time: what was said before a socket was lost is said again on the next. */
  #say(): void {
    const me = { token: this.#token, name: this.participantName, session: this.#session };
    this.#socket.send(JSON.stringify({ type: "me", ...me }));
  }

  #hear({ type, you, people }: { type: "people" | "refused"; you: string; people: Participant[] }): void {
    if (type === "refused") return this.#close(new CallsError("unauthorized", "The server does not know the token."));
    const { roster } = this;
    this.participantId = you;
    this.roster = rosterOf(
      people.filter(({ id }) => id !== you),
      roster,
    );
    if (this.state.status === "reconnecting") this.#become({ status: "connected" });
    if (this.roster !== roster) this.#tell({ type: "roster", participants: this.roster });
    this.#entry?.resolve(this);
    this.#entry = undefined;
  }

  #become(state: SignalingState): void {
    this.state = state;
    this.#tell({ type: "state", state });
  }

  #tell(event: SignalingEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** For good, and without an error when the person left. */
  #close(error?: CallsError): void {
    if (this.state.status === "closed") return;
    this.#socket.close();
    this.#left.abort();
    this.#become(error ? { status: "closed", error } : { status: "closed" });
    this.#listeners.clear();
    if (error) this.#entry?.reject(error);
    this.#entry = undefined;
  }
}
