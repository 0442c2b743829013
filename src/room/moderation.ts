/** Keeping order. Everything here was asked for by a host, or by the room's own rules. */
import { isOfScreen, sourceOf } from "../wire/sources.js";
import type { AnnouncedTrack, ModeratedSource, Role, RoomActionMessage } from "../wire/room-protocol.js";
import { ROOM_CLOSE } from "../wire/room-protocol.js";
import type { Actor } from "./actor.js";
import { reseat } from "./crowd.js";
import { capacityOf, decide, peopleIn, roomEnded, stopWaiting } from "./door.js";
import type { Draft } from "./draft.js";
import type { Refusal } from "./parse.js";
import { personIn } from "./people.js";
import { leave, letIn } from "./presence.js";
import { roleOf, setRole } from "./roles.js";
import { setEnabled } from "./sessions.js";
import { toShard } from "./seats.js";
import { mayBeInShard } from "./shards.js";
import { bringOn, sendBack } from "./stage.js";
import type { RoomParticipant } from "./state.js";
import { subjectKey } from "./state.js";
import { fallSilent } from "./voices.js";

type Said<T extends RoomActionMessage["type"]> = Extract<RoomActionMessage, { type: T }>;

const nobody: Refusal = { code: "invalid_message", reason: "Nobody of this id is in the room." };
const full: Refusal = { code: "room_full", reason: "The room is full. Try again when somebody has left." };
const nobodyWaits: Refusal = { code: "invalid_message", reason: "Nobody of this id is waiting." };

const SOURCES: Record<ModeratedSource, (track: AnnouncedTrack) => boolean> = {
  microphone: (track) => sourceOf(track) === "microphone",
  camera: (track) => sourceOf(track) === "camera",
  screen: isOfScreen,
};

/** Turns somebody's, or everybody else's, microphone, camera or screen off. */
export function mute(draft: Draft, by: Actor, { participantId, source }: Said<"mute">): Refusal | undefined {
  if (participantId === undefined) {
    for (const participant of draft.participants.values()) {
      if (participant.isAttendant) continue;
      const isOn = tracksOf(participant, source).some(({ enabled = true }) => enabled);
      if (participant.id !== by.id && isOn) muteOne(draft, by, participant, source);
    }
    return undefined;
  }
  const participant = draft.participants.get(participantId);
  if (!participant) return nobody;
  if (participant.isAttendant) {
    return { code: "forbidden", reason: "It has no microphone that could be turned off: put it out instead." };
  }
  muteOne(draft, by, participant, source);
  return undefined;
}

const tracksOf = ({ session }: RoomParticipant, source: ModeratedSource): AnnouncedTrack[] =>
  session?.tracks.filter(SOURCES[source]) ?? [];

function muteOne(draft: Draft, by: Actor, participant: RoomParticipant, source: ModeratedSource): void {
  const { id } = participant;
  setEnabled(draft, id, tracksOf(participant, source), false);
  if (source === "microphone") fallSilent(draft, id);
  draft.tellPeople([id], { type: "asked", from: by.id, action: "mute", source });
}

export function askToUnmute(
  draft: Draft,
  by: Actor,
  { participantId, source }: Said<"ask-unmute">,
): Refusal | undefined {
  if (!draft.participants.has(participantId)) return nobody;
  draft.tellPeople([participantId], { type: "asked", from: by.id, action: "unmute", source });
  return undefined;
}

/** Another role, for as long as the room lasts. A room with hosts keeps at least one. */
export function changeRole(draft: Draft, { participantId, role }: Said<"role">): Refusal | undefined {
  const participant = personIn(draft, participantId);
  if (!participant && mayBeInShard(draft)) return moveFromShard(draft, participantId, role);
  if (!participant) return nobody;
  const others = [...draft.participants.values()].filter((other) => other.role === "host" && other !== participant);
  if (participant.role === "host" && role !== "host" && others.length === 0) {
    return { code: "forbidden", reason: "Make somebody else host first." };
  }
  const isComing = participant.role === "audience" && role !== "audience";
  if (isComing && isStageFull(draft)) return full;
  decide(draft, participantId, { role });
  move(draft, participant, role);
  // A stand-in is host for want of others, until a token says who is. Whom a host makes host is no stand-in any more.
  const changed = draft.participants.get(participantId);
  if (changed?.isStandIn) draft.participants.set(participantId, { ...changed, isStandIn: false });
  return undefined;
}

const isStageFull = (draft: Draft): boolean => peopleIn(draft) >= capacityOf(draft, draft.settings);

/** They come when their shard hears of it. Whether it has anybody of this id, the room does not know. */
function moveFromShard(draft: Draft, participantId: string, role: Role): Refusal | undefined {
  if (role !== "audience" && isStageFull(draft)) return full;
  decide(draft, participantId, { role });
  return undefined;
}

