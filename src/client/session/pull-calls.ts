import type { Simulcast, TrackObject, TrackReply } from "../../wire/calls-api.js";
import { CallsError } from "../../base/error.js";
import type { MediaKind } from "../../wire/room-protocol.js";
import type { Environment } from "../environment.js";
import { keyFrames } from "./fresh-picture.js";
import type { Negotiator } from "./negotiator.js";
import type { Answered } from "./opening.js";
import { ReceiverPool, type PullRequest } from "./receiver-pool.js";
import { addReceiver } from "./receivers.js";
import type { SessionApi } from "./session-api.js";
import { itemFailure } from "../../wire/calls-failure.js";

/** A receiver of somebody's track. */
export interface Pulled {
  readonly transceiver: RTCRtpTransceiver;
  /** The layer that comes. */
  readonly simulcast: Simulcast | undefined;
  /** Set when it received something else before: the key frames that it had decoded of that. */
  readonly keysBefore?: Promise<number>;
}

/** What a receiver is to receive from now on. */
export interface UpdateRequest {
  readonly transceiver: RTCRtpTransceiver;
  readonly request: PullRequest;
}

/** What {@link PullCalls} works on. */
export interface PullCallsOptions {
  readonly connection: RTCPeerConnection;
  readonly api: SessionApi;
  readonly negotiator: Negotiator;
  readonly environment: Environment;
  /** The session's. */
  readonly signal: AbortSignal;
  /** Called before the first offer of a connection: a data channel made here is part of that offer. */
  beforeFirstOffer(): void;
}

/** What a session receives: re-points what nobody wants any more, and adds receivers where there are none. One call at a time. */
export class PullCalls {
  readonly #options: PullCallsOptions;
  readonly #pool: ReceiverPool;
  readonly #close: (transceiver: RTCRtpTransceiver) => void;
  /** Whether the service takes the browser's own offer to receive. */
  #mayOffer = true;

  /** @param close called with a receiver that is of no use any more. */
  constructor(options: PullCallsOptions, close: (transceiver: RTCRtpTransceiver) => void) {
    this.#options = options;
    this.#close = close;
    this.#pool = new ReceiverPool(options.environment, options.signal, close);
  }

  /** A receiver that receives what is wanted already. */
  held(request: PullRequest): Pulled | undefined {
    const { transceiver, source } = this.#pool.take(request, false) ?? {};
    return transceiver && { transceiver, simulcast: source?.simulcast };
  }

  /** What was received until now is not wanted any more: something else may take the receiver over. */
  release(transceiver: RTCRtpTransceiver, source: PullRequest): void {
    this.#pool.put(transceiver, source);
  }

  /** Applies the answers to offers that were made before there was a session. */
  async adopt(items: readonly Answered[]): Promise<undefined[]> {
    const { connection, negotiator } = this.#options;
    for (const { offer, reply } of items) {
      await negotiator.adopt(await offer, reply.sessionDescription);
      for (const transceiver of connection.getTransceivers()) {
        if (transceiver.mid !== null) this.#pool.addBlank(transceiver);
      }
      for (const { sessionId = "", trackName = "", simulcast, ...item } of reply.tracks) {
        const transceiver = this.#transceiverOf(item);
        if (!transceiver) continue;
        this.#pool.fill(transceiver);
        const kind = transceiver.receiver.track.kind as MediaKind;
        this.release(transceiver, { sessionId, trackName, kind, simulcast });
      }
    }
    return items.map(() => undefined);
  }

  /** @param settle called as soon as a receiver is there. */
  async pull(
    requests: readonly PullRequest[],
    settle: (i: number, pulled: Pulled) => void,
  ): Promise<(Pulled | CallsError)[]> {
    const results = new Map<PullRequest, Pulled | CallsError>();
    // Who shows a picture need not wait for the rest, and can be ready before the first frame.
    const settleDone = (): void => {
      for (const [i, request] of requests.entries()) {
        const result = results.get(request);
        if (result && !(result instanceof CallsError)) settle(i, result);
      }
    };
    await this.#reuse(requests, results);
    settleDone();
    const rest = requests.filter((request) => !results.has(request));
    const onReplies = (replies: readonly TrackReply[]): void => {
      const items = matched(rest, replies);
      for (const [i, request] of rest.entries()) results.set(request, this.#pulled(request, items[i]));
      settleDone();
    };
    if (rest.length > 0) {
      if (this.#mayOffer && !this.#comesTooSoon(rest)) await this.#pullWithOffer(rest, onReplies);
      else await this.#pullOffered(rest, onReplies);
    }
    return requests.map((request) => results.get(request) ?? itemFailure(undefined));
  }

  #pulled(request: PullRequest, item: TrackReply | undefined): Pulled | CallsError {
    const transceiver = this.#transceiverOf(item);
    if (!transceiver) return itemFailure(item);
    this.#pool.fill(transceiver);
    return { transceiver, simulcast: request.simulcast };
  }

  /**
   * A service that is connected sends as soon as it has answered. Its key frame, which comes before the answer is read, is lost,
   * and a browser that sends makes no other for 300 ms: measured, 600 to 750 ms to the first picture of somebody who comes in.
   * Where the service offers it waits for our answer, for one call more: 120 ms, 280 and 580 at 0, 100 and 250 ms a call.
   */
  #comesTooSoon(requests: readonly PullRequest[]): boolean {
    return this.#options.connection.connectionState === "connected" && requests.some(({ kind }) => kind === "video");
  }

