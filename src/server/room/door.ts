/** Who may come in, who has to wait, and who is sent away. */
import { ROOM_CLOSE } from "../../wire/room-protocol.js";
import type { Draft } from "./draft.js";
import type { Refusal } from "./parse.js";
import { roleOf, tellHosts } from "./roles.js";
import type { RoomPerson, RoomSettings, RoomState, RoomVerdict } from "./state.js";
import { subjectKey } from "./state.js";

/** "Try again later" in the IANA registry: the one close code that says that the room is full, or locked. */
export const TRY_AGAIN_LATER = 1013;

/** What the door says to somebody. `code` closes their socket. */
export type WayIn =
  | { readonly type: "in" }
  | { readonly type: "wait" }
  | { readonly type: "refuse"; readonly refusal: Refusal; readonly code: number };

type Door = Pick<RoomState, "participants" | "rules"> & {
  readonly verdicts: Pick<RoomState["verdicts"], "get">;
  readonly waiting: Pick<RoomState["waiting"], "has" | "size">;
};

const refuse = (code: Refusal["code"], reason: string, close: number): WayIn => ({
  type: "refuse",
  refusal: { code, reason },
  code: close,
});

export const roomEnded: Refusal = { code: "room_ended", reason: "The room is over." };
const closed = {
  full: refuse("room_full", "The room is full. Try again when somebody has left.", TRY_AGAIN_LATER),
  busy: refuse("room_full", "Too many people are waiting. Try again later.", TRY_AGAIN_LATER),
  locked: refuse("room_locked", "The room is locked. Nobody new comes in.", TRY_AGAIN_LATER),
  ended: refuse("room_ended", roomEnded.reason, ROOM_CLOSE.ended),
  banned: refuse("banned", "A host has put you out, and does not let you back in.", ROOM_CLOSE.removed),
  removed: refuse("forbidden", "A host has put you out. Join again to come back.", ROOM_CLOSE.removed),
};

export function isBanned({ verdicts }: Pick<Door, "verdicts">, { participantId, subject }: RoomPerson): boolean {
  const bySubject = subject === undefined ? undefined : verdicts.get(subjectKey(subject));
  return verdicts.get(participantId)?.banned === true || bySubject?.banned === true;
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
  if (participants.has(id)) return { type: "in" };
  if (verdict?.removed && !isNewJoin) return closed.removed;
  const isFull = participants.size >= capacityOf(door, settings);
  const { role, isStandIn } = roleOf(door, person);
  const { locked, waitingRoom } = rules.policy;
  if (role === "host" && !isStandIn) return isFull ? closed.full : { type: "in" };
  const isWaiting = waiting.has(id);
  // The first one in a room that nobody has keys to is its host, and opens to the others.
  const isFirst = participants.size === 0 && !rules.hasRoles && !isWaiting;
  if (locked && !isFirst && !isWaiting) return closed.locked;
  if (waitingRoom && !isFirst && verdict?.admitted !== true) {
    return isWaiting || waiting.size < settings.waiting ? { type: "wait" } : closed.busy;
  }
  return isFull ? closed.full : { type: "in" };
}

/** Puts somebody on the list of those who wait, and tells the hosts. */
export function knock(draft: Draft, person: RoomPerson): void {
  if (draft.waiting.has(person.participantId)) return;
  const { participantId, participantName, role, subject, metadata } = person;
  draft.waiting.set(participantId, {
    participantId,
    participantName,
    role,
    subject,
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
