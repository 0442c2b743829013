/**
 * Ways for a room to signal: the interface between the client and whatever tells it who is in the room, and the kit's own room
 * server as one that has it. A backend of your own needs the interface alone.
 *
 * @module
 */
export { roomServer } from "./room-server/index.js";
export type { RoomServerOptions, TokenProvider } from "./room-server/index.js";
export type {
  CallsTransport,
  JoinOptions,
  RoomConnection,
  RoomFacts,
  Signaling,
  SignalingEvent,
  SignalingState,
} from "./signaling.js";
export type { Schedule } from "../base/clock.js";
