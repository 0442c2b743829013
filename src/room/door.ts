/** Who may come in, who has to wait, and who is sent away. */
import { ROOM_CLOSE } from "../wire/room-protocol.js";
import type { Draft } from "./draft.js";
import { nameAmong, namedOf } from "./look-alikes.js";
import type { Refusal } from "./parse.js";
import { isIn } from "./people.js";
import type { Places } from "./people.js";
import { roleOf, tellHosts } from "./roles.js";
import type { RoomPerson, RoomSettings, RoomState, RoomVerdict } from "./state.js";
import { expectedIn } from "./shard-protocol.js";
import type { ShardReport } from "./shard-protocol.js";
import { subjectKey } from "./state.js";

/** "Try again later" in the IANA registry: the one close code that says that the room is full, or locked. */
export const TRY_AGAIN_LATER = ROOM_CLOSE.full;

/** What the door says to somebody. `code` closes their socket. */
export type WayIn =
  | { readonly type: "in" }
  | { readonly type: "wait" }
  | { readonly type: "refuse"; readonly refusal: Refusal; readonly code: number };

type Door = Places &
  Pick<RoomState, "rules" | "crowd"> & {
    readonly shard?: number | undefined;
    readonly shards: { values(): Iterable<ShardReport> };
    readonly callers: Pick<RoomState["callers"], "get">;
    readonly verdicts: Pick<RoomState["verdicts"], "get">;
    readonly waiting: Pick<RoomState["waiting"], "has" | "size"> & { values(): Iterable<RoomPerson> };
  };

const refuse = (code: Refusal["code"], reason: string, close: number): WayIn => ({
  type: "refuse",
  refusal: { code, reason },
  code: close,
});

export const roomEnded: Refusal = { code: "room_ended", reason: "The room is over." };
const closed = {
  full: refuse("room_full", "The room is full. Try again when somebody has left.", TRY_AGAIN_LATER),
  crowded: refuse("room_full", "Too many people of your network are in the room.", TRY_AGAIN_LATER),
  busy: refuse("room_full", "Too many people are waiting. Try again later.", TRY_AGAIN_LATER),
  locked: refuse("room_locked", "The room is locked. Nobody new comes in.", TRY_AGAIN_LATER),
  ended: refuse("room_ended", roomEnded.reason, ROOM_CLOSE.ended),
  banned: refuse("banned", "A host has put you out, and does not let you back in.", ROOM_CLOSE.removed),
  removed: refuse("forbidden", "A host has put you out. Join again to come back.", ROOM_CLOSE.removed),
};

/** Banned by id, by who they are to an identity provider, or by the token that brings a stream. */
export function isBanned(
  { verdicts }: Pick<Door, "verdicts">,
  { participantId, subject, stream }: RoomPerson,
): boolean {
  const bearer = stream?.bearer;
  const keys = [
    participantId,
    ...(bearer === undefined ? [] : [bearer]),
    ...(subject === undefined ? [] : [subjectKey(subject)]),
  ];
  return keys.some((key) => verdicts.get(key)?.banned === true);
}

/** People whom the room holds at once. */
export const capacityOf = ({ rules }: Pick<Door, "rules">, settings: RoomSettings): number =>
  Math.min(rules.capacity ?? Number.POSITIVE_INFINITY, settings.participants);

/**
 * What the door says. Who is in the room may stay; the host whom a token names passes locks and waits for nobody.
 *
 * @param isNewJoin `true` for a join over HTTP, by which somebody who was put out may come back.
 */
