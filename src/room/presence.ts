/** Coming, staying and going. */
import type { LeaveReason, RoomChange } from "../wire/room-protocol.js";
import { ROOM_CLOSE, ROOM_PROTOCOL_VERSION } from "../wire/room-protocol.js";
import { changesAfter } from "./change-log.js";
import { chatFor } from "./chat.js";
import { decide, knock, stopWaiting, wayIn } from "./door.js";
import type { Draft } from "./draft.js";
import { featuresRestarted, greetWithFeatures } from "./features.js";
import { nameAmong, namedOf } from "./look-alikes.js";
import { keepHost, roleOf, takeTokenRole, tellWaiting } from "./roles.js";
import { inOrder, joinChange, plainJoin, sessionChange, snapshot } from "./roster.js";
import { releaseSessionsOf } from "./sessions.js";
import { makeWay } from "./social.js";
import { fallSilent } from "./voices.js";
import type {
  RoomInput,
  RoomParticipant,
  RoomPerson,
  RoomSettings,
  RoomSocket,
  RoomState,
  RoomTicket,
  RoomWaiter,
  SocketId,
} from "./state.js";

/**
 * A client connected. Its older socket gives way; whether it is in the room does not depend on sockets. A ticket that was
 * used before lets nobody in, and costs the one who used it nothing.
 */
export function connect(draft: Draft, socket: RoomSocket, { ticket, refusal }: Shown): void {
  if (ticket && !punch(draft, ticket)) {
    return draft.turnAway(socket.id, ROOM_CLOSE.unauthorized, "The ticket was used already.");
  }
  if (refusal) {
    draft.refuse(socket.id, refusal);
    return draft.turnAway(socket.id, ROOM_CLOSE.denied, refusal.reason);
  }
  for (const other of draft.sockets.values()) {
    if (other.participantId === socket.participantId) {
      draft.close(other.id, ROOM_CLOSE.replaced, "Connected again from elsewhere.");
    }
  }
  draft.sockets.set(socket.id, socket);
  draft.persist();
  markSeen(draft, socket.participantId);
  if (socket.versioned) boundSilent(draft, socket);
  else enterPlainly(draft, socket);
}

const isSilent = (draft: Draft, { participantId }: RoomSocket): boolean =>
  !draft.participants.has(participantId) && !draft.waiting.has(participantId);

/** Sockets that say nothing are few: the oldest make way for one that may yet say hello. */
function boundSilent(draft: Draft, socket: RoomSocket): void {
  if (!isSilent(draft, socket)) return;
  const { silentSockets, share } = draft.settings;
  const all = [...draft.sockets.values()].filter((other) => isSilent(draft, other));
  const same = socket.caller === undefined ? [] : all.filter(({ caller }) => caller === socket.caller);
  const surplus = [
    ...same.slice(0, Math.max(0, same.length - share.silentSockets)),
    ...all.slice(0, Math.max(0, all.length - silentSockets)),
  ];
  for (const { id } of surplus) draft.close(id, ROOM_CLOSE.stale, "Others came who have not said hello either.");
}

/** Milliseconds that a socket may stay silent. */
export const helloWithin = ({ hello, stale }: RoomSettings): number => Math.min(hello, stale);

/** What came with a connection. */
export type Shown = Pick<Extract<RoomInput, { type: "connect" }>, "ticket" | "refusal">;

/** Uses a ticket. @returns `false` when it was used before. */
function punch(draft: Draft, ticket: RoomTicket): boolean {
  for (const { id, expiresAt } of draft.tickets.values()) if (expiresAt <= draft.at) draft.tickets.delete(id);
  if (ticket.expiresAt <= draft.at || draft.tickets.has(ticket.id)) return false;
  draft.tickets.set(ticket.id, ticket);
  return true;
}

/** `hello`: enters the room, or waits at its door; and tells what the client lacks. */
export function greet(draft: Draft, socket: RoomSocket, resume?: Resume): void {
  const way = wayIn(draft, draft.settings, socket);
  switch (way.type) {
    case "in":
      stopWaiting(draft, socket.participantId);
      return welcome(draft, socket, resume);
    case "wait":
      knock(draft, socket);
      return draft.send(socket.id, {
        type: "wait",
        roomId: draft.before.id,
        participantId: socket.participantId,
      });
    case "refuse":
      draft.refuse(socket.id, way.refusal);
      return draft.close(socket.id, way.code, way.refusal.reason);
  }
}

const isAboutTheDoor = (change: RoomChange): boolean =>
  change.type === "policy" || (change.type === "participant" && change.set.role !== undefined);

