/** Ways for a room to signal: the kit's own room server, and rooms that exist in the page only. */
export { createInPageRooms } from "./in-page/index.js";
export type {
  InPageCall,
  InPageFault,
  InPageRooms,
  InPageRoomsOptions,
  ScriptedMessage,
  ScriptedParticipant,
  ScriptedParticipantOptions,
} from "./in-page/index.js";
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
export type { Timers } from "./timers.js";
