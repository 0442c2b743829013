import type { CallsOperation, NewTracksRequest, TracksReply } from "../../wire/calls-api.js";
import { CALLS_LIMITS } from "../../wire/calls-api.js";
import type { SessionAccess } from "../../room/ownership.js";
import type { Log } from "../log.js";
import type { Rate } from "../../room/allowance.js";
import type { Right } from "../../room/rights.js";
import type { CallsClient } from "./client.js";
import { CallsApiError } from "./error.js";
import type { CallsAnswer } from "../../wire/calls-answer.js";
import { failed } from "../../wire/calls-answer.js";
import type { CallsRequest, SessionRequest } from "../../room/guard.js";
import { deniedSession, guard } from "../../room/guard.js";
import { RateLimiter } from "./rate-limiter.js";
import { SessionQueue } from "./session-queue.js";

/** What the proxy asks of, and tells, the room that it belongs to. */
export interface ProxyRoom {
  access(participantId: string, sessionId: string): SessionAccess;
  may(participantId: string, right: Right): boolean;
  sessionCreated(participantId: string, sessionId: string): void;
  sessionUsed(sessionId: string): void;
}

export interface CallsProxyOptions {
  room: ProxyRoom;
  client: CallsClient;
  log: Log;
  now: () => number;
  /** Aborted when the server goes down. */
  signal: AbortSignal;
}

/** Calls of one session that may wait for each other. */
const MAX_WAITING = 64;
const SESSION_RATE: Rate = { perSecond: CALLS_LIMITS.callsPerSecond, burst: CALLS_LIMITS.callsPerSecond };
const NEW_SESSION_RATE: Rate = { perSecond: 1, burst: 10 };

/** Forwards what a participant may do on the SFU: ownership is checked, calls of one session run one after the other. */
export class CallsProxy {
  readonly #queue = new SessionQueue();
  readonly #options: CallsProxyOptions;
  readonly #callsBySession: RateLimiter;
  readonly #sessionsByParticipant: RateLimiter;

  constructor(options: CallsProxyOptions) {
    this.#options = options;
    this.#callsBySession = new RateLimiter(SESSION_RATE, options.now);
    this.#sessionsByParticipant = new RateLimiter(NEW_SESSION_RATE, options.now);
  }

  /** Answers one request. Never rejects: every fault is an answer. */
  async handle(participantId: string, request: CallsRequest): Promise<CallsAnswer> {
    try {
      if (request.operation === "newSession") return await this.#newSession(participantId, request);
      return await this.#onSession(participantId, request);
    } catch (error) {
      return this.#refusedUpstream(request.operation, error);
    }
  }

  /**
   * Makes a session for a participant.
   *
   * @returns `undefined` when the service refuses, or takes longer than `timeout` milliseconds. One that comes later is the
   * participant's as well, and ends with those that nobody uses.
   */
  async newSessionWithin(timeout: number, participantId: string): Promise<string | undefined> {
    const request = { operation: "newSession", sessionId: undefined, body: undefined } as const;
    const answer = await this.#within(timeout, participantId, request);
    return answer?.status === 201 && "sessionId" in answer.body ? String(answer.body.sessionId) : undefined;
  }

  /** Pulls tracks into an offer. @returns `undefined` when the service refuses, or takes longer than `timeout` milliseconds. */
  async pullWithin(
    timeout: number,
    participantId: string,
    sessionId: string,
    body: NewTracksRequest,
  ): Promise<TracksReply | undefined> {
    const answer = await this.#within(timeout, participantId, { operation: "newTracks", sessionId, body });
    const reply = answer?.status === 200 ? (answer.body as TracksReply) : undefined;
    return reply?.sessionDescription && reply;
  }

  async #within(timeout: number, participantId: string, request: CallsRequest): Promise<CallsAnswer | undefined> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const impatience = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, timeout, undefined)));
    const answer = await Promise.race([this.handle(participantId, request), impatience]);
    clearTimeout(timer);
    return answer;
  }

  /** Resolves when the calls are over that are under way on the session now; `undefined` when none is. */
  underWay(sessionId: string): Promise<unknown> | undefined {
    return this.#queue.settled(sessionId);
  }

  async #newSession(participantId: string, request: CallsRequest & { operation: "newSession" }): Promise<CallsAnswer> {
    if (!this.#sessionsByParticipant.allows(participantId)) return failed(429, "rate_limited");
    const { client, room, signal } = this.#options;
    // The documented call has no body at all.
    const body = request.body?.sessionDescription ? request.body : undefined;
    const reply = await client.call("newSession", undefined, body, { signal });
    room.sessionCreated(participantId, reply.sessionId);
    return { status: 201, body: reply };
  }

  async #onSession(participantId: string, request: SessionRequest): Promise<CallsAnswer> {
    const { sessionId } = request;
    const denied = this.#denied(participantId, sessionId);
    if (denied) return denied;
    if (!this.#callsBySession.allows(sessionId)) return failed(429, "rate_limited");
    this.#options.room.sessionUsed(sessionId);
    if (request.operation === "session") return this.#guarded(participantId, request);
    if (this.#queue.length(sessionId) >= MAX_WAITING) return failed(429, "rate_limited");
    return this.#queue.run(
      sessionId,
      // Rights may have changed while the call was waiting for its turn.
      async () => {
        const denied = this.#denied(participantId, sessionId);
        if (denied) return denied;
        const answer = await this.#guarded(participantId, request);
        // ...or while it was under way: then what it brought is being closed, and nobody gets it.
        return this.#denied(participantId, sessionId) ?? answer;
      },
    );
  }

  #denied(participantId: string, sessionId: string): CallsAnswer | undefined {
    return deniedSession(this.#options.room.access(participantId, sessionId));
  }

  async #guarded(participantId: string, asked: SessionRequest): Promise<CallsAnswer> {
    const { client, room, signal } = this.#options;
    const guarded = guard(asked, (right) => room.may(participantId, right));
    if ("answer" in guarded) return guarded.answer;
    const { operation, sessionId, body } = guarded.request;
    return guarded.complete(await client.call(operation, sessionId, body, { signal }));
  }

  #refusedUpstream(operation: CallsOperation, error: unknown): CallsAnswer {
    const { log, signal } = this.#options;
    if (signal.aborted) return failed(503, "temporarily_unavailable_error");
    if (!(error instanceof CallsApiError)) {
      log({ level: "error", event: "proxy failed", operation, message: String(error) });
      return failed(500, "internal_error");
    }
    const { status, code, retryAfter } = error;
    // The app's own credentials or address are wrong: nothing that the browser could put right.
    if (status === 401 || status === 403 || (status === 404 && code === "not_found")) {
      log({ level: "error", event: "the Connection API refuses CALLS_APP_ID or CALLS_APP_SECRET", code });
      return failed(502, "backend_error", "The room server's access to the media service is not set up correctly.");
    }
    log({ level: "warn", event: "upstream refused", operation, code, ...(status !== undefined && { status }) });
    if (status === undefined || status < 400) return failed(502, code);
    return { ...failed(status, code), ...(retryAfter !== undefined && { retryAfter }) };
  }
}