export function wayIn(door: Door, settings: RoomSettings, person: RoomPerson, isNewJoin = false): WayIn {
  const { participants, rules, verdicts, waiting } = door;
  const id = person.participantId;
  const verdict = verdicts.get(id);
  if (rules.endedAt !== undefined) return closed.ended;
  if (isBanned(door, person)) return closed.banned;
  if (isIn(door, id)) return { type: "in" };
  if (verdict?.removed && !isNewJoin) return closed.removed;
  const { role, isStandIn } = roleOf(door, person);
  const { isFull, isCrowded } =
    role === "audience" ? audienceOf(door, settings, person) : stageOf(door, settings, person);
  const { locked, waitingRoom } = rules.policy;
  if (role === "host" && !isStandIn) return isFull ? closed.full : { type: "in" };
  const isWaiting = waiting.has(id);
  // The first one in a room that nobody has keys to is its host, and opens to the others.
  const hasKeys = rules.hasRoles || rules.isShutToOrder;
  const isFirst = participants.size === 0 && !hasKeys && isStandIn && !isWaiting;
  if (locked && !isFirst && !isWaiting) return closed.locked;
  if (waitingRoom && !isFirst && verdict?.admitted !== true) {
    const isBusy = waiting.size >= settings.waiting || countOf(waiting.values(), person) >= settings.share.waiting;
    return isWaiting || !isBusy ? { type: "wait" } : closed.busy;
  }
  if (isFull) return closed.full;
  return isCrowded ? closed.crowded : { type: "in" };
}

/** People who take a place in the room: all but the audience. */
export const peopleIn = ({ participants, crowd }: Pick<Door, "participants" | "crowd">): number =>
  participants.size + crowd.quiet;

interface Occupancy {
  readonly isFull: boolean;
  /** People of one network have all the places that they get. */
  readonly isCrowded: boolean;
}

function stageOf(door: Door, settings: RoomSettings, person: RoomPerson): Occupancy {
  const capacity = capacityOf(door, settings);
  const quiet = door.crowd.quiet > 0 ? seatedOf(door, person) : 0;
  const isCrowded = countOf(door.participants.values(), person) + quiet >= seatsPerCaller(capacity, settings);
  return { isFull: peopleIn(door) >= capacity, isCrowded };
}

function audienceOf(door: Door, settings: RoomSettings, person: RoomPerson): Occupancy {
  // A shard has a bound of its own, and the room's own object one for all.
  const elsewhere = door.shard === undefined ? door.crowd.elsewhere + expectedIn(door.shards) : 0;
  const size = door.audience.size - door.crowd.quiet + elsewhere;
  return {
    isFull: size >= settings.audience,
    isCrowded: seatedOf(door, person) >= seatsPerCaller(settings.audience, settings),
  };
}

const seatedOf = ({ callers }: Pick<Door, "callers">, { caller }: RoomPerson): number =>
  caller === undefined ? 0 : (callers.get(caller) ?? 0);

/** Those who come from the same network as somebody whom nobody vouches for. */
function countOf(people: Iterable<Pick<RoomPerson, "caller">>, { caller }: RoomPerson): number {
  let count = 0;
  if (caller !== undefined) for (const person of people) if (person.caller === caller) count += 1;
  return count;
}

function seatsPerCaller(capacity: number, { share: { ofRoom, atLeast } }: RoomSettings): number {
  return Math.max(atLeast, Math.floor(ofRoom * capacity));
}

/** Puts somebody on the list of those who wait, and tells the hosts. */
export function knock(draft: Draft, person: RoomPerson): void {
  if (draft.waiting.has(person.participantId)) return;
  const { participantId, mayRename, role, subject, stream, caller, metadata } = person;
  const others = [...draft.participants.values(), ...draft.waiting.values().map(namedOf)];
  draft.waiting.set(participantId, {
    participantId,
    participantName: nameAmong(others, namedOf(person)),
    mayRename,
    role,
    subject,
    stream,
    caller,
    metadata,
    since: draft.at,
    lastSeen: draft.at,
  });
  draft.persist();
  tellHosts(draft);
}

/** Takes somebody off the list. @returns whether they were on it. */
export function stopWaiting(draft: Draft, participantId: string): boolean {
  if (!draft.waiting.delete(participantId)) return false;
  draft.persist();
  tellHosts(draft);
  return true;
}

/** Remembers what was decided about somebody. */
export function decide(draft: Draft, key: string, verdict: RoomVerdict): void {
  draft.verdicts.set(key, { ...draft.verdicts.get(key), ...verdict });
  if (draft.verdicts.size > draft.settings.verdicts) {
    const spare = [...draft.verdicts.now].find(([, { banned }]) => banned !== true) ?? [...draft.verdicts.now][0];
    if (spare) draft.verdicts.delete(spare[0]);
  }
  draft.persist();
}
