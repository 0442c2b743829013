/**
 * The room protocol's plain values, apart from its schemas: a browser that needs a limit does not load a validator.
 */
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
} as const;

/** What browsers close the sockets of a page with that is closed, or turns into another (RFC 6455). */
export const GOING_AWAY = 1001;

export const ROOM_LIMITS = {
  roomId: 64,
  name: 80,
  participants: 100,
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
