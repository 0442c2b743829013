import type { RoomInfo } from "../wire/room-protocol.js";
import type { CallsAnswer } from "./calls/failures.js";
import type { CallsRequest } from "./calls/guard.js";

/** Where rooms live: in the memory of a Node process, or in Durable Objects. */
export interface Rooms {
  /** @returns `undefined` when there is a room of that id already. */
  create(id: string, name: string | undefined): Promise<RoomInfo | undefined>;
  find(id: string): Promise<RoomInfo | undefined>;
  /** The room, made if need be. */
  open(id: string): Promise<RoomInfo>;
  /** Does on the SFU what a participant asks for, as far as the participant may. */
  call(roomId: string, participantId: string, request: CallsRequest): Promise<CallsAnswer>;
}
