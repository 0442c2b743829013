import { CallsError } from "../wire/calls-error.js";
import { ROOM_ID } from "../wire/room-constants.js";

/** @throws CallsError `invalid-room`, with what a room id may be. */
export function checkRoomId(room: string): void {
  if (ROOM_ID.test(room)) return;
  throw new CallsError(
    "invalid-room",
    `"${room.slice(0, 64)}" cannot be a room: use 1 to 64 letters, digits and . _ ~ - and begin with a letter or digit.`,
  );
}
