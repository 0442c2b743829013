/**
 * Who may do what. Every way into a room asks here: its socket, the proxy, WHIP and WHEP, guest links. Whether somebody may
 * come in at all is the door's to say, see `wayIn`.
 */
import type { ChannelReference, TrackReference } from "./ownership.js";
import { mayPull } from "./ownership.js";
import { isBanned } from "./door.js";
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
  if (room.participants.has(participantId)) return "in";
  return room.waiting.has(participantId) ? "waiting" : "elsewhere";
}

/** What somebody may want who is in a room. */
export type Right =
  /** Send media, and say something on channels: viewers do neither, where nobody could keep order. */
  | { readonly type: "publish" }
  /** Receive a track or a channel. */
  | { readonly type: "receive"; readonly what: TrackReference | ChannelReference }
  /** Answer on a channel that they receive, which takes this right from whoever had it. */
  | { readonly type: "reply" };

/** May somebody who is in the room do this? Nobody else may do any of it. */
export function may(room: RoomState, participantId: string, right: Right): boolean {
  const participant = room.participants.get(participantId);
  if (!participant || standingOf(room, participantId) !== "in") return false;
  switch (right.type) {
    case "receive":
      return mayPull(room, participantId, right.what);
    case "publish":
    case "reply":
      return participant.role !== "viewer";
  }
}

/** Might somebody publish once they have come in? */
export const couldPublish = (room: RoomState, person: RoomPerson): boolean => roleOf(room, person).role !== "viewer";

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
  const { role, isStandIn } = roleOf(room, caller);
  const isHost = role === "host" && (!isStandIn || room.participants.has(caller.participantId));
  return isHost || startedBy === caller.participantId || (startedBy === undefined && !room.rules.hasRoles);
}
