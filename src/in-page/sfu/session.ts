/** One session: the SFU's end of one peer connection, and the rules of who may change it when. */
import { CALLS_LIMITS } from "../../wire/tables.js";
import type {
  CallsOperation,
  CallsOperationTypes,
  NewSessionRequest,
  SessionDescription,
} from "../../wire/calls-api.js";
import { Negotiation } from "./negotiation.js";
import type { Published } from "./publications.js";
import { SessionChannels } from "./session-channels.js";
import { SessionTracks } from "./session-tracks.js";
import { sessionGone, sessionNotReady, wrongOrder } from "./sfu-failure.js";
import { until } from "./until.js";

/** What can be asked of a session that exists. */
export type SessionOperation = Exclude<CallsOperation, "newSession">;

export type SessionOperations = {
  readonly [O in SessionOperation]: (
    body: CallsOperationTypes[O]["request"],
  ) => Promise<CallsOperationTypes[O]["reply"]>;
};

export class SfuSession {
  readonly id = crypto.randomUUID().replaceAll("-", "");
  readonly operations: SessionOperations;
  readonly #pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  readonly #closing = new AbortController();
  readonly #negotiation = new Negotiation(this.#pc, this.#closing.signal);
  readonly #tracks: SessionTracks;
  readonly #channels: SessionChannels;
  #isBusy = false;
  readonly #watched = new WeakSet<RTCDtlsTransport>();

  constructor(published: Published) {
    this.#tracks = new SessionTracks(this.id, this.#pc, this.#negotiation, published.media);
    this.#channels = new SessionChannels(
      this.id,
      this.#pc,
      this.#negotiation,
      published.channels,
      this.#closing.signal,
    );
    this.#pc.addEventListener("connectionstatechange", () => {
      if (this.#pc.connectionState === "failed") this.close();
    });
    this.operations = this.#createOperations();
  }

  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Answers the offer that may come with the creation of the session. */
  async begin({ sessionDescription }: NewSessionRequest = {}): Promise<SessionDescription | undefined> {
    return sessionDescription && this.#mutate(() => this.#negotiation.answer(sessionDescription));
  }

  /** Ends what the session publishes. What it receives goes on. */
  closePublished(): void {
    this.#tracks.closePublished();
    this.#channels.closePublished();
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#tracks.closeAll();
    this.#channels.closeAll();
    this.#pc.close();
  }

  #createOperations(): SessionOperations {
    const connected = <B, R>(work: (body: B) => Promise<R> | R) => {
      return (body: B) => this.#mutate(async () => (await this.#connected(), work(body)));
    };
    return {
      session: async () => ({ tracks: this.#tracks.state, dataChannels: this.#channels.state }),
      newTracks: connected((body) => this.#tracks.add(body)),
      updateTracks: connected((body) => this.#tracks.update(body)),
      closeTracks: connected((body) => this.#tracks.close(body)),
      renegotiate: async ({ sessionDescription }) => {
        await this.#exclusively(() => this.#negotiation.accept(sessionDescription));
        return {};
      },
      establishDataChannels: connected((body) => this.#channels.establish(body)),
      newDataChannels: connected((body) => this.#channels.add(body)),
      updateDataChannels: connected((body) => this.#channels.update(body)),
      closeDataChannels: connected((body) => this.#channels.close(body)),
    };
  }

  /** A change of the session: not while another is going on, and that includes an offer without its answer. */
  async #mutate<T>(work: () => Promise<T>): Promise<T> {
    if (this.#negotiation.awaitsAnswer) throw wrongOrder("An offer of the SFU waits for its answer");
    return this.#exclusively(work);
  }

  async #exclusively<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isBusy) throw wrongOrder("Another change of this session is going on");
    this.#isBusy = true;
    try {
      return await unlessAborted(work(), this.signal);
    } catch (error) {
      throw this.signal.aborted ? sessionGone() : error;
    } finally {
      this.#isBusy = false;
      this.#watchTransports();
      this.#closeIfLost();
    }
  }

  /** The first operation sets up the connection; every other one needs it and waits for it, to a limit. */
  async #connected(): Promise<void> {
    const pc = this.#pc;
    if (this.#negotiation.isFresh) return;
    const limit = CALLS_LIMITS.connectWait;
    const isConnected = () => pc.connectionState === "connected";
    const signal = this.signal;
    if (await until(pc, "connectionstatechange", isConnected, { limit, signal })) return;
    throw signal.aborted ? sessionGone() : sessionNotReady();
  }

  /** The client's goodbye to the connection comes over DTLS, long before ICE would miss it. */
  #watchTransports(): void {
    for (const dtls of this.#transports()) {
      if (this.#watched.has(dtls)) continue;
      this.#watched.add(dtls);
      dtls.addEventListener("statechange", () => this.#closeIfLost());
    }
  }

  /** Not amid a change: when it drops the section that the bundle was on, a transport closes and another goes on. */
  #closeIfLost(): void {
    const transports = this.#transports();
    if (!this.#isBusy && transports.length > 0 && transports.every(isOver)) this.close();
  }

  #transports(): RTCDtlsTransport[] {
    const media = this.#pc.getTransceivers().filter(({ direction }) => direction !== "stopped");
    const transports = [this.#pc.sctp?.transport, ...media.map(({ receiver }) => receiver.transport)];
    return transports.filter((transport) => transport != null);
  }
}

function isOver({ state }: RTCDtlsTransport): boolean {
  return state === "closed" || state === "failed";
}

/** Rejects when `signal` is aborted: what waits for a closed peer connection waits for ever. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(sessionGone());
    signal.addEventListener("abort", abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
