import { CallsError } from "../../base/error.js";
import type { RoomConnection } from "../../signaling/signaling.js";
import { abilityOf, allows } from "../../wire/ability.js";
import type { RoomAction } from "../../wire/room-protocol.js";

/** Asks the room for something. @throws CallsError `bad-request` before a join, `not-supported`, and what the room answers. */
export async function act(connection: RoomConnection | undefined, action: RoomAction): Promise<void> {
  if (!connection) throw new CallsError("bad-request", "Join a room first.");
  if (!connection.act) throw new CallsError("not-supported", "This room's backend has no roles, chat and the like.");
  const { actions } = connection.facts ?? {};
  if (actions && !allows(actions, abilityOf(action))) {
    throw new CallsError(
      "not-supported",
      `This room's backend does not do “${action.type}”, or not now, or not for you.`,
    );
  }
  await connection.act(action);
}
