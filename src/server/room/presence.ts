/** Coming, staying and going. */
import type { LeaveReason } from "../../wire/room-protocol.js";
import { ROOM_CLOSE, ROOM_PROTOCOL_VERSION } from "../../wire/room-protocol.js";
import { changesAfter } from "./change-log.js";
import type { Draft } from "./draft.js";
import { inOrder, joinChange, sessionChange, snapshot } from "./roster.js";
import { releaseSessionsOf } from "./sessions.js";
import type { Refusal } from "./parse.js";
import type { RoomParticipant, RoomSettings, RoomSocket, RoomState, RoomTicket, SocketId } from "./state.js";

/** "Try again later" in the IANA registry: the one close code that says that the room is full. */
const TRY_AGAIN_LATER = 1013;

/**
 * A client connected. Its older socket gives way; whether it is in the room does not depend on sockets. A ticket that was
 * used before lets nobody in, and costs the one who used it nothing.
 */
export function connect(draft: Draft, socket: RoomSocket, ticket?: RoomTicket): void {
  if (ticket && !punch(draft, ticket)) {
    return draft.turnAway(socket.id, ROOM_CLOSE.unauthorized, "The ticket was used already.");
  }
  for (const other of draft.sockets.values()) {
    if (other.participantId === socket.participantId) {
      draft.close(other.id, ROOM_CLOSE.replaced, "Connected again from elsewhere.");
    }
  }
  draft.sockets.set(socket.id, socket);
  draft.persist();
  markSeen(draft, socket.participantId);
  if (!socket.versioned && enter(draft, socket)) tellRoster(draft, socket);
}

/** Uses a ticket. @returns `false` when it was used before. */
function punch(draft: Draft, ticket: RoomTicket): boolean {
  for (const { id, expiresAt } of draft.tickets.values()) if (expiresAt <= draft.at) draft.tickets.delete(id);
  if (draft.tickets.has(ticket.id)) return false;
  draft.tickets.set(ticket.id, ticket);
  return true;
}

/** `hello`: enters the room unless the participant is in it, and tells what the client lacks. */
export function greet(draft: Draft, socket: RoomSocket, resume?: { epoch: string; revision: number }): void {
  if (!enter(draft, socket)) return;
  draft.sockets.set(socket.id, { ...socket, listening: true });
  draft.persist();
  const missed =
    resume?.epoch === draft.before.epoch ? changesAfter(draft.log, resume.revision, draft.revision) : undefined;
  draft.send(socket.id, {
    type: "welcome",
    protocol: ROOM_PROTOCOL_VERSION,
    roomId: draft.before.id,
    participantId: socket.participantId,
    epoch: draft.before.epoch,
    // The revision that the client has once it has read this message.
    revision: missed && resume ? resume.revision : draft.revision,
    timing: { heartbeat: draft.settings.heartbeat, stale: draft.settings.stale },
    ...(missed ? {} : { participants: snapshot(draft.participants) }),
  });
  for (const change of missed ?? []) draft.send(socket.id, change);
}

/** Enters without a socket: whoever may receive what others publish is seen by them. */
export function arrive(draft: Draft, person: Person): void {
  markSeen(draft, person.participantId);
  if (!refusalFor(draft, draft.settings, person.participantId)) admit(draft, person);
}

/** @returns `false` when the person may not come in; the socket is closed then. */
function enter(draft: Draft, socket: RoomSocket): boolean {
  const refusal = refusalFor(draft, draft.settings, socket.participantId);
  if (refusal) {
    draft.refuse(socket.id, refusal);
    draft.close(socket.id, TRY_AGAIN_LATER, "The room is full.");
    return false;
  }
  admit(draft, socket);
  return true;
}

/** Why somebody may not come in, if so. Who is in the room may. */
export function refusalFor(
  { participants }: Pick<RoomState, "participants">,
  settings: RoomSettings,
  participantId: string,
): Refusal | undefined {
  if (participants.has(participantId)) return undefined;
  if (participants.size < settings.participants) return undefined;
  return { code: "room_full", reason: "The room is full. Try again when somebody has left." };
}

