/** Onto the stage, where everybody sees one, and back. */
import type { AnnouncedSession, Role } from "../wire/room-protocol.js";
import { plainRole, seat, tellSeat, unseat } from "./crowd.js";
import type { Draft } from "./draft.js";
import { greetWithFeatures } from "./features.js";
import { nameAmong } from "./look-alikes.js";
import { tellOfArrival, tellOfDeparture } from "./outbox.js";
import { isQuiet, mayPublish } from "./people.js";
import { keepHost } from "./roles.js";
import { joinChange } from "./roster.js";
import { unpublish } from "./sessions.js";
import { makeWay } from "./social.js";
import { SILENT } from "./state.js";
import type { RoomParticipant } from "./state.js";

/** Puts somebody into the roster, and tells everybody. */
export function list(draft: Draft, participant: RoomParticipant): void {
  draft.participants.set(participant.id, participant);
  draft.change((revision) => joinChange(participant, revision));
  tellOfArrival(draft, participant);
  makeWay(draft, participant);
}

/** Somebody who is in no roster is seen from now on. @returns how they are in it. */
export function bringOn(draft: Draft, person: RoomParticipant, role: Role): RoomParticipant {
  unseat(draft, person.id);
  const name = nameAmong(draft.participants.values(), person);
  const participant = { ...person, role, name, hand: undefined };
  list(draft, participant);
  const socket = draft.socketOf(person.id);
  // What they see of a feature may have been another thing until now.
  if (socket) greetWithFeatures(draft, socket);
  return participant;
}

/** Somebody leaves the stage, and stays in the room. */
export function sendBack(draft: Draft, participant: RoomParticipant, role: Role): void {
  const { id } = participant;
  unpublish(draft, id);
  draft.participants.delete(id);
  const person = { ...participant, role, hand: undefined, session: undefined, voice: SILENT };
  seat(draft, person);
  tellOfNewPlace(draft, person);
  draft.change((revision) => ({ type: "leave", revision, from: id, data: { participant_id: id, reason: "audience" } }));
  tellSeat(draft, person);
  tellOfDeparture(draft, participant, "left");
  leaveSpotlight(draft, id);
  fillRoster(draft);
  keepHost(draft);
}

/** Clients that know no audience stay in their own roster: to them, who went back only has another role. */
function tellOfNewPlace(draft: Draft, { id, role }: RoomParticipant): void {
  const socket = draft.socketOf(id);
  if (!socket?.listening || !socket.versioned || socket.gathers) return;
  // It takes the place of the change that the others are told: the one of the next revision is not taken twice.
  draft.send(socket.id, {
    type: "participant",
    revision: draft.revision + 1,
    from: id,
    set: { role: plainRole(role) },
  });
}

/** Where others have left, those who were merely counted are seen. */
export function fillRoster(draft: Draft): void {
  const { roster } = draft.settings;
  if (draft.crowd.quiet === 0 || draft.participants.size > roster / 2) return;
  for (const person of draft.audience.values()) {
    if (draft.participants.size >= roster) return;
    if (isQuiet(person)) bringOn(draft, person, person.role);
  }
}

export function leaveSpotlight(draft: Draft, participantId: string): void {
  const { policy } = draft.rules;
  if (!policy.spotlight.includes(participantId)) return;
  draft.setPolicy({ ...policy, spotlight: policy.spotlight.filter((id) => id !== participantId) }, "");
}

/** Somebody publishes: from then on everybody sees them, if their role is one that may. */
export function onStage(
  draft: Draft,
  person: RoomParticipant,
  { tracks, channels = [] }: AnnouncedSession,
): RoomParticipant {
  const isSeen = draft.participants.has(person.id) || tracks.length + channels.length === 0 || !mayPublish(person);
  return isSeen ? person : bringOn(draft, person, person.role);
}
