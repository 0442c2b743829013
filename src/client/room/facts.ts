import type { Participant, RoomAction, RoomPolicy } from "../../wire/room-protocol.js";
import type { RoomConnection, RoomFacts } from "../../signaling/signaling.js";
import { CallsError } from "../../wire/calls-error.js";
import type { ParticipantState, RoomSnapshot } from "./types.js";

const NOTHING = Object.freeze([]);
const NO_METADATA = Object.freeze({});

/** What holds in a room whose backend knows nothing of order. */
const FREE: RoomPolicy = Object.freeze({ locked: false, waitingRoom: false, spotlight: [] });

/** What a roster entry says of somebody beside their media. */
export function socialOf(
  participant: Participant | undefined,
): Pick<ParticipantState, "role" | "hand" | "speaking" | "metadata"> {
  const { role = "speaker", hand, speaking = false, metadata = NO_METADATA } = participant ?? {};
  return { role, hand, speaking, metadata };
}

/** Asks the room for something. @throws CallsError `bad-request` before a join, `not-supported`, and what the room answers. */
export async function act(connection: RoomConnection | undefined, action: RoomAction): Promise<void> {
  if (!connection) throw new CallsError("bad-request", "Join a room first.");
  if (!connection.act) throw new CallsError("not-supported", "This room's backend has no roles, chat and the like.");
  await connection.act(action);
}

/** What the room tells beside its roster. */
export function factsOf(facts: RoomFacts | undefined): Pick<RoomSnapshot, "policy" | "chat" | "waiting"> {
  return { policy: facts?.policy ?? FREE, chat: facts?.chat ?? NOTHING, waiting: facts?.waiting ?? NOTHING };
}
