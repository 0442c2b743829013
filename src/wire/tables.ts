/**
 * What goes over the wire, as two contracts: the Connection API of the SFU and the room protocol. Both ends of each take their
 * words from this part, so that they cannot differ. This module has the plain values of both, routes, limits and codes; what
 * checks whole messages is in `schemas/`, so that a browser loads no validator for a limit.
 *
 * @module
 */

// ---- The Connection API ----------------------------------------------------------------------------------------------

/** The service's own base address. */
export const CALLS_API_BASE = "https://rtc.live.cloudflare.com/v1";

/** Published limits of the service (limits page), and our own bounds where it publishes none. */
export const CALLS_LIMITS = {
  /** Tracks that one `tracks/new` call may add. */
  tracksPerCall: 64,
  /** API calls a second on one session. */
  callsPerSecond: 50,
  /** Milliseconds an operation waits for its session to be connected before it answers 425. */
  connectWait: 5_000,
  /** Milliseconds without a media packet after which the service collects a track. */
  silentTrack: 30_000,
  /** Milliseconds for which a session that lost connectivity can still be used. */
  reconnectWindow: 30_000,
  /** Our bound on one session description, in characters. The service has one and does not publish it. */
  sdp: 524_288,
  /** Our bound on track and data channel names, in characters. */
  name: 256,
} as const;

/** Every operation on a session: method, and path after the app's `/sessions`. `:id` is the session. */
export const CALLS_ROUTES = {
  newSession: { method: "POST", path: "/new" },
  session: { method: "GET", path: "/:id" },
  newTracks: { method: "POST", path: "/:id/tracks/new" },
  updateTracks: { method: "PUT", path: "/:id/tracks/update" },
  closeTracks: { method: "PUT", path: "/:id/tracks/close" },
  renegotiate: { method: "PUT", path: "/:id/renegotiate" },
  establishDataChannels: {
    method: "POST",
    path: "/:id/datachannels/establish",
  },
  newDataChannels: { method: "POST", path: "/:id/datachannels/new" },
  updateDataChannels: { method: "PUT", path: "/:id/datachannels/update" },
  closeDataChannels: { method: "PUT", path: "/:id/datachannels/close" },
} as const;

/** Adapters that one call may open or close. */
export const ADAPTERS_PER_CALL = 4;

/** Both operations on WebSocket adapters: method, and path after the app. */
export const ADAPTER_ROUTES = {
  newAdapters: { method: "POST", path: "/adapters/websocket/new" },
  closeAdapters: { method: "POST", path: "/adapters/websocket/close" },
} as const;

/**
 * The channel on which the service tells of a session's events: the only one that `datachannels/establish` may name. Whoever
 * negotiates it has a data transport.
 */
export const SERVER_EVENTS = { id: 0, name: "server-events" } as const;

/** `errorCode` values of the service, at the top of a reply or on one of its items. */
export const SERVICE_ERROR_CODES = [
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

// ---- The room server -------------------------------------------------------------------------------------------------

/** Where the room server answers, from its root. */
export const ROOM_PATHS = {
  health: "/health",
  rooms: "/api/rooms",
  /** The way to the Connection API: {@link CALLS_ROUTES}, of which a new session has no path of its own here. */
  sessions: "/cloudflare/session",
  socket: "/ws",
  /** The same socket over plain HTTP, where no WebSocket gets through. */
  poll: "/api/poll",
} as const;

/** The version of the room protocol. */
export const ROOM_PROTOCOL_VERSION = 1;

/** The WebSocket subprotocol that selects version 1 with revisions. */
export const ROOM_SUBPROTOCOL = "calls-room.v1";

/**
 * Before a socket ticket, as one more subprotocol next to {@link ROOM_SUBPROTOCOL}: unlike an address, it is in no log and
 * no history.
 */
export const TICKET_SUBPROTOCOL = "ticket.";

/** Sent by a client every {@link ROOM_TIMING.heartbeat} ms, and sent back by the server letter for letter. */
export const HEARTBEAT = '{"type":"heartbeat"}';

/** Milliseconds. The server tells its own values in `welcome`; these are the defaults. */
export const ROOM_TIMING = {
  heartbeat: 5_000,
  /** A participant without a heartbeat for so long has left. */
  stale: 15_000,
} as const;

/** Close codes of the room socket (4000-4999 are for applications). */
export const ROOM_CLOSE = {
  /** The participant's own `leave`. */
  left: 4000,
  /** The same participant connected again from elsewhere. */
  replaced: 4001,
  /** The heartbeat was missing. */
  stale: 4002,
  /** The token is missing, wrong or expired. */
  unauthorized: 4003,
  /** The message was not understood, and not for the first time. */
  protocol: 4004,
  /** A host put the participant out. */
  removed: 4005,
  /** The room is over, for everybody. */
  ended: 4006,
  /** A host did not let the participant in. */
  denied: 4007,
  /** The server is going down: reconnect. */
  restart: 1012,
  /** No place is left: "try again later" in IANA's registry. */
  full: 1013,
} as const;

/** What browsers close the sockets of a page with that is closed, or turns into another (RFC 6455). */
export const GOING_AWAY = 1001;

/** What a browser says of a socket that ended without a close frame (RFC 6455). */
export const ABNORMAL_CLOSURE = 1006;

/** What a room takes at the most. */
export const ROOM_LIMITS = {
  roomId: 64,
  name: 80,
  participants: 100,
  /** People of the audience. */
  audience: 10_000,
  /** People of the audience whom one message names. */
  audienceNamed: 50,
  tracks: 16,
  channels: 32,
  /** Entries of a participant's metadata. */
  metadata: 32,
  /** Characters of a participant's metadata as JSON. */
  metadataSize: 4_096,
  /** Seconds that a room can be made for. */
  duration: 30 * 24 * 60 * 60,
  /** People in the spotlight at once. */
  spotlight: 9,
  /** Characters of one chat message. */
  chatText: 4_000,
  /** Chat messages that a room remembers. */
  chatMessages: 500,
  /** Characters of one message from a client. */
  message: 32_768,
} as const;

/** A room id: letters and digits of any script, and `. _ ~ -`. It begins with a letter or digit. */
export const ROOM_ID = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._~-]{0,63}$/u;

/** Features that an application may add to a room. */
export const MAX_FEATURES = 32;
/** The name of a feature. */
export const FEATURE_NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** Codes of `error` messages and of failed HTTP calls to the room server. */
export const ROOM_ERROR_CODES = [
  "invalid_message",
  "message_too_large",
  "rate_limited",
  "session_not_owned",
  "track_not_in_room",
  "invalid_room",
  "invalid_name",
  "room_not_found",
  "room_full",
  "room_locked",
  "room_ended",
  "denied",
  "banned",
  "unauthorized",
  "token_expired",
  "forbidden",
  "origin_not_allowed",
  "feature_full",
  "upstream_unavailable",
  "internal",
] as const;
