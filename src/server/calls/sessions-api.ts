/** The operations on sessions, their tracks and their data channels. */
import { SERVER_EVENTS } from "../../wire/tables.js";
import type {
  CloseTracksReply,
  CloseTracksRequest,
  DataChannelObject,
  DataChannelsReply,
  EstablishDataChannelsReply,
  NewSessionReply,
  NewTracksRequest,
  SessionDescription,
  SessionStateReply,
  TracksReply,
  UpdateTracksRequest,
} from "../../wire/calls-api.js";
import {
  CloseDataChannelsRequestSchema,
  EstablishDataChannelsRequestSchema,
  NewSessionRequestSchema,
  RenegotiateRequestSchema,
} from "../../wire/schemas/calls-api.js";
import type { CallOptions, CallsClient } from "./client.js";
import { CallsApiError } from "./error.js";
import {
  check,
  checkChannels,
  checkCloseTracks,
  checkNewTracks,
  checkSessionId,
  checkUpdateTracks,
} from "./validate.js";

/** What may be said about a new session. */
export interface NewSession {
  /** A label for the service's logs. Repeating it makes another session. */
  correlationId?: string;
  /** The peer is ICE-lite, as servers are: the service then checks the connection. */
  thirdParty?: boolean;
  /** An offer to answer at once. Not documented by the service. */
  sessionDescription?: SessionDescription;
}

/** Sessions: each is one peer connection. The service has no call that ends one. */
export class SessionsApi {
  readonly #client: CallsClient;

  constructor(client: CallsClient) {
    this.#client = client;
  }

  /**
   * Makes a session. Use it soon: one that does not connect expires.
   *
   * @example
   * ```ts
   * const { sessionId } = await calls.sessions.create();
   * ```
   */
  async create(
    { correlationId, thirdParty, ...rest }: NewSession = {},
    { signal }: CallOptions = {},
  ): Promise<NewSessionReply> {
    const { sessionDescription } = check(NewSessionRequestSchema, rest);
    const query = {
      ...(thirdParty === true && { thirdparty: "true" }),
      ...(correlationId !== undefined && { correlationId }),
    };
    return this.#client.call("newSession", undefined, sessionDescription && { sessionDescription }, {
      signal,
      ...(Object.keys(query).length > 0 && { query }),
    });
  }

  /** What a session has. `active` does not prove that media flows. @throws CallsApiError 410 when it has ended. */
  async get(sessionId: string, { signal }: CallOptions = {}): Promise<SessionStateReply> {
    return this.#client.call("session", checkSessionId(sessionId), undefined, { signal });
  }

  /** Gives the answer to an offer of the service. When its fate is unknown, replace the session: it is never repeated. */
  async renegotiate(sessionId: string, answer: SessionDescription, { signal }: CallOptions = {}): Promise<void> {
    const request = check(RenegotiateRequestSchema, { sessionDescription: answer });
    if (request.sessionDescription.type !== "answer") throw CallsApiError.invalid("'sessionDescription' is no answer.");
    await this.#client.call("renegotiate", checkSessionId(sessionId), request, { signal });
  }
}

/** Tracks of a session. Failed items of a batch come back with an `errorCode`, with status 200: look at each. */
export class TracksApi {
  readonly #client: CallsClient;

  constructor(client: CallsClient) {
    this.#client = client;
  }

  /**
   * Publishes local tracks, or receives remote ones; up to 64, all in one direction.
   *
   * @example Publish what the peer offers; apply the answer.
   * ```ts
   * const { sessionDescription } = await calls.tracks.add(sessionId, {
   *   sessionDescription: { type: "offer", sdp },
   *   tracks: [{ location: "local", mid: "0", trackName: "mic" }],
   * });
   * ```
   * @example Receive; answer the offer with `sessions.renegotiate`.
   * ```ts
   * const { sessionDescription, tracks } = await calls.tracks.add(sessionId, {
   *   tracks: [{ location: "remote", sessionId: publisher, trackName: "mic" }],
   * });
   * ```
   */
  async add(sessionId: string, request: NewTracksRequest, { signal }: CallOptions = {}): Promise<TracksReply> {
    return this.#client.call("newTracks", checkSessionId(sessionId), checkNewTracks(request), { signal });
  }

