import type { RoomParticipant } from "./state.js";

/** Who asks for something: somebody in the room, or the room's own rules. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly isHost: boolean;
  /** `undefined` for the room's own rules. */
  readonly participant: RoomParticipant | undefined;
}

/** The id under which the room's own rules say and do something. No participant id has a space. */
export const ROOM_ITSELF = "the room";

export const actorOf = (participant: RoomParticipant): Actor => ({
  id: participant.id,
  name: participant.name,
  isHost: participant.role === "host",
  participant,
});

/** @param name what people see who reads what the room says. */
export const roomItself = (name: string): Actor => ({ id: ROOM_ITSELF, name, isHost: true, participant: undefined });