/** What a client remembers. */
export interface Resume {
  readonly epoch: string;
  readonly revision: number;
  readonly chat?: number | undefined;
  readonly features?: Readonly<Record<string, number>> | undefined;
}

function welcome(draft: Draft, socket: RoomSocket, resume?: Resume): void {
  admit(draft, socket);
  draft.sockets.set(socket.id, { ...socket, listening: true });
  draft.persist();
  const known = resume?.epoch === draft.before.epoch ? resume : undefined;
  const missed = known && changesAfter(draft.log, known.revision, draft.revision);
  draft.send(socket.id, {
    type: "welcome",
    protocol: ROOM_PROTOCOL_VERSION,
    roomId: draft.before.id,
    participantId: socket.participantId,
    epoch: draft.before.epoch,
    // The revision that the client has once it has read this message.
    revision: missed && known ? known.revision : draft.revision,
    timing: { heartbeat: draft.settings.heartbeat, stale: draft.settings.stale },
    ...(missed ? {} : { participants: snapshot(draft.participants), policy: draft.rules.policy }),
  });
  const messages = chatFor(draft, socket.participantId, known?.chat);
  if (messages.length > 0) draft.send(socket.id, { type: "chat", messages });
  greetWithFeatures(draft, socket, known?.features);
  for (const change of missed ?? []) draft.send(socket.id, change);
  // Somebody who comes back may remember people at the door who have gone, or are no affair of theirs any more.
  const mayRemember = missed !== undefined && (draft.rules.policy.waitingRoom || missed.some(isAboutTheDoor));
  if (draft.waiting.size > 0 || mayRemember) tellWaiting(draft, socket.participantId, mayRemember);
}

/** Lets somebody in who waited: at once if they are connected, else when they come back. */
export function letIn(draft: Draft, person: RoomWaiter): void {
  decide(draft, person.participantId, { admitted: true });
  stopWaiting(draft, person.participantId);
  const socket = [...draft.sockets.values()].find(({ participantId }) => participantId === person.participantId);
  if (socket?.versioned) welcome(draft, socket);
  else if (socket) enterPlainly(draft, socket);
}

/** A client without `hello` enters with its socket. */
function enterPlainly(draft: Draft, socket: RoomSocket): void {
  const way = wayIn(draft, draft.settings, socket);
  if (way.type === "refuse") {
    draft.refuse(socket.id, way.refusal);
    return draft.close(socket.id, way.code, way.refusal.reason);
  }
  // A client without the versioned protocol has no message for waiting: it waits like others, and hears nothing until it is let
  // in.
  if (way.type === "wait") return knock(draft, socket);
  stopWaiting(draft, socket.participantId);
  admit(draft, socket);
  draft.sockets.set(socket.id, { ...socket, listening: true });
  tellRoster(draft, socket);
}

/** A join over HTTP. Whoever may receive what others publish is seen by them: they enter without a socket. */
export function join(draft: Draft, person: RoomPerson, enters: boolean): void {
  markSeen(draft, person.participantId);
  const way = wayIn(draft, draft.settings, person, true);
  if (way.type === "refuse") return;
  const verdict = draft.verdicts.get(person.participantId);
  if (verdict?.removed) decide(draft, person.participantId, { removed: false });
  if (way.type !== "in") return;
  if (!enters) return remember(draft, person.participantId);
  stopWaiting(draft, person.participantId);
  admit(draft, person);
}

function admit(draft: Draft, person: RoomPerson): void {
  takeTokenRole(draft, person.role);
  if (draft.participants.has(person.participantId)) return;
  if (!draft.rules.wasEntered) draft.setRules({ wasEntered: true });
  const participant: RoomParticipant = {
    id: person.participantId,
    name: nameAmong(draft.participants.values(), namedOf(person)),
    mayRename: person.mayRename === true,
    ...roleOf(draft, person),
    ...(person.stream && { isStream: true }),
    subject: person.subject,
    caller: person.caller,
    metadata: person.metadata,
    joinedAt: draft.at,
    lastSeen: draft.at,
    hand: undefined,
    voice: { speaking: false, at: 0, said: false },
    session: undefined,
  };
  draft.participants.set(participant.id, participant);
  draft.change((revision) => joinChange(participant, revision));
  makeWay(draft, participant);
  // Whom a host once made a viewer may be the first to come back.
  keepHost(draft);
}

