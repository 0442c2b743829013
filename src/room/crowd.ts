/**
 * Those who are in the room and not in its roster: the audience, and in a large room those who publish nothing. Their coming and
 * going costs the others nothing but a count.
 */
import { plainLetters } from "../base/plain-letters.js";
import type { AudienceMember, FoundPeople, RoomActionMessage, Role } from "../wire/room-protocol.js";
import { ROOM_LIMITS } from "../wire/room-protocol.js";
import type { Actor } from "./actor.js";
import type { Draft } from "./draft.js";
import { isQuiet } from "./people.js";
import type { Refusal } from "./parse.js";
import { participantOf } from "./roster.js";
import type { RoomParticipant, RoomSettings, RoomState } from "./state.js";

/** The least milliseconds between two counts. */
const PAUSE = 1_000;
/** Milliseconds more for each who is told. */
const PAUSE_EACH = 0.25;
/** How much less often somebody of the audience says that they are there. */
const PATIENCE = 4;

/** How often somebody says that they are there, and how long they may not. */
export function timingOf(
  { heartbeat, stale }: RoomSettings,
  { role }: Pick<RoomParticipant, "role">,
): { readonly heartbeat: number; readonly stale: number } {
  return role === "audience" ? { heartbeat: heartbeat * PATIENCE, stale: stale * PATIENCE } : { heartbeat, stale };
}

/** Is somebody who comes in to be seen by everybody? */
export function isListed(draft: Draft, { role }: Pick<RoomParticipant, "role">): boolean {
  const { participants, roster } = draft.settings;
  if (role === "audience") return false;
  return role === "host" || participants <= ROOM_LIMITS.participants || draft.participants.size < roster;
}

/** Puts somebody where nobody is told of them. */
export function seat(draft: Draft, person: RoomParticipant): void {
  const before = draft.audience.get(person.id);
  count(draft, before, -1);
  if (!before) draft.crowd = { ...draft.crowd, came: draft.crowd.came + 1 };
  draft.audience.set(person.id, person);
  count(draft, person, 1);
  draft.persist();
}

/** Takes somebody out of there. @returns who it was. */
export function unseat(draft: Draft, id: string): RoomParticipant | undefined {
  const person = draft.audience.get(id);
  if (!person) return undefined;
  draft.audience.delete(id);
  count(draft, person, -1);
  draft.persist();
  return person;
}

function count(draft: Draft, person: RoomParticipant | undefined, by: 1 | -1): void {
  if (!person) return;
  draft.crowd = { ...draft.crowd, quiet: draft.crowd.quiet + (isQuiet(person) ? by : 0), isNews: true };
  const { caller } = person;
  if (caller === undefined) return;
  const all = (draft.callers.get(caller) ?? 0) + by;
  if (all > 0) draft.callers.set(caller, all);
  else draft.callers.delete(caller);
}

/** Something about somebody in the audience is another: they are told, and hosts with the next count. */
export function reseat(draft: Draft, person: RoomParticipant): void {
  seat(draft, person);
  tellSeat(draft, person);
}

/** Tells somebody how they are in the audience. */
export function tellSeat(draft: Draft, person: RoomParticipant): void {
  draft.tellPeople([person.id], { type: "seat", participant: participantOf(person) });
}

/** When the count is told next, in milliseconds since 1970. */
export function crowdDue({
  crowd,
  sockets,
}: Pick<RoomState, "crowd"> & { readonly sockets: { readonly size: number } }) {
  return crowd.isNews ? crowd.toldAt + PAUSE + Math.round(sockets.size * PAUSE_EACH) : undefined;
}

/** How many are in the room and not in its roster, wherever they are. */
export const audienceOf = ({ audience, crowd }: Pick<RoomState, "crowd"> & { audience: { size: number } }): number =>
  audience.size + crowd.elsewhere;

