/** Where in a room of several objects somebody belongs: on the stage, in its own object, or in a shard. */
import { ROOM_CLOSE } from "../wire/room-protocol.js";
import { unseat } from "./crowd.js";
import { wayIn } from "./door.js";
import type { Draft } from "./draft.js";
import { isIn } from "./people.js";
import { roleOf } from "./roles.js";
import { handOver } from "./sessions.js";
import type { RoomPerson, RoomSettings, RoomSocket, RoomState } from "./state.js";

/** Shards that a room may have. */
const mostShards = ({ audience, perObject }: RoomSettings): number =>
  Math.ceil(Math.max(0, audience - perObject) / perObject);

/** The shard for somebody whom the door lets in; `undefined` for the room's own object. The first that has a place is filled first. */
export function seatFor(state: RoomState, settings: RoomSettings, person: RoomPerson): number | undefined {
  if (isIn(state, person.participantId) || roleOf(state, person).role !== "audience") return undefined;
  const most = mostShards(settings);
  const { seat } = person;
  // Who comes back finds what they left.
  if (seat !== undefined && seat <= most) return seat;
  if (state.audience.size < settings.perObject) return undefined;
  for (let shard = 1; shard <= most; shard++) {
    const { count = 0, expected = 0 } = state.shards.get(`${shard}`) ?? {};
    if (count + expected < settings.perObject) return shard;
  }
  return undefined;
}

type Place = Parameters<typeof wayIn>[0];

/** Is somebody in a shard who belongs to the room's own object: on the stage, or at its door? */
export function isMisplaced(place: Place, settings: RoomSettings, person: RoomPerson): boolean {
  if (place.shard === undefined) return false;
  return roleOf(place, person).role !== "audience" || wayIn(place, settings, person).type === "wait";
}

/** Has a client connect again, which brings it to where it belongs. */
export function sendOn(draft: Draft, { id }: RoomSocket): void {
  draft.close(id, ROOM_CLOSE.restart, "Your place is in another object of the room: connect again.");
}

/** Takes somebody out of this object, whom another is to have. @returns the sessions that they take along. */
export function moveAway(draft: Draft, participantId: string): ReturnType<typeof handOver> {
  unseat(draft, participantId);
  const sessions = handOver(draft, participantId);
  const socket = draft.socketOf(participantId);
  if (socket) sendOn(draft, socket);
  return sessions;
}

/** Somebody has left the stage whom a token seats in a shard. */
export function toShard(draft: Draft, participantId: string): void {
  const seat = draft.socketOf(participantId)?.seat;
  if (seat === undefined) return;
  draft.toShards({ type: "sessions", owner: participantId, sessions: moveAway(draft, participantId) }, seat);
}
