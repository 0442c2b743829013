/**
 * The Connection API of Cloudflare Realtime SFU, as this project speaks it: requests, replies, error codes, limits.
 *
 * Field names and shapes follow the service's OpenAPI document (`realtime-api-2024-05-21.yaml`). The request schemas are
 * what the room server re-serialises from and what the local SFU decodes with; reply types describe what both send.
 */
import * as v from "valibot";
import { CALLS_LIMITS } from "./calls-constants.js";

export * from "./calls-constants.js";

/** `errorCode` values of the service, at the top of a reply or on one of its items. */
export const CALLS_ERROR_CODES = [
  "unauthorized",
  "not_found",
  "decoding_error",
  "invalid_params",
  "payload_too_large",
  "session_error",
  "invalid_session_description",
  "not_found_track_error",
  "empty_track_error",
  "repeated_local_track_error",
  "update_track_error",
  "close_track_error",
  "adapter_not_found",
  "websocket_localhost_not_allowed",
  "websocket_handshake_failed",
  "websocket_connection_timeout",
  "retryable_transient_error",
  "temporarily_unavailable_error",
  "transport_unavailable_error",
  "backend_error",
  "internal_error",
] as const;

/** One `errorCode` of the service. Replies may carry codes that are not in the list: treat those as `internal_error`. */
export type CallsErrorCode = (typeof CALLS_ERROR_CODES)[number];

/** The error fields that a reply, or one item of a batch, may carry. A batch answers 200 with failed items. */
export interface CallsFailure {
  errorCode?: string;
  errorDescription?: string;
}

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(CALLS_LIMITS.name));
const sessionId = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
/** A media id, or `#` and the track name of the transceiver's own publication. */
const mid = v.pipe(v.string(), v.maxLength(CALLS_LIMITS.name + 1));
const location = v.picklist(["local", "remote"]);

export const SessionDescriptionSchema = v.object({
  type: v.picklist(["offer", "answer"]),
  sdp: v.pipe(v.string(), v.minLength(1), v.maxLength(CALLS_LIMITS.sdp)),
});
export type SessionDescription = v.InferOutput<typeof SessionDescriptionSchema>;

const ordering = v.picklist(["none", "asciibetical"]);
export const SimulcastSchema = v.object({
  /** The RID that the subscriber wants; an empty string means no preference. */
  preferredRid: v.optional(v.pipe(v.string(), v.maxLength(64))),
  /** What to do when the subscriber's bandwidth is low: keep the layer, or go down the alphabet. */
  priorityOrdering: v.optional(ordering),
  /** What to do when the preferred layer is missing: wait for it, or take the next of the alphabet. */
  ridNotAvailable: v.optional(ordering),
});
export type Simulcast = v.InferOutput<typeof SimulcastSchema>;

export const TrackObjectSchema = v.object({
  location,
  mid: v.optional(mid),
  /** The publisher's session; for `remote` tracks only. */
  sessionId: v.optional(sessionId),
  trackName: v.optional(name),
  bidirectionalMediaStream: v.optional(v.boolean()),
  kind: v.optional(v.picklist(["audio", "video"])),
  simulcast: v.optional(SimulcastSchema),
});
export type TrackObject = v.InferOutput<typeof TrackObjectSchema>;

export const NewSessionRequestSchema = v.object({
  sessionDescription: v.optional(SessionDescriptionSchema),
});
export type NewSessionRequest = v.InferOutput<typeof NewSessionRequestSchema>;

export const NewTracksRequestSchema = v.object({
  sessionDescription: v.optional(SessionDescriptionSchema),
  tracks: v.optional(v.array(TrackObjectSchema)),
  autoDiscover: v.optional(v.boolean()),
});
export type NewTracksRequest = v.InferOutput<typeof NewTracksRequestSchema>;

export const UpdateTracksRequestSchema = v.object({ tracks: v.array(TrackObjectSchema) });
export type UpdateTracksRequest = v.InferOutput<typeof UpdateTracksRequestSchema>;

export const RenegotiateRequestSchema = v.object({ sessionDescription: SessionDescriptionSchema });
export type RenegotiateRequest = v.InferOutput<typeof RenegotiateRequestSchema>;

export const CloseTracksRequestSchema = v.object({
  tracks: v.array(v.object({ mid })),
  force: v.boolean(),
  sessionDescription: v.optional(SessionDescriptionSchema),
});
export type CloseTracksRequest = v.InferOutput<typeof CloseTracksRequestSchema>;

const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
export const DataChannelObjectSchema = v.object({
  location,
  /** The publisher's session; for `remote` channels only. */
  sessionId: v.optional(sessionId),
  dataChannelName: name,
  ordered: v.optional(v.boolean()),
  /** At most one of `maxRetransmits` and `maxPacketLifeTime` (milliseconds). Neither: reliable. */
  maxRetransmits: v.optional(wholeNumber),
  maxPacketLifeTime: v.optional(wholeNumber),
  /** Remote only: the gate opens with the subscriber's first message. */
  waitForAck: v.optional(v.boolean()),
  /** Remote only: replies go to the publisher; one holder a channel. */
  canReply: v.optional(v.boolean()),
});
export type DataChannelObject = v.InferOutput<typeof DataChannelObjectSchema>;