/** Tells how many there are, when it is time to. */
export function settleCrowd(draft: Draft): void {
  const due = crowdDue(draft);
  if (due === undefined || due > draft.at) return;
  draft.crowd = { ...draft.crowd, isNews: false, toldAt: draft.at };
  // Its people are told by the room, which counts them all.
  if (draft.shard !== undefined)
    return draft.toRoom({ type: "report", count: draft.audience.size, came: draft.crowd.came, ...namesOf(draft) });
  draft.tell({ type: "audience", count: audienceOf(draft) });
  const { sample, hands } = namesOf(draft);
  const onStage = [...draft.participants.now.values()];
  const idsOf = (role: boolean): string[] =>
    onStage.flatMap((person) => ((person.role === "host") === role ? person.id : []));
  draft.tellPeople(idsOf(true), { type: "audience", sample, hands });
  draft.tellPeople(idsOf(false), { type: "audience", sample });
}

/** Tells one who has just come in. */
export function greetWithCrowd(draft: Draft, { id, role }: RoomParticipant): void {
  const { sample, hands } = draft.participants.has(id) ? namesOf(draft) : {};
  draft.tellPeople([id], {
    type: "audience",
    count: audienceOf(draft),
    ...(sample && { sample }),
    ...(role === "host" && hands && { hands }),
  });
}

const memberOf = ({ id, name, hand }: RoomParticipant): AudienceMember => ({
  id,
  name,
  ...(hand !== undefined && { hand }),
});

/** Those whom the stage sees without a search: who was there first, and for hosts whose hand is up. */
function namesOf(draft: Draft): { readonly sample: AudienceMember[]; readonly hands: AudienceMember[] } {
  const sample: AudienceMember[] = [];
  const raised: RoomParticipant[] = [];
  for (const person of draft.audience.now.values()) {
    if (sample.length < ROOM_LIMITS.audienceNamed) sample.push(memberOf(person));
    if (person.hand !== undefined) raised.push(person);
  }
  const reports = draft.shards.values();
  const hands = [...raised.map(memberOf), ...reports.flatMap((report) => report.hands)];
  return {
    sample: [...sample, ...reports.flatMap((report) => report.sample)].slice(0, ROOM_LIMITS.audienceNamed),
    hands: hands.toSorted((a, b) => (a.hand ?? 0) - (b.hand ?? 0)).slice(0, ROOM_LIMITS.audienceNamed),
  };
}

/** Looks for people by a part of their names. */
export function search(
  draft: Draft,
  by: Actor,
  { text }: Extract<RoomActionMessage, { type: "search" }>,
): Refusal | undefined {
  if (!draft.participants.has(by.id)) {
    return { code: "forbidden", reason: "Only those on the stage search the audience. Raise your hand to come up." };
  }
  draft.tellPeople([by.id], { type: "found", ...find(draft, text) });
  if (draft.shards.size > 0) draft.toShards({ type: "search", to: by.id, text });
  return undefined;
}

/** Those of this object whose names have something in them. */
export function find(draft: Draft, text: string): FoundPeople {
  const wanted = plainLetters(text.trim());
  const people: AudienceMember[] = [];
  for (const person of draft.audience.now.values()) {
    if (!plainLetters(person.name).includes(wanted)) continue;
    if (people.length === ROOM_LIMITS.audienceNamed) return { text, people, hasMore: true };
    people.push(memberOf(person));
  }
  return { text, people };
}

/** May somebody of the audience do one thing more, beside all the others? */
export function mayAct(draft: Draft, type: RoomActionMessage["type"]): boolean {
  const { actions, chatting } = draft.settings.crowd;
  const isChat = type === "chat" || type === "chat-edit" || type === "chat-delete";
  return draft.afford("audience", actions) && (!isChat || draft.afford("audience-chat", chatting));
}

/** The role that clients know which have not heard of an audience. */
export const plainRole = (role: Role): Role => (role === "audience" ? "viewer" : role);
