import { abortError } from "../../base/abort.js";
import { retryDelay } from "../../base/backoff.js";
import { delay } from "../../base/clock.js";
import type { Environment } from "../environment.js";
import type { CallsTransport } from "../../signaling/signaling.js";
import type {
  CloseDataChannelsRequest,
  CloseTracksReply,
  CloseTracksRequest,
  DataChannelsReply,
  EstablishDataChannelsReply,
  EstablishDataChannelsRequest,
  NewDataChannelsRequest,
  NewTracksRequest,
  RenegotiateReply,
  RenegotiateRequest,
  SessionStateReply,
  TracksReply,
  UpdateTracksRequest,
} from "../../wire/calls-api.js";
import { CallsError } from "../../base/error.js";
import { CallRate } from "./call-rate.js";

/** What {@link SessionApi} needs of its session. */
export interface SessionApiOptions {
  readonly calls: CallsTransport;
  readonly sessionId: string;
  /** Ends every call and every wait. */
  readonly signal: AbortSignal;
  readonly environment: Environment;
  /** Resolves when the peer connection is connected; rejects when the session ends first. */
  whenConnected(): Promise<void>;
  /** The session cannot be used any more. */
  end(error: CallsError): void;
}

/** Repeats of a call that the service keeps failing, before its session is given up. An unreachable server is no count. */
const REPEATS = 5;

/**
 * The Connection API of one session, with the service's rules on what may be tried again: a session that is gone, or
 * whose SDP is out of step, is never asked twice.
 */
export class SessionApi {
  readonly #options: SessionApiOptions;
  readonly #rate: CallRate;

  constructor(options: SessionApiOptions) {
    this.#options = options;
    this.#rate = new CallRate(options.environment);
  }

  newTracks(body: NewTracksRequest): Promise<TracksReply> {
    return this.#persist((calls, id, options) => calls.call("newTracks", id, body, options));
  }

  updateTracks(body: UpdateTracksRequest): Promise<TracksReply> {
    return this.#persist((calls, id, options) => calls.call("updateTracks", id, body, options));
  }

  closeTracks(body: CloseTracksRequest): Promise<CloseTracksReply> {
    return this.#persist((calls, id, options) => calls.call("closeTracks", id, body, options));
  }

  /**
   * Sends the answer to an offer of the service. When that was taken and only its reply was lost, no offer waits for an answer any more: the
   * service refuses the repeat, and nothing is out of step.
   */
  renegotiate(body: RenegotiateRequest): Promise<RenegotiateReply> {
    let mayBeTaken = false;
    return this.#persist(async (calls, id, options) => {
      try {
        return await calls.call("renegotiate", id, body, options);
      } catch (cause) {
        const { code } = CallsError.from(cause);
        if (mayBeTaken && code === "session-conflict") return {};
        mayBeTaken ||= code === "server-unreachable" || code === "service-unavailable";
        throw cause;
      }
    });
  }

  establishDataChannels(body: EstablishDataChannelsRequest): Promise<EstablishDataChannelsReply> {
    return this.#persist((calls, id, options) => calls.call("establishDataChannels", id, body, options));
  }

  newDataChannels(body: NewDataChannelsRequest): Promise<DataChannelsReply> {
    return this.#persist((calls, id, options) => calls.call("newDataChannels", id, body, options));
  }

  closeDataChannels(body: CloseDataChannelsRequest): Promise<DataChannelsReply> {
    return this.#persist((calls, id, options) => calls.call("closeDataChannels", id, body, options));
  }

  /** Asks whether the service still has the session: an answer that it has not ends it. */
  check(): Promise<SessionStateReply> {
    return this.#persist((calls, id, options) => calls.call("session", id, undefined, options));
  }

  async #persist<Reply>(
    attemptCall: (calls: CallsTransport, sessionId: string, options: { signal: AbortSignal }) => Promise<Reply>,
  ): Promise<Reply> {
    const { calls, sessionId, signal, environment } = this.#options;
    let failures = 0;
    for (let attempt = 0; ; attempt++) {
      await this.#rate.take(signal);
      try {
        return await attemptCall(calls, sessionId, { signal });
      } catch (cause) {
        if (signal.aborted) throw abortError();
        const error = CallsError.from(cause);
        if (error.code !== "server-unreachable") failures++;
        if (endsSession(error) || failures > REPEATS) this.#options.end(error);
        if (signal.aborted || !isWorthRepeating(error)) throw error;
        if (error.code === "session-not-ready") await this.#options.whenConnected();
        await delay(environment, retryDelay(attempt, environment.random), signal);
      }
    }
  }
}

/** A session that is gone, or whose SDP is out of step: nothing but another session helps. */
export function endsSession({ code }: CallsError): boolean {
  return code === "session-expired" || code === "session-conflict";
}

function isWorthRepeating({ code, retryable }: CallsError): boolean {
  return retryable || code === "session-not-ready";
}