export const EstablishDataChannelsRequestSchema = v.object({
  dataChannel: v.optional(DataChannelObjectSchema),
  sessionDescription: v.optional(SessionDescriptionSchema),
});
export type EstablishDataChannelsRequest = v.InferOutput<typeof EstablishDataChannelsRequestSchema>;

export const NewDataChannelsRequestSchema = v.object({ dataChannels: v.array(DataChannelObjectSchema) });
export type NewDataChannelsRequest = v.InferOutput<typeof NewDataChannelsRequestSchema>;

export const UpdateDataChannelsRequestSchema = v.object({ dataChannels: v.array(DataChannelObjectSchema) });
export type UpdateDataChannelsRequest = v.InferOutput<typeof UpdateDataChannelsRequestSchema>;

export const CloseDataChannelsRequestSchema = v.object({ dataChannels: v.array(v.object({ id: wholeNumber })) });
export type CloseDataChannelsRequest = v.InferOutput<typeof CloseDataChannelsRequestSchema>;

/** What `sessions/new` answers (201). */
export interface NewSessionReply extends CallsFailure {
  sessionId: string;
  sessionDescription?: SessionDescription;
}

/** One track of a reply: the request's fields, the receiving or sending `mid`, or an error. A failed pull has `mid: ""`. */
export type TrackReply = Partial<TrackObject> & CallsFailure;

/** What `tracks/new` and `tracks/update` answer (200). With an offer in it, an answer must follow by `renegotiate`. */
export interface TracksReply extends CallsFailure {
  requiresImmediateRenegotiation: boolean;
  sessionDescription?: SessionDescription;
  tracks: TrackReply[];
}

/** What `tracks/close` answers (200). */
export interface CloseTracksReply extends CallsFailure {
  requiresImmediateRenegotiation: boolean;
  sessionDescription?: SessionDescription;
  tracks: ({ mid: string } & CallsFailure)[];
}

/** What `renegotiate` answers (200). */
export type RenegotiateReply = CallsFailure;

/** One channel of a reply: the request's fields and the SCTP stream `id`, or an error. */
export type DataChannelReply = Partial<DataChannelObject> & { id?: number } & CallsFailure;

/** What `datachannels/establish` answers (200). */
export interface EstablishDataChannelsReply extends CallsFailure {
  requiresImmediateRenegotiation: boolean;
  sessionDescription?: SessionDescription;
  dataChannel?: DataChannelReply;
}

/** What `datachannels/new`, `update` and `close` answer (200). */
export interface DataChannelsReply extends CallsFailure {
  dataChannels: DataChannelReply[];
}

/** What `GET sessions/{id}` answers (200). `active` does not prove that packets flow. */
export interface SessionStateReply extends CallsFailure {
  tracks: (TrackReply & { status: "active" | "inactive" })[];
  dataChannels: (DataChannelReply & { status: "active" | "inactive" | "initializing" })[];
}

/** Every operation on a session: method, path after `/sessions`, and the request's schema. `:id` is the session. */
export const CALLS_OPERATIONS = {
  newSession: { method: "POST", path: "/new", schema: NewSessionRequestSchema },
  session: { method: "GET", path: "/:id", schema: undefined },
  newTracks: { method: "POST", path: "/:id/tracks/new", schema: NewTracksRequestSchema },
  updateTracks: { method: "PUT", path: "/:id/tracks/update", schema: UpdateTracksRequestSchema },
  closeTracks: { method: "PUT", path: "/:id/tracks/close", schema: CloseTracksRequestSchema },
  renegotiate: { method: "PUT", path: "/:id/renegotiate", schema: RenegotiateRequestSchema },
  establishDataChannels: {
    method: "POST",
    path: "/:id/datachannels/establish",
    schema: EstablishDataChannelsRequestSchema,
  },
  newDataChannels: { method: "POST", path: "/:id/datachannels/new", schema: NewDataChannelsRequestSchema },
  updateDataChannels: { method: "PUT", path: "/:id/datachannels/update", schema: UpdateDataChannelsRequestSchema },
  closeDataChannels: { method: "PUT", path: "/:id/datachannels/close", schema: CloseDataChannelsRequestSchema },
} as const;

/** The request body and the reply of each operation. */
export interface CallsOperationTypes {
  newSession: { request: NewSessionRequest | undefined; reply: NewSessionReply };
  session: { request: undefined; reply: SessionStateReply };
  newTracks: { request: NewTracksRequest; reply: TracksReply };
  updateTracks: { request: UpdateTracksRequest; reply: TracksReply };
  closeTracks: { request: CloseTracksRequest; reply: CloseTracksReply };
  renegotiate: { request: RenegotiateRequest; reply: RenegotiateReply };
  establishDataChannels: { request: EstablishDataChannelsRequest; reply: EstablishDataChannelsReply };
  newDataChannels: { request: NewDataChannelsRequest; reply: DataChannelsReply };
  updateDataChannels: { request: UpdateDataChannelsRequest; reply: DataChannelsReply };
  closeDataChannels: { request: CloseDataChannelsRequest; reply: DataChannelsReply };
}

/** The name of an operation on a session. */
export type CallsOperation = keyof CallsOperationTypes;