  /** Points receiving transceivers at other publications or other simulcast layers. Needs no SDP. */
  async update(
    sessionId: string,
    tracks: UpdateTracksRequest["tracks"],
    { signal }: CallOptions = {},
  ): Promise<TracksReply> {
    return this.#client.call("updateTracks", checkSessionId(sessionId), checkUpdateTracks({ tracks }), { signal });
  }

  /**
   * Closes what is sent or received on these mids: by force, or with an offer in which their transceivers have stopped.
   * `close_track_error` on an item means that it was closed already.
   */
  async close(sessionId: string, request: CloseTracksRequest, { signal }: CallOptions = {}): Promise<CloseTracksReply> {
    return this.#client.call("closeTracks", checkSessionId(sessionId), checkCloseTracks(request), { signal });
  }
}

/** A channel to publish, and its delivery policy. Neither bound means reliable. */
export type PublishedChannel = Omit<DataChannelObject, "location" | "sessionId" | "canReply" | "waitForAck">;
/** A channel to receive. Its policy must be the publisher's. */
export type SubscribedChannel = Omit<DataChannelObject, "location"> & { sessionId: string };

/** Data channels of a session. Each has its own `id` on each side: create it with `negotiated: true` and that id. */
export class DataChannelsApi {
  readonly #client: CallsClient;

  constructor(client: CallsClient) {
    this.#client = client;
  }

  /** Makes the transport, once in a session, unless its first offer had one. Answer an offer with `renegotiate`. */
  async establish(
    sessionId: string,
    request: { sessionDescription?: SessionDescription } = {},
    { signal }: CallOptions = {},
  ): Promise<EstablishDataChannelsReply> {
    const { sessionDescription } = check(EstablishDataChannelsRequestSchema, request);
    const body = {
      dataChannel: { location: "remote", dataChannelName: SERVER_EVENTS.name },
      ...(sessionDescription && { sessionDescription }),
    } as const;
    return this.#client.call("establishDataChannels", checkSessionId(sessionId), body, { signal });
  }

  /**
   * Opens channels that this session sends on.
   *
   * @example
   * ```ts
   * const { dataChannels } = await calls.dataChannels.publish(sessionId, [{ dataChannelName: "chat" }]);
   * // In the browser: pc.createDataChannel("chat", { negotiated: true, id: dataChannels[0].id });
   * ```
   */
  async publish(
    sessionId: string,
    channels: readonly PublishedChannel[],
    options?: CallOptions,
  ): Promise<DataChannelsReply> {
    return this.#new(
      sessionId,
      channels.map((channel) => ({ ...channel, location: "local" })),
      options,
    );
  }

  /** Opens channels on which this session receives what others publish, and answers where `canReply` is given. */
  async subscribe(
    sessionId: string,
    channels: readonly SubscribedChannel[],
    options?: CallOptions,
  ): Promise<DataChannelsReply> {
    return this.#new(
      sessionId,
      channels.map((channel) => ({ ...channel, location: "remote" })),
      options,
    );
  }

  /** Gives or takes the right to reply. One subscriber of a channel has it; a new grant replaces the old. */
  async update(
    sessionId: string,
    channels: readonly SubscribedChannel[],
    { signal }: CallOptions = {},
  ): Promise<DataChannelsReply> {
    const dataChannels = checkChannels(channels.map((channel) => ({ ...channel, location: "remote" })));
    return this.#client.call("updateDataChannels", checkSessionId(sessionId), { dataChannels }, { signal });
  }

  /** Closes channels by their ids in this session. */
  async close(sessionId: string, ids: readonly number[], { signal }: CallOptions = {}): Promise<DataChannelsReply> {
    const request = check(CloseDataChannelsRequestSchema, { dataChannels: ids.map((id) => ({ id })) });
    if (request.dataChannels.length === 0) throw CallsApiError.invalid("'ids' is empty.");
    return this.#client.call("closeDataChannels", checkSessionId(sessionId), request, { signal });
  }

  async #new(
    sessionId: string,
    channels: DataChannelObject[],
    { signal }: CallOptions = {},
  ): Promise<DataChannelsReply> {
    const dataChannels = checkChannels(channels);
    return this.#client.call("newDataChannels", checkSessionId(sessionId), { dataChannels }, { signal });
  }
}