/** The roster for a client without `hello`: each of the others as if they came now. */
function tellRoster(draft: Draft, socket: RoomSocket): void {
  for (const participant of inOrder(draft.participants)) {
    if (participant.id === socket.participantId) continue;
    draft.send(socket.id, plainJoin(participant, draft.revision));
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
    remember(draft, participantId);
  }
  releaseSessionsOf(draft, participantId);
  // Budgets that are not full again are kept, so that nobody gets a new one by leaving and coming back at once.
  draft.forgetBudgets();
  leaveSpotlight(draft, participantId);
  keepHost(draft);
}

/** Who was let in may tell how it was. */
function remember(draft: Draft, participantId: string): void {
  draft.past.delete(participantId);
  draft.past.set(participantId, { seenAt: draft.at });
  const [oldest] = draft.past.now.keys();
  if (oldest !== undefined && draft.past.size > draft.settings.past) draft.past.delete(oldest);
}

function leaveSpotlight(draft: Draft, participantId: string): void {
  const { policy } = draft.rules;
  if (!policy.spotlight.includes(participantId)) return;
  draft.setPolicy({ ...policy, spotlight: policy.spotlight.filter((id) => id !== participantId) }, "");
}

export function markSeen(draft: Draft, participantId: string, seenAt = draft.at): void {
  const waiter = draft.waiting.get(participantId);
  if (waiter && waiter.lastSeen < seenAt) draft.waiting.set(participantId, { ...waiter, lastSeen: seenAt });
  const participant = draft.participants.get(participantId);
  if (!participant || participant.lastSeen >= seenAt) return;
  draft.participants.set(participantId, { ...participant, lastSeen: seenAt });
}

/** A sign of life. From now on the client owes them. */
export function heartbeat(draft: Draft, socket: RoomSocket, seenAt: number): void {
  if (!socket.heartbeats) draft.sockets.set(socket.id, { ...socket, heartbeats: true });
  markSeen(draft, socket.participantId, seenAt);
}

/** The host was away: where sockets outlived it, it only slept. Whoever lost their socket by it has the usual time to come back. */
export function restart(draft: Draft, open: readonly SocketId[]): void {
  const survivors = new Set(open);
  const lost = [...draft.sockets.values()].filter(({ id }) => !survivors.has(id));
  const isSameCode = lost.length === 0 && survivors.size > 0;
  if (!isSameCode) featuresRestarted(draft);
  for (const socket of lost) {
    draft.sockets.delete(socket.id);
    draft.persist();
    markSeen(draft, socket.participantId);
    fallSilent(draft, socket.participantId);
  }
}

/** Version 1 clients owe heartbeats; the others may never have heard of them. */
const livesBySocket = (socket: RoomSocket): boolean => !socket.versioned && !socket.heartbeats;

/**
 * A socket closed. The participant stays, and the heartbeat decides, unless the page went away with it: Firefox closes the
 * sockets of a page that is left before the page may say goodbye.
 */
export function disconnect(draft: Draft, socket: RoomSocket, goesAway = false): void {
  draft.sockets.delete(socket.id);
  draft.persist();
  if (goesAway) {
    stopWaiting(draft, socket.participantId);
    return leave(draft, socket.participantId, "left");
  }
  // An open socket was this client's only sign of life, so its time runs from now.
  if (livesBySocket(socket) || draft.waiting.has(socket.participantId)) markSeen(draft, socket.participantId);
  fallSilent(draft, socket.participantId);
}

/** The participants whose open socket is the only sign of life that they owe. */
export function aliveBySockets(sockets: RoomState["sockets"]): Set<string> {
  return new Set([...sockets.values()].filter(livesBySocket).map(({ participantId }) => participantId));
}

/**
 * Those at the door whose open socket is enough: who waits was not told how often to send heartbeats, and owes them only
 * after the first.
 */
export function waitingBySockets(sockets: RoomState["sockets"]): Set<string> {
  return new Set(
    [...sockets.values()].filter(({ heartbeats }) => !heartbeats).map(({ participantId }) => participantId),
  );
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
  const waitsBySocket = waitingBySockets(draft.sockets);
  for (const { participantId, lastSeen } of draft.waiting.values()) {
    if (lastSeen < tooOld && !waitsBySocket.has(participantId)) stopWaiting(draft, participantId);
  }
  const tooSilent = draft.at - helloWithin(draft.settings);
  for (const socket of draft.sockets.values()) {
    const neverEntered = isSilent(draft, socket) && socket.connectedAt < tooSilent;
    if (neverEntered || gone.has(socket.participantId)) {
      draft.close(socket.id, ROOM_CLOSE.stale, "The heartbeat was missing.");
    }
  }
  for (const participantId of gone) leave(draft, participantId, "stale");
}
