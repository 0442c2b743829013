/** Who keeps order, who publishes and who watches. */
import * as v from "valibot";
import type { Role, ServerMessage } from "../wire/room-protocol.js";
import { RoleSchema } from "../wire/schemas/room-protocol.js";
import type { Draft } from "./draft.js";
import { roleChanged } from "./features.js";
import { personIn } from "./people.js";
import type { Places } from "./people.js";
import { inOrder } from "./roster.js";
import { letPublish, unpublish } from "./sessions.js";
import type { RoomParticipant, RoomPerson, RoomState } from "./state.js";

/** The role in a token's claim, when the room knows it. Other words are your backend's own affair. */
export const roleInToken = (claim: string | undefined): Role | undefined =>
  v.is(RoleSchema, claim) ? claim : undefined;

const isHost = ({ role }: RoomParticipant): boolean => role === "host";

export const hasHost = ({ participants }: Pick<Places, "participants">): boolean =>
  [...participants.values()].some(isHost);

type Known = Places & Pick<RoomState, "rules"> & { readonly verdicts: Pick<RoomState["verdicts"], "get"> };

/** The role that somebody has, or would come in with: a host's word, then the token's; else the first one keeps order. */
export function roleOf(
  room: Known,
  { participantId, role, stream }: RoomPerson,
): Pick<RoomParticipant, "role" | "isStandIn"> {
  const present = personIn(room, participantId);
  if (present) return present;
  const given = room.verdicts.get(participantId)?.role ?? role ?? stream?.role;
  if (given !== undefined) return { role: given, isStandIn: false };
  const isStandIn = !room.rules.hasRoles && !hasHost(room);
  return { role: isStandIn ? "host" : "speaker", isStandIn };
}

/** Somebody's token says a role: from now on tokens decide, and who was host by being first is not any more. */
export function takeTokenRole(draft: Draft, role: Role | undefined): void {
  // Whoever wants to may come in as audience: it says nothing of who keeps order.
  if (role === undefined || role === "audience" || draft.rules.hasRoles) return;
  draft.setRules({ hasRoles: true });
  for (const participant of draft.participants.values()) {
    if (participant.isStandIn) setRole(draft, participant, "speaker");
  }
}

export function setRole(draft: Draft, participant: RoomParticipant, role: Role, isStandIn = false): void {
  if (participant.role === role) return;
  draft.participants.set(participant.id, { ...participant, role, isStandIn });
  draft.change((revision) => ({ type: "participant", revision, from: participant.id, set: { role } }));
  roleChanged(draft, participant.id);
  if (role === "viewer") unpublish(draft, participant.id);
  else if (participant.role === "viewer") letPublish(draft, participant.id);
  const wasHost = participant.role === "host";
  if (draft.waiting.size > 0) tellWaiting(draft, participant.id, wasHost);
}

/** Where no token says who keeps order, somebody always does: the one who is there longest. */
export function keepHost(draft: Draft): void {
  if (draft.shard !== undefined || draft.rules.hasRoles || hasHost(draft)) return;
  // A stream without a page has nobody at it who could keep order, so that it does not become host.
  const people = inOrder(draft.participants).filter(({ isStream }) => isStream !== true);
  const next = people.find(({ role }) => role !== "viewer") ?? people[0];
  if (next) setRole(draft, next, "host", true);
}

const waitingMessage = (draft: Draft): ServerMessage => ({
  type: "waiting",
  people: draft.waiting.values().map(({ participantId: id, participantName: name, since }) => ({ id, name, since })),
});

/** Tells all hosts who is at the door. */
export function tellHosts(draft: Draft): void {
  const hosts = [...draft.participants.now.values()].flatMap((person) => (isHost(person) ? person.id : []));
  draft.tellPeople(hosts, waitingMessage(draft));
}

/** Tells one participant who is at the door, which is nobody for all but hosts. */
export function tellWaiting(draft: Draft, who: string, mayRemember: boolean): void {
  const isHost = draft.participants.get(who)?.role === "host";
  if (!isHost && !mayRemember) return;
  draft.tellPeople([who], isHost ? waitingMessage(draft) : { type: "waiting", people: [] });
}