  /** Points receivers that nobody wants at what is wanted. What cannot be had so is left out of `results`. */
  async #reuse(requests: readonly PullRequest[], results: Map<PullRequest, Pulled | CallsError>): Promise<void> {
    const updates: (UpdateRequest & { keysBefore: Promise<number> })[] = [];
    for (const request of requests) {
      const held = this.held(request);
      if (held) results.set(request, held);
      // Before it is connected the service takes no update.
      if (held || this.#options.connection.connectionState !== "connected") continue;
      const { transceiver } = this.#pool.take(request, true) ?? {};
      if (transceiver) updates.push({ transceiver, request, keysBefore: keyFrames(transceiver.receiver) });
    }
    if (updates.length === 0) return;
    const outcomes = await this.update(updates).catch((cause: unknown) => updates.map(() => CallsError.from(cause)));
    for (const [i, { transceiver, request, keysBefore }] of updates.entries()) {
      const failure = outcomes[i];
      if (!failure) results.set(request, { transceiver, simulcast: request.simulcast, keysBefore });
      else if (failure.retryable) results.set(request, failure);
      // A receiver that cannot change over, as to another codec, is of no use.
      if (failure) this.#close(transceiver);
    }
  }

  /** The browser offers to receive: one call where the service's offer takes two. Sections that are free are used first. */
  async #pullWithOffer(
    requests: readonly PullRequest[],
    onReplies: (replies: readonly TrackReply[]) => void,
  ): Promise<void> {
    const { connection, api, negotiator } = this.#options;
    if (!connection.remoteDescription) this.#options.beforeFirstOffer();
    for (const kind of ["audio", "video"] as const) {
      const wanted = requests.filter((request) => request.kind === kind).length;
      for (let blanks = this.#pool.blanks(kind); blanks < wanted; blanks++) {
        this.#pool.addBlank(addReceiver(connection, kind));
      }
    }
    const tracks = requests.map(remoteTrack);
    try {
      const reply = await negotiator.offer((sessionDescription) => api.newTracks({ sessionDescription, tracks }));
      onReplies(reply.tracks);
    } catch (cause) {
      if (CallsError.from(cause).code !== "bad-request") throw cause;
      this.#mayOffer = false;
      await this.#pullOffered(requests, onReplies);
    }
  }

  /** The service offers, as its documents have it. */
  async #pullOffered(
    requests: readonly PullRequest[],
    onReplies: (replies: readonly TrackReply[]) => void,
  ): Promise<void> {
    const { api, negotiator } = this.#options;
    const { tracks, sessionDescription } = await api.newTracks({ tracks: requests.map(remoteTrack) });
    if (sessionDescription) await negotiator.answer(sessionDescription, () => onReplies(tracks));
    else onReplies(tracks);
  }

  #transceiverOf(item: TrackReply | undefined): RTCRtpTransceiver | undefined {
    if (!item?.mid || item.errorCode) return undefined;
    return this.#options.connection.getTransceivers().find(({ mid }) => mid === item.mid);
  }

  /** Points receivers at what is wanted of them now. */
  async update(updates: readonly UpdateRequest[]): Promise<(undefined | CallsError)[]> {
    const tracks = updates.map(({ transceiver, request }) => ({
      ...remoteTrack(request),
      mid: transceiver.mid ?? "",
    }));
    const reply = await this.#options.api.updateTracks({ tracks });
    return tracks.map(({ mid }) => {
      const item = reply.tracks.find((each) => each.mid === mid);
      return item && !item.errorCode ? undefined : itemFailure(item);
    });
  }
}

function remoteTrack({ sessionId, trackName, simulcast }: PullRequest): TrackObject {
  return { location: "remote", sessionId, trackName, ...(simulcast && { simulcast }) };
}

/** The reply to each request: two requests for one track get a receiver each. */
function matched(requests: readonly PullRequest[], replies: readonly TrackReply[]): (TrackReply | undefined)[] {
  const items = [...replies];
  return requests.map(({ sessionId, trackName }) => {
    const at = items.findIndex((item) => item.sessionId === sessionId && item.trackName === trackName);
    return at < 0 ? undefined : items.splice(at, 1)[0];
  });
}
