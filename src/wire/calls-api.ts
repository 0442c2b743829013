/**
 * The Connection API of Cloudflare Realtime SFU, as this project speaks it: requests and replies. Field names and shapes
 * follow the service's OpenAPI document (`realtime-api-2024-05-21.yaml`).
 */
import type { SERVICE_ERROR_CODES } from "./tables.js";

export { CALLS_API_BASE, CALLS_LIMITS } from "./tables.js";

/** One `errorCode` of the service. Replies may carry codes that are not in the list: treat those as `internal_error`. */
export type ServiceErrorCode = (typeof SERVICE_ERROR_CODES)[number];

/** The error fields that a reply, or one item of a batch, may carry. A batch answers 200 with failed items. */
export interface CallsFailure {
  errorCode?: string;
  /** What of the code it is, where the service says so: which state of the offers and answers refused a description. */
  errorSubcode?: string;
  errorDescription?: string;
}

/** One side of an SDP exchange. */
export interface SessionDescription {
  /** Whether it begins the exchange or ends it. */
  type: "offer" | "answer";
  /** The description as the browser wrote it, or is to read it. */
  sdp: string;
}

/** Which layer of a track a subscriber wants. */
export interface Simulcast {
  /** The RID that the subscriber wants; an empty string means no preference. */
  preferredRid?: string;
  /** What to do when the subscriber's bandwidth is low: keep the layer, or go down the alphabet. */
  priorityOrdering?: "none" | "asciibetical";
  /** What to do when the preferred layer is missing: wait for it, or take the next of the alphabet. */
  ridNotAvailable?: "none" | "asciibetical";
}

/** A track, as a request names it. */
export interface TrackObject {
  /** Whether the session publishes it, or pulls it from another. */
  location: "local" | "remote";
  /** A media id, or `#` and the track name of the transceiver's own publication. */
  mid?: string;
  /** The publisher's session; for `remote` tracks only. */
  sessionId?: string;
  /** Its name on the session that publishes it. */
  trackName?: string;
  /** Makes a transceiver that sends and receives. A `local` track without an offer needs it. */
  bidirectionalMediaStream?: boolean;
  /** A `local` track without an offer needs it, so that the service knows what section to offer. */
  kind?: "audio" | "video";
  /** For `remote` tracks: which layer is wanted. */
  simulcast?: Simulcast;
}

export interface NewSessionRequest {
  sessionDescription?: SessionDescription;
}

/** The body of `tracks/new`: either all of its tracks are `local`, or all are `remote`. */
export interface NewTracksRequest {
  /** The offer that the tracks are sent, or received, in. Without it the service makes one. */
  sessionDescription?: SessionDescription;
  /** Up to 64 of them. */
  tracks?: TrackObject[];
  /** Publishes every track that the offer sends, without naming them. */
  autoDiscover?: boolean;
}

/** What an update points at is always remote, so that it need not say so. */
export interface UpdateTracksRequest {
  sessionDescription?: SessionDescription;
  tracks: TrackObject[];
}

export interface RenegotiateRequest {
  sessionDescription: SessionDescription;
}

/** The body of `tracks/close`. */
export interface CloseTracksRequest {
  /** The transceivers, by their `mid`. */
  tracks: { mid: string }[];
  /** Stops the packets at once and exchanges no descriptions; the browser's transceivers stay as they are. */
  force: boolean;
  /** The offer without the tracks; needed unless it is forced. */
  sessionDescription?: SessionDescription;
}

/** How a channel delivers: at most one of `maxRetransmits` and `maxPacketLifeTime`. Neither: reliable. */
export interface ChannelDelivery {
  ordered?: boolean;
  maxRetransmits?: number;
  /** Milliseconds. */
  maxPacketLifeTime?: number;
}

/** A data channel, as a request names it. */
export interface DataChannelObject extends ChannelDelivery {
  location: "local" | "remote";
  /** The publisher's session; for `remote` channels only. */
  sessionId?: string;
  dataChannelName: string;
  /** Remote only: the gate opens with the subscriber's first message. */
  waitForAck?: boolean;
  /** Remote only: replies go to the publisher; one holder a channel. */
  canReply?: boolean;
}

export interface EstablishDataChannelsRequest {
  dataChannel?: DataChannelObject;
  sessionDescription?: SessionDescription;
}

export interface NewDataChannelsRequest {
  dataChannels: DataChannelObject[];
}

export interface UpdateDataChannelsRequest {
  dataChannels: DataChannelObject[];
}

/** A channel by its id, or by the name that it was published or subscribed under. */
export interface ClosedChannel {
  id?: number;
  location?: "local" | "remote";
  sessionId?: string;
  dataChannelName?: string;
}

export interface CloseDataChannelsRequest {
  dataChannels: ClosedChannel[];
}

/** What `sessions/new` answers (201). */
export interface NewSessionReply extends CallsFailure {
  /** The new session. Whoever knows it, and the app's secret, may change it. */
  sessionId: string;
  /** The answer, when the request had an offer. */
  sessionDescription?: SessionDescription;
}

/** One track of a reply: the request's fields, the receiving or sending `mid`, or an error. A failed pull has `mid: ""`. */
export type TrackReply = Partial<TrackObject> & CallsFailure;

/** What `tracks/new` and `tracks/update` answer (200). With an offer in it, an answer must follow by `renegotiate`. */
export interface TracksReply extends CallsFailure {
  /** The session's peer must answer the offer in the reply before anything else happens. */
  requiresImmediateRenegotiation: boolean;
  /** The answer to the request's offer, or an offer of the service. */
  sessionDescription?: SessionDescription;
  /** One item for each that was asked for, in the same order. */
  tracks: TrackReply[];
}

/** What `tracks/close` answers (200). */
export interface CloseTracksReply extends CallsFailure {
  /** It is `false`: a closing leaves no offer to be answered. */
  requiresImmediateRenegotiation: boolean;
  /** The answer to the request's offer; with `force` there is none. */
  sessionDescription?: SessionDescription;
  /** One item for each that was asked for, in the same order. */
  tracks: ({ mid: string } & CallsFailure)[];
}

/** What `renegotiate` answers (200). The answer is there when an offer was sent. */
export interface RenegotiateReply extends CallsFailure {
  sessionDescription?: SessionDescription;
}

/** One channel of a reply: the request's fields and the SCTP stream `id`, or an error. */
export type DataChannelReply = Partial<DataChannelObject> & { id?: number } & CallsFailure;

/** What `datachannels/establish` answers (200). */
export interface EstablishDataChannelsReply extends CallsFailure {
  /** The session's peer must answer the offer in the reply before anything else happens. */
  requiresImmediateRenegotiation: boolean;
  /** The answer to the request's offer, or an offer of the service. */
  sessionDescription?: SessionDescription;
  /** The channel that was asked for along with it. */
  dataChannel?: DataChannelReply;
}

/** What `datachannels/new`, `update` and `close` answer (200). */
export interface DataChannelsReply extends CallsFailure {
  /** One item for each that was asked for, in the same order. */
  dataChannels: DataChannelReply[];
}

/** What `GET sessions/{id}` answers (200). `active` does not prove that packets flow. */
export interface SessionStateReply extends CallsFailure {
  /** What it publishes and pulls. */
  tracks: (TrackReply & { status: "active" | "inactive" })[];
  /** The channels that it publishes and receives; closed ones stay `inactive` for a while. */
  dataChannels: (DataChannelReply & { status: "active" | "inactive" | "initializing" })[];
}

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
