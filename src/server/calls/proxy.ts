import type { CallsOperation, CallsOperationTypes, NewTracksRequest, TracksReply } from "../../wire/calls-api.js";
import { CALLS_LIMITS } from "../../wire/calls-api.js";
import type { SessionAccess } from "../access/ownership.js";
import type { Log } from "../log.js";
import type { Rate } from "../room/allowance.js";
import type { CallsClient } from "./client.js";
import { CallsApiError } from "./error.js";
import type { CallsAnswer } from "./failures.js";
import { failed, failure } from "./failures.js";
import type { CallsRequest, PullRights } from "./guard.js";
import { siftChannels, siftTracks } from "./guard.js";
import { RateLimiter } from "./rate-limiter.js";
import { releaseSession } from "./release.js";
import { SessionQueue } from "./session-queue.js";

/** What the proxy asks of, and tells, the room that it belongs to. */
export interface ProxyRoom {
  access(participantId: string, sessionId: string): SessionAccess;
  mayPull(
    participantId: string,
    what: { sessionId: string } & ({ trackName: string } | { channelName: string }),
  ): boolean;
  mayPublish(participantId: string): boolean;
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
/** The only channel that `datachannels/establish` may name. */
const EVENTS_CHANNEL = "server-events";

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

  /** Force-closes a session's tracks after whatever is still under way on it. Best effort. */
  async release(sessionId: string, tracks: "all" | "published"): Promise<void> {
    const { client, log, signal } = this.#options;
    try {
      await this.#queue.run(sessionId, () => releaseSession(client, sessionId, tracks, signal));
    } catch (error) {
      const code = error instanceof CallsApiError ? error.code : "internal";
      if (!signal.aborted) log({ level: "warn", event: "session not released", code });
    }
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

  async #onSession(
    participantId: string,
    request: Exclude<CallsRequest, { operation: "newSession" }>,
  ): Promise<CallsAnswer> {
    const { sessionId } = request;
    const denied = this.#denied(participantId, sessionId);
    if (denied) return denied;
    if (!this.#callsBySession.allows(sessionId)) return failed(429, "rate_limited");
    this.#options.room.sessionUsed(sessionId);
    if (request.operation === "session") return this.#forward("session", sessionId, undefined);
    if (this.#queue.length(sessionId) >= MAX_WAITING) return failed(429, "rate_limited");
    return this.#queue.run(
      sessionId,
      // Rights may have changed while the call was waiting for its turn.
      async () => this.#denied(participantId, sessionId) ?? (await this.#mutate(participantId, request)),
    );
  }

  #denied(participantId: string, sessionId: string): CallsAnswer | undefined {
    switch (this.#options.room.access(participantId, sessionId)) {
      case "own":
        return undefined;
      case "other":
        return failed(403, "session_not_owned");
      case "gone":
        // As the service does for a dead session: the client makes a new one.
        return failed(410, "session_error", "The session has ended. Create a new one.");
    }
  }

  async #mutate(
    participantId: string,
    request: Exclude<CallsRequest, { operation: "newSession" | "session" }>,
  ): Promise<CallsAnswer> {
    const { sessionId } = request;
    const rights = this.#rightsOf(participantId);
    switch (request.operation) {
      case "newTracks":
        return this.#newTracks(sessionId, request.body, rights);
      case "updateTracks": {
        const { allowed, merge } = siftTracks(request.body.tracks, rights);
        if (allowed.length === 0 && request.body.tracks.length > 0) return tracksAnswer(merge([]));
        const reply = await this.#call("updateTracks", sessionId, { tracks: allowed });
        return ok({ ...reply, tracks: merge(reply.tracks) });
      }
      case "newDataChannels":
      case "updateDataChannels": {
        const { allowed, merge } = siftChannels(request.body.dataChannels, rights);
        if (allowed.length === 0 && request.body.dataChannels.length > 0) return ok({ dataChannels: merge([]) });
        const reply = await this.#call(request.operation, sessionId, { dataChannels: allowed });
        return ok({ ...reply, dataChannels: merge(reply.dataChannels) });
      }
      case "establishDataChannels": {
        const { dataChannel, sessionDescription } = request.body;
        if (dataChannel && (dataChannel.location !== "remote" || dataChannel.dataChannelName !== EVENTS_CHANNEL)) {
          return failed(406, "invalid_params", `Only '${EVENTS_CHANNEL}' can be established.`);
        }
        return this.#forward("establishDataChannels", sessionId, {
          ...(dataChannel && { dataChannel: { location: "remote", dataChannelName: EVENTS_CHANNEL } }),
          ...(sessionDescription && { sessionDescription }),
        });
      }
      case "closeTracks":
        return this.#forward("closeTracks", sessionId, request.body);
      case "renegotiate":
        return this.#forward("renegotiate", sessionId, request.body);
      case "closeDataChannels":
        return this.#forward("closeDataChannels", sessionId, request.body);
    }
  }

  async #newTracks(sessionId: string, body: NewTracksRequest, rights: PullRights): Promise<CallsAnswer> {
    if (!body.tracks && !rights.publish) return failed(403, "forbidden");
    if (!body.tracks) return this.#forward("newTracks", sessionId, body);
    const { allowed, refusedAny, merge } = siftTracks(body.tracks, rights);
    const isPublishing = allowed.some(({ location }) => location === "local");
    if (refusedAny && (allowed.length === 0 || (body.sessionDescription && isPublishing))) {
      // An offer to publish has a media section for every item: it cannot be sent with one less.
      const skipped = allowed.map(({ location, sessionId: from, trackName }) => ({
        location,
        mid: "",
        ...(from !== undefined && { sessionId: from }),
        ...(trackName !== undefined && { trackName }),
        ...failure("retryable_transient_error", "Not tried: another track of the same offer was refused."),
      }));
      return tracksAnswer(merge(skipped));
    }
    const reply = await this.#call("newTracks", sessionId, { ...body, tracks: allowed });
    return ok({ ...reply, tracks: merge(reply.tracks) });
  }

  #rightsOf(participantId: string): PullRights {
    const { room } = this.#options;
    return {
      publish: room.mayPublish(participantId),
      track: (sessionId, trackName) => room.mayPull(participantId, { sessionId, trackName }),
      channel: (sessionId, channelName) => room.mayPull(participantId, { sessionId, channelName }),
    };
  }

  #call<O extends Exclude<CallsOperation, "newSession">>(
    operation: O,
    sessionId: O extends "newSession" ? undefined : string,
    body: CallsOperationTypes[O]["request"],
  ): Promise<CallsOperationTypes[O]["reply"]> {
    const { client, signal } = this.#options;
    return client.call(operation, sessionId, body, { signal });
  }

  async #forward<O extends Exclude<CallsOperation, "newSession">>(
    operation: O,
    sessionId: O extends "newSession" ? undefined : string,
    body: CallsOperationTypes[O]["request"],
  ): Promise<CallsAnswer> {
    return ok(await this.#call(operation, sessionId, body));
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

const ok = (body: object): CallsAnswer => ({ status: 200, body });
const tracksAnswer = (tracks: object[]): CallsAnswer => ok({ requiresImmediateRenegotiation: false, tracks });
