/**
 * A place in a room whose server passes on what each client says of itself: the state that is said whole whenever a part of it is
 * another, and what was seen of the room. How it is said, and what else the server does, is the adapter's.
 */
import { abortError } from "../base/abort.js";
import { bounded } from "../base/bounded.js";
import type { Schedule } from "../base/clock.js";
import { CallsError } from "../base/error.js";
import { Listeners } from "../base/listeners.js";
import { cleanName, isName } from "../wire/participant-name.js";
import type { AnnouncedSession, Metadata, RoomAction } from "../wire/room-protocol.js";
import { withTrackState } from "./roster.js";
import type { Roster } from "./roster.js";
import type { CallsTransport, RoomConnection, RoomFacts, SignalingEvent, SignalingState } from "./signaling.js";
import { Timers } from "./timers.js";

/** Milliseconds for the room to show what was asked of it. */
const ANSWER_LIMIT = 10_000;

/** Options of {@link PassedOnConnection}. */
export interface PassedOnOptions {
  readonly roomId: string;
  readonly name: string;
  readonly schedule: Schedule;
  /** Milliseconds since 1970. */
  readonly date: () => number;
  /** @param left aborted when the participant has left the room. */
  calls(left: AbortSignal): CallsTransport;
}

/** What is known of the room. */
interface View {
  readonly roster: Roster;
  readonly facts: RoomFacts | undefined;
}

export abstract class PassedOnConnection implements RoomConnection {
  abstract readonly participantId: string;
  readonly roomId: string;
  readonly calls: CallsTransport;
  readonly #schedule: Schedule;
  readonly #listeners = new Listeners<SignalingEvent>();
  readonly #left = new AbortController();
  /** Looked at after each state of the room. */
  readonly #waits = new Set<() => void>();
  #state: SignalingState = { status: "connected" };
  #iceServers: readonly RTCIceServer[] = [];
  #entry: { resolve(): void; reject(error: CallsError): void } | undefined;
  #willSay = false;
  #goodbye: Promise<void> | undefined;
  protected readonly timers: Timers;
  protected readonly date: () => number;
  /** What this client says of itself. */
  protected name: string;
  protected metadata: Metadata | undefined;
  protected session: AnnouncedSession | undefined;
  protected raisedHand = false;
  protected speaking = false;

  constructor({ roomId, name, schedule, date, calls }: PassedOnOptions) {
    this.roomId = roomId;
    this.name = name;
    this.date = date;
    this.calls = calls(this.#left.signal);
    this.#schedule = schedule;
    this.timers = new Timers(schedule);
  }

  protected abstract readonly view: View;
  /** Says this client's whole state, if there is a way to. */
  protected abstract say(): void;
  protected abstract do(action: RoomAction): Promise<void>;
  /** Says goodbye and ends the way to the server. Resolves when the server knows, or after a short wait. */
  protected abstract end(): Promise<void>;
  /** The same without waiting: the page goes away, or the join was given up. */
  protected abstract endNow(): void;

  get participantName(): string {
    return this.name;
  }

  get iceServers(): readonly RTCIceServer[] {
    return this.#iceServers;
  }

  get state(): SignalingState {
    return this.#state;
  }

  get roster(): Roster {
    return this.view.roster;
  }

  get facts(): RoomFacts | undefined {
    return this.view.facts;
  }

  get act(): ((action: RoomAction) => Promise<void>) | undefined {
    return this.facts && this.#act;
  }

  readonly #act = (action: RoomAction): Promise<void> => this.do(action);

  subscribe(listener: (event: SignalingEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  announce(session: AnnouncedSession): void {
    this.session = session;
    this.sayLater();
  }

  setTrackState(state: Parameters<RoomConnection["setTrackState"]>[0]): void {
    if (!this.session) return;
    this.session = { ...this.session, tracks: withTrackState(this.session.tracks, state) };
    this.sayLater();
  }

  leave(): Promise<void> {
    this.#goodbye ??= this.end();
    this.close();
    return this.#goodbye;
  }

  leaveNow(): void {
    this.endNow();
    this.close();
  }

  /** Aborted when the participant has left the room. */
  protected get left(): AbortSignal {
    return this.#left.signal;
  }

  /** Resolves with {@link settleEntry}. @throws CallsError when the server does not let us in, and `aborted`. */
  protected async entered(signal: AbortSignal, start: () => Promise<unknown>): Promise<void> {
    const entered = new Promise<void>((resolve, reject) => (this.#entry = { resolve, reject }));
    const abort = (): void => {
      this.endNow();
      this.close(abortError(signal.reason));
    };
    signal.addEventListener("abort", abort);
    try {
      await Promise.all([entered, start()]);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  protected settleEntry(error?: CallsError): void {
    if (error) this.#entry?.reject(error);
    else this.#entry?.resolve();
    this.#entry = undefined;
  }

  protected emit(event: SignalingEvent): void {
    this.#listeners.emit(event);
  }

  /** Tells of whatever became another. */
  protected look(change: () => void): void {
    const { roster, facts } = this;
    change();
    if (this.facts && this.facts !== facts) this.emit({ type: "facts", facts: this.facts });
    if (this.roster !== roster) this.emit({ type: "roster", participants: this.roster });
    for (const check of Array.from(this.#waits)) check();
  }

  /** Changes of one task go out as one: the room repeats everything to everybody. */
  protected sayLater(): void {
    if (this.#willSay) return;
    this.#willSay = true;
    queueMicrotask(() => {
      this.#willSay = false;
      this.say();
    });
  }

  /** Waits until the room shows it. @throws CallsError `server-unreachable` or `aborted`. */
  protected see(isDone: () => boolean, limit = ANSWER_LIMIT): Promise<void> {
    let check = (): void => {};
    const seen = new Promise<void>((resolve) => {
      check = () => isDone() && resolve();
      check();
    });
    this.#waits.add(check);
    const bound = { limit, signal: this.left, schedule: this.#schedule };
    return bounded(() => seen, bound).finally(() => this.#waits.delete(check));
  }

  /** @throws CallsError `invalid-name` */
  protected setProfile({ name = this.name, metadata = this.metadata }: { name?: string; metadata?: Metadata }): void {
    const clean = cleanName(name);
    if (!isName(clean)) throw new CallsError("invalid-name", "Give a name of 1 to 80 characters.");
    this.name = clean;
    this.metadata = metadata;
  }

  protected setIceServers(iceServers: readonly RTCIceServer[]): void {
    if (iceServers === this.#iceServers) return;
    this.#iceServers = iceServers;
    this.emit({ type: "ice-servers", iceServers });
  }

  protected complain(code: CallsError["code"], reason: string, cause?: unknown): void {
    this.emit({ type: "error", error: new CallsError(code, reason, { cause }) });
  }

  protected setState(state: SignalingState): void {
    if (this.#state.status === "closed") return;
    this.#state = Object.freeze(state);
    this.emit({ type: "state", state });
  }

  /** For good. */
  protected close(error?: CallsError): void {
    if (this.#state.status === "closed") return;
    this.timers.stop();
    // The abort waits for the end of this task, so that a request that was answered in the same moment still succeeds.
    queueMicrotask(() => this.#left.abort());
    this.settleEntry(error ?? abortError());
    this.setState(error ? { status: "closed", error } : { status: "closed" });
    this.#listeners.clear();
  }
}