type Person = Pick<RoomSocket, "participantId" | "participantName">;

function admit(draft: Draft, person: Person): void {
  if (draft.participants.has(person.participantId)) return;
  const participant: RoomParticipant = {
    id: person.participantId,
    name: person.participantName,
    joinedAt: draft.at,
    lastSeen: draft.at,
    session: undefined,
  };
  draft.participants.set(participant.id, participant);
  draft.change((revision) => joinChange(participant, revision));
}

/** The roster for a client without `hello`: each of the others as if they came now. */
function tellRoster(draft: Draft, socket: RoomSocket): void {
  for (const participant of inOrder(draft.participants)) {
    if (participant.id === socket.participantId) continue;
    draft.send(socket.id, joinChange(participant, draft.revision));
    if (participant.session) {
      draft.send(socket.id, sessionChange(draft.before.id, participant, participant.session, draft.revision));
    }
  }
}

/** The participant leaves the roster, and so do all tracks. */
export function leave(draft: Draft, participantId: string, reason: LeaveReason): void {
  if (draft.participants.delete(participantId)) {
    draft.change((revision) => ({
      type: "leave",
      revision,
      from: participantId,
      data: { participant_id: participantId, reason },
    }));
  }
  releaseSessionsOf(draft, participantId);
}

export function markSeen(draft: Draft, participantId: string, seenAt = draft.at): void {
  const participant = draft.participants.get(participantId);
  if (!participant || participant.lastSeen >= seenAt) return;
  draft.participants.set(participantId, { ...participant, lastSeen: seenAt });
}

/** A sign of life. From now on the client owes them. */
export function heartbeat(draft: Draft, socket: RoomSocket, seenAt: number): void {
  if (!socket.heartbeats) draft.sockets.set(socket.id, { ...socket, heartbeats: true });
  markSeen(draft, socket.participantId, seenAt);
}

/** The host was away. Whoever lost their socket by it has the usual time to come back. */
export function restart(draft: Draft, open: readonly SocketId[]): void {
  const survivors = new Set(open);
  for (const socket of draft.sockets.values()) {
    if (survivors.has(socket.id)) continue;
    draft.sockets.delete(socket.id);
    draft.persist();
    markSeen(draft, socket.participantId);
  }
}

/** Version 1 clients owe heartbeats; the others may never have heard of them. */
const livesBySocket = (socket: RoomSocket): boolean => !socket.versioned && !socket.heartbeats;

/** A socket closed. The participant stays: the heartbeat decides. */
export function disconnect(draft: Draft, socket: RoomSocket): void {
  draft.sockets.delete(socket.id);
  draft.persist();
  // An open socket was this client's only sign of life, so its time runs from now.
  if (livesBySocket(socket)) markSeen(draft, socket.participantId);
}

/** The participants whose open socket is the only sign of life that they owe. */
export function aliveBySockets(sockets: RoomState["sockets"]): Set<string> {
  return new Set([...sockets.values()].filter(livesBySocket).map(({ participantId }) => participantId));
}

/** Puts out everybody whose heartbeat is missing, and sockets that never became a participant. */
export function sweepPresence(draft: Draft): void {
  const aliveBySocket = aliveBySockets(draft.sockets);
  const tooOld = draft.at - draft.settings.stale;
  const gone = new Set<string>();
  for (const participant of inOrder(draft.participants)) {
    if (participant.lastSeen >= tooOld || aliveBySocket.has(participant.id)) continue;
    gone.add(participant.id);
  }
  for (const socket of draft.sockets.values()) {
    const neverEntered = !draft.participants.has(socket.participantId) && socket.connectedAt < tooOld;
    if (neverEntered || gone.has(socket.participantId)) {
      draft.close(socket.id, ROOM_CLOSE.stale, "The heartbeat was missing.");
    }
  }
  for (const participantId of gone) leave(draft, participantId, "stale");
}
