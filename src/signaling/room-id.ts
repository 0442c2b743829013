import { CallsError } from "../base/error.js";
import { normalRoomId } from "../wire/room-id.js";

/**
 * @returns the id as rooms are known by it.
 * @throws CallsError `invalid-room`, with what a room id may be.
 */
export function checkRoomId(room: string | number | null | undefined): string {
  // Frameworks pass what they are given: a meeting's id is often a number, and one that is missing is no word.
  const text = `${room ?? ""}`;
  const id = normalRoomId(text);
  if (id !== undefined) return id;
  throw new CallsError(
    "invalid-room",
    `"${text.slice(0, 64)}" cannot be a room: use 1 to 64 letters, digits and . _ ~ - and begin with a letter or digit.`,
  );
}
