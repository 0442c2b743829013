/** What a room's id is: the same however its letters are written. */
import { ROOM_ID } from "./tables.js";

/** Text that is longer is no id in any way of writing it, and normalizing takes long on some of it. */
const LONGEST_TEXT = 1_024;

/**
 * The id in Unicode's normal form C: what people type, and what systems make of it, differs for the same name, and they want the
 * same room. `undefined` when it is none.
 */
export function normalRoomId(text: string): string | undefined {
  const id = text.length > LONGEST_TEXT ? "" : text.normalize("NFC");
  return ROOM_ID.test(id) ? id : undefined;
}
