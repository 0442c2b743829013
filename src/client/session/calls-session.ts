/**
 * One session on the SFU, which is one peer connection. All that changes it waits in one queue, because the service takes one
 * exchange of descriptions at a time. What is wanted of it is kept outside, in publications and subscriptions, so that a session
 * that is lost can be made anew from them.
 *
 * @module
 */
import { abortError } from "../../base/abort.js";
import { delay } from "../../base/clock.js";
import type { Environment } from "../environment.js";
import type { CallsTransport } from "../../signaling/signaling.js";
import { CallsError } from "../../base/error.js";
import { DataTransport } from "./data-transport.js";
import { lostConnection, watchConnection, type ConnectionState } from "./connection-watch.js";
import { MutationQueue } from "./mutation-queue.js";
import { Negotiator } from "./negotiator.js";
import type { Answered } from "./opening.js";
import type { AudioSending } from "./sending.js";
import { SessionApi } from "./session-api.js";
import { TrackCalls } from "./track-calls.js";

/** Milliseconds in which an interrupted connection may come back when the service is known to be there. */
const GRACE = 500;

/** Options of {@link CallsSession.open}. */
export interface CallsSessionOptions {
  readonly calls: CallsTransport;
  readonly iceServers: readonly RTCIceServer[];
  readonly environment: Environment;
  onState(state: ConnectionState): void;
}

/** A session that was made with the join, and the exchange that went with it. */
export interface MadeSession {
  readonly sessionId: string;
  readonly answered?: Answered | undefined;
}

/** One session on the SFU: one peer connection, one queue, until it ends. */
export class CallsSession {
  readonly id: string;
  readonly tracks: TrackCalls;
  readonly dataTransport: DataTransport;
  readonly #connection: RTCPeerConnection;
  readonly #queue = new MutationQueue();
  readonly #api: SessionApi;
  readonly #ending = new AbortController();
  readonly #onState: (state: ConnectionState) => void;
  readonly #environment: Environment;
  readonly #connected: Promise<void>;
  readonly #ended: Promise<CallsError>;
  #settleConnected: () => void = () => {};
  #settleEnded: (error: CallsError) => void = () => {};
  #connectedAt: number | undefined;
  #state: ConnectionState = { status: "connecting" };

  /**
   * @param made a session that was made already.
   * @throws CallsError what `sessions/new` fails with, or `aborted`.
   */
  static async open(options: CallsSessionOptions, signal: AbortSignal, made?: MadeSession): Promise<CallsSession> {
    const { environment, calls, iceServers } = options;
    const configuration: RTCConfiguration = { iceServers: [...iceServers], bundlePolicy: "max-bundle" };
    const answered = made?.answered;
    const connection = answered?.connection ?? environment.createPeerConnection(configuration);
    try {
      const { sessionId } = made ?? (await calls.call("newSession", undefined, undefined, { signal }));
      if (!sessionId) throw new CallsError("protocol", "The service answered without a session id.");
      // The configuration changes the ICE credentials where it has other servers, so that it waits until the offer has been made.
      if (answered) await answered.offer;
      // Where there are no servers it is the same, and setting it drops what was gathered ahead.
      if (answered && iceServers.length > 0) connection.setConfiguration(configuration);
      if (signal.aborted) throw abortError();
      const session = new CallsSession(sessionId, connection, options);
      if (answered) {
        session.dataTransport.included();
        session.tracks.adopt(answered);
      }
      return session;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  private constructor(id: string, connection: RTCPeerConnection, options: CallsSessionOptions) {
    const { environment, calls } = options;
    const end = (error: CallsError): void => this.end(error);
    this.id = id;
    this.#connection = connection;
    this.#onState = options.onState;
    this.#environment = environment;
    this.#ended = new Promise((resolve) => (this.#settleEnded = resolve));
    this.#connected = new Promise((resolve, reject) => {
      this.#settleConnected = resolve;
      void this.#ended.then(reject);
    });
    // The session may end while nobody awaits `#connected`: that must not be reported as an unhandled rejection.
    this.#connected.catch(() => {});
    const api = (this.#api = new SessionApi({
      calls,
      sessionId: id,
      environment,
      signal: this.signal,
      whenConnected: () => this.whenConnected(),
      end,
    }));
    const sound = new Map<string, AudioSending>();
    const negotiator = new Negotiator(connection, api, sound, end);
    const parts = { connection, queue: this.#queue, api, negotiator, sound };
    this.dataTransport = new DataTransport(parts);
    const { signal } = this;
    this.tracks = new TrackCalls({
      ...parts,
      environment,
      signal,
      whenConnected: () => this.#connected,
      beforeFirstOffer: () => this.dataTransport.includeInOffer(),
    });
    watchConnection(connection, { environment, signal, onState: (state) => this.#setState(state) });
  }

  /** Aborts when the session has ended, for whatever reason. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Resolves when media can flow. @throws CallsError what the session ended with, before it was connected. */
  whenConnected(): Promise<void> {
    return this.#connected;
  }

  /** Resolves with why the session ended. */
  get ended(): Promise<CallsError> {
    return this.#ended;
  }

  /** Finds out whether the session is still there, without waiting for the connection to time out. */
  check(): Promise<boolean> {
    return this.#api.check().then(
      () => true,
      () => false,
    );
  }

  /** Ends a session that is there, over a way that is dead. */
  endDead(): void {
    this.end(lostConnection());
  }

  /** What the connection receives with, and sends with. */
  get ends(): { readonly receivers: readonly RTCRtpReceiver[]; readonly senders: readonly RTCRtpSender[] } {
    return { receivers: this.#connection.getReceivers(), senders: this.#connection.getSenders() };
  }

  /** What the browser measures of the connection. */
  stats(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  /** Milliseconds since it was connected first, 0 if it never was. */
  get connectedFor(): number {
    return this.#connectedAt === undefined ? 0 : this.#environment.now() - this.#connectedAt;
  }

  /** What the connection uses from now on: the TURN credentials of a long call expire before it ends. */
  setIceServers(iceServers: readonly RTCIceServer[]): void {
    this.#connection.setConfiguration({ ...this.#connection.getConfiguration(), iceServers: [...iceServers] });
  }

  /** Ends the session and lets go of everything that it has. */
  end(error: CallsError): void {
    this.#setState({ status: "ended", error });
  }

  /** The service answers, and nothing comes: the network is there, and the way is not. */
  async #followInterruption(interruption: ConnectionState): Promise<void> {
    if (!(await this.check())) return;
    await delay(this.#environment, GRACE, this.signal).catch(() => {});
    if (this.#state === interruption) this.endDead();
  }

  #setState(state: ConnectionState): void {
    if (this.#state.status === "ended") return;
    this.#state = state;
    if (state.status === "connected") {
      this.#connectedAt ??= this.#environment.now();
      this.#settleConnected();
    }
    // An SFU that was restarted knows nothing of the session, and says so long before the browser gives up.
    if (state.status === "interrupted") void this.#followInterruption(state);
    if (state.status === "ended") {
      this.#settleEnded(state.error);
      this.#ending.abort();
      this.#queue.close(state.error);
      this.#connection.close();
    }
    this.#onState(state);
  }
}
