import type { Participant, RoomPolicy } from "../../wire/room-protocol.js";
import type { RoomFacts } from "../../signaling/signaling.js";
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

/** What the room tells beside its roster. */
export function factsOf(facts: RoomFacts | undefined): Pick<RoomSnapshot, "policy" | "chat" | "waiting"> {
  return { policy: facts?.policy ?? FREE, chat: facts?.chat ?? NOTHING, waiting: facts?.waiting ?? NOTHING };
}
