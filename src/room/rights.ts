/**
 * Who may do what. Every way into a room asks here: its socket, the proxy, WHIP and WHEP, guest links. Whether somebody may
 * come in at all is the door's to say, see `wayIn`.
 */
import type { RoomAction } from "../wire/room-protocol.js";
import type { ChannelReference, TrackReference } from "./ownership.js";
import { mayPull } from "./ownership.js";
import { isBanned } from "./door.js";
import { isIn, mayPublish, personIn } from "./people.js";
import { roleOf } from "./roles.js";
import type { RoomPerson, RoomState } from "./state.js";

/** What somebody is to a room at this moment. */
export type Standing =
  /** In the roster, and seen by everybody. */
  | "in"
  | "waiting"
  /** Put out, or the room is over. */
  | "out"
  /** Their token is good, and they have not come in, or have gone. */
  | "elsewhere";

export function standingOf(room: RoomState, participantId: string): Standing {
  const verdict = room.verdicts.get(participantId);
  if (room.rules.endedAt !== undefined || verdict?.removed || verdict?.banned) return "out";
  if (isIn(room, participantId)) return "in";
  return room.waiting.has(participantId) ? "waiting" : "elsewhere";
}

/** What somebody may want who is in a room. */
export type Right =
  /** Send media, and say something on channels: viewers and the audience do neither, where nobody could keep order. */
  | { readonly type: "publish" }
  /** Receive a track or a channel. */
  | { readonly type: "receive"; readonly what: TrackReference | ChannelReference }
  /** Answer on a channel that they receive, which takes this right from whoever had it. */
  | { readonly type: "reply" };

/** May somebody who is in the room do this? Nobody else may do any of it. */
export function may(room: RoomState, participantId: string, right: Right): boolean {
  const participant = personIn(room, participantId);
  if (!participant || standingOf(room, participantId) !== "in") return false;
  switch (right.type) {
    case "receive":
      return mayPull(room, participantId, right.what);
    case "publish":
    case "reply":
      return mayPublish(participant);
  }
}

/**
 * May a backend with the API key, or the room's own rules, do this now? They have the rights of a host who is in every room, and of a
 * room that is over nothing is left but to end it.
 */
export const maySteer = (room: Pick<RoomState, "rules">, { type }: Pick<RoomAction, "type">): boolean =>
  room.rules.endedAt === undefined || type === "end";

/** Might somebody publish once they have come in? */
export const couldPublish = (room: RoomState, person: RoomPerson): boolean => mayPublish(roleOf(room, person));

const isOut = (room: RoomState, caller: RoomPerson): boolean =>
  isBanned(room, caller) || room.verdicts.get(caller.participantId)?.removed === true;

/** May somebody see what goes on in the room without being in it, as with a token of your backend? */
export const maySee = (room: RoomState, caller: RoomPerson | undefined): boolean => !caller || !isOut(room, caller);

/** A stream without a page, and who began it. */
export interface BegunStream {
  /** The participant of the token that was shown, if there was one. */
  readonly startedBy?: string | undefined;
}

/**
 * May somebody end a stream without knowing its secret address? Whoever began it may, and hosts; and anybody where nobody had
 * to say who they are, neither to begin it nor to come into the room.
 */
export function mayEndStream(room: RoomState, { startedBy }: BegunStream, caller: RoomPerson | undefined): boolean {
  if (!maySee(room, caller)) return false;
  if (!caller) return startedBy === undefined && !room.rules.hasRoles;
  const isOpen = startedBy === undefined && !room.rules.hasRoles;
  return isOpen || startedBy === caller.participantId || keepsOrder(room, caller);
}

/** May somebody put others out, from outside of the room's socket? A stand-in only as long as they are there. */
export const mayPutOut = (room: RoomState, caller: RoomPerson | undefined): boolean =>
  caller !== undefined && maySee(room, caller) && keepsOrder(room, caller);

/** May somebody make links by which others publish? Hosts may, and whoever has no token where nobody needs one. */
export const mayInvite = (room: RoomState, caller: RoomPerson | undefined): boolean =>
  caller === undefined ? !room.rules.hasRoles : mayPutOut(room, caller);

function keepsOrder(room: RoomState, caller: RoomPerson): boolean {
  const { role, isStandIn } = roleOf(room, caller);
  return role === "host" && (!isStandIn || isIn(room, caller.participantId));
}
