/**
 * Ways for a room to signal: the interface between the client and whatever tells it who is in the room, and the kit's own room
 * server as one that has it. A backend of your own needs the interface alone; the rosters, sockets and waits that the kit's own adapters
 * are made of are here too, and `calls-elements/signaling/testing` tells whether an adapter keeps what the client relies on.
 *
 * @module
 */
export { roomServer } from "./room-server/index.js";
export type { RoomServerOptions, TokenProvider } from "./room-server/index.js";
export type {
  CallsTransport,
  JoinOptions,
  NetworkReport,
  RoomConnection,
  RoomFacts,
  Signaling,
  SignalingEvent,
  SignalingState,
} from "./signaling.js";
export type {
  Ability,
  AnnouncedChannel,
  AnnouncedSession,
  AnnouncedTrack,
  ChatMessage,
  MediaKind,
  MediaSource,
  Metadata,
  ModeratedSource,
  Participant,
  Role,
  RoomAction,
  RoomChange,
  RoomPolicy,
  WaitingPerson,
} from "../wire/room-protocol.js";
export { callsProxy } from "./calls-proxy.js";
export type { CallsProxyOptions } from "./calls-proxy.js";
export { ReconnectingSocket } from "./reconnecting-socket.js";
export type { ReconnectingSocketOptions } from "./reconnecting-socket.js";
export { EMPTY_ROSTER, reduceRoster, rosterOf, withTrackState } from "./roster.js";
export type { Roster, TrackState } from "./roster.js";
export { reconnectDelay, retryDelay } from "../base/backoff.js";
export { bounded } from "../base/bounded.js";
export type { Bound } from "../base/bounded.js";
export { CallsError } from "../base/error.js";
export type { Schedule } from "../base/clock.js";