/** Gives somebody another role, and with it another place in the room. */
function move(draft: Draft, participant: RoomParticipant, role: Role): void {
  const isOnStage = draft.participants.has(participant.id);
  if (role !== "audience" && isOnStage) setRole(draft, participant, role);
  else if (isOnStage) {
    sendBack(draft, participant, role);
    toShard(draft, participant.id);
  } else if (role === "audience") reseat(draft, { ...participant, role });
  else bringOn(draft, participant, role);
}

/** Puts somebody out, who may be at the door still. */
export function remove(draft: Draft, by: Actor, { participantId, ban = false }: Said<"remove">): Refusal | undefined {
  const person = personIn(draft, participantId) ?? draft.waiting.get(participantId);
  if (!person && mayBeInShard(draft)) return void putOut(draft, participantId, ban);
  if (!person) return nobody;
  if (participantId === by.id) return { code: "forbidden", reason: "Leave instead of putting yourself out." };
  putOut(draft, participantId, ban);
  const { subject } = person;
  if (ban && subject !== undefined) banSubject(draft, subject);
  return undefined;
}

/** The identity provider knows the person in other tabs too, under other participant ids: they are banned there as well. */
export function banSubject(draft: Draft, subject: string): void {
  decide(draft, subjectKey(subject), { banned: true });
  for (const other of [...draft.participants.values(), ...draft.audience.values()]) {
    if (other.subject === subject) putOut(draft, other.id, true);
  }
  for (const other of draft.waiting.values()) if (other.subject === subject) putOut(draft, other.participantId, true);
}

function putOut(draft: Draft, participantId: string, ban: boolean): void {
  decide(draft, participantId, { removed: true, admitted: false, ...(ban && { banned: true }) });
  stopWaiting(draft, participantId);
  leave(draft, participantId, "removed");
  closeSockets(draft, participantId, ROOM_CLOSE.removed, "A host has put you out.");
}

function closeSockets(draft: Draft, participantId: string, code: number, reason: string, refusal?: Refusal): void {
  const socket = draft.socketOf(participantId);
  if (!socket) return;
  if (refusal) draft.refuse(socket.id, refusal);
  draft.close(socket.id, code, reason);
}

/** Lets one in, or everybody who waits, as far as there is room. */
export function admit(draft: Draft, { participantId }: Said<"admit">): Refusal | undefined {
  const all = draft.waiting.values();
  const people = participantId === undefined ? all : all.filter((person) => person.participantId === participantId);
  if (participantId !== undefined && people.length === 0) return nobodyWaits;
  for (const person of people) {
    const isAudience = roleOf(draft, person).role === "audience";
    if (!isAudience && isStageFull(draft)) return full;
    letIn(draft, person);
  }
  return undefined;
}

export function deny(draft: Draft, { participantId }: Said<"deny">): Refusal | undefined {
  if (!stopWaiting(draft, participantId)) return nobodyWaits;
  const refusal: Refusal = { code: "denied", reason: "A host did not let you in." };
  closeSockets(draft, participantId, ROOM_CLOSE.denied, refusal.reason, refusal);
  return undefined;
}

export function setPolicy(draft: Draft, by: Actor, said: Said<"policy">): Refusal | undefined {
  const { policy } = draft.rules;
  const { locked = policy.locked, waitingRoom = policy.waitingRoom, endsAt = policy.endsAt } = said;
  if (endsAt != null && endsAt !== policy.endsAt && !(endsAt > draft.at)) {
    return { code: "invalid_message", reason: "A room ends later than now." };
  }
  const spotlight = [...new Set(said.spotlight ?? policy.spotlight)].filter((id) => draft.participants.has(id));
  const next = { locked, waitingRoom, spotlight, ...(endsAt != null && { endsAt }) };
  if (JSON.stringify(next) !== JSON.stringify(policy)) draft.setPolicy(next, by.participant?.id ?? "");
  // The waiting room was turned off, so that everybody who waits in it comes in.
  if (!waitingRoom && draft.waiting.size > 0) admit(draft, { type: "admit" });
  return undefined;
}

/** The room is over: everybody leaves, and nobody comes in until it is forgotten. */
export function end(draft: Draft): void {
  const { endsAt: _, ...policy } = draft.rules.policy;
  draft.setRules({ endedAt: draft.at, hasRoles: true, policy });
  for (const { participantId } of draft.waiting.values()) {
    stopWaiting(draft, participantId);
    closeSockets(draft, participantId, ROOM_CLOSE.ended, roomEnded.reason, roomEnded);
  }
  for (const { id } of [...draft.audience.values(), ...draft.participants.values()]) leave(draft, id, "ended");
  for (const { id } of draft.sockets.values()) draft.close(id, ROOM_CLOSE.ended, roomEnded.reason);
}
