/** Everybody who is in a room, in its roster or not. */
import { publishes } from "../wire/ability.js";
import type { Lookup } from "./overlay.js";
import type { RoomParticipant } from "./state.js";

/** Where people are in a room. */
export interface Places {
  readonly participants: Lookup<RoomParticipant>;
  readonly audience: Lookup<RoomParticipant>;
}

/** Somebody who is in the room; `undefined` when they are not. */
export const personIn = ({ participants, audience }: Places, id: string): RoomParticipant | undefined =>
  participants.get(id) ?? audience.get(id);

export const isIn = (places: Places, id: string): boolean => personIn(places, id) !== undefined;

/** May somebody of this role send media, and say something on channels? */
export const mayPublish = ({ role }: Pick<RoomParticipant, "role">): boolean => publishes(role);

/** Is somebody who is not in the roster no audience? They take a place in the room, and publish nothing. */
export const isQuiet = ({ role }: Pick<RoomParticipant, "role">): boolean => role !== "audience";
