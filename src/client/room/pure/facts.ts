/**
 * What a snapshot shows, as pure functions of what the parts of a room know. This module has what the room server tells: roles,
 * chat, the door.
 *
 * @module
 */
import type { Participant } from "../../../wire/room-protocol.js";
import type { RoomFacts } from "../../../signaling/signaling.js";
import type { ParticipantState, RoomSnapshot } from "../../types.js";

const NOTHING = Object.freeze([]);
const EMPTY: Readonly<Record<string, never>> = Object.freeze({});

/** What holds in a room whose backend knows nothing of order. */
const NO_FACTS: Pick<RoomSnapshot, "policy" | "chat" | "waiting" | "audience" | "features" | "actions"> = {
  policy: Object.freeze({ locked: false, waitingRoom: false, spotlight: [] }),
  chat: NOTHING,
  waiting: NOTHING,
  audience: undefined,
  features: EMPTY,
  actions: undefined,
};

/** What a roster entry says of somebody beside their media. */
export function socialOf(
  participant: Participant | undefined,
): Pick<ParticipantState, "role" | "hand" | "speaking" | "metadata"> {
  const { role = "speaker", hand, speaking = false, metadata = EMPTY } = participant ?? {};
  return { role, hand, speaking, metadata };
}

/** What the room tells beside its roster. */
export function factsOf(facts: Partial<RoomFacts> = EMPTY): typeof NO_FACTS {
  const { self: _, ...known } = facts;
  return { ...NO_FACTS, ...known };
}
