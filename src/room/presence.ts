/** Coming, staying and going. */
import type { HelloMessage, LeaveReason, Participant, RoomChange } from "../wire/room-protocol.js";
import { ROOM_CLOSE, ROOM_PROTOCOL_VERSION } from "../wire/room-protocol.js";
import { changesAfter } from "./change-log.js";
import { chatFor } from "./chat.js";
import { audienceOf, greetWithCrowd, isListed, plainRole, seat, tellSeat, timingOf, unseat } from "./crowd.js";
import { decide, knock, stopWaiting, wayIn } from "./door.js";
import type { Draft } from "./draft.js";
import { featuresRestarted, greetWithFeatures } from "./features.js";
import { nameAmong, namedOf } from "./look-alikes.js";
import { tellOfDeparture } from "./outbox.js";
import { isIn, personIn } from "./people.js";
import type { Lookup } from "./overlay.js";
import { keepHost, roleOf, takeTokenRole, tellWaiting } from "./roles.js";
import { inOrder, participantOf, plainJoin, sessionChange, snapshot } from "./roster.js";
import { isMisplaced, sendOn } from "./seats.js";
import { fillRoster, leaveSpotlight, list } from "./stage.js";
import { releaseSessionsOf } from "./sessions.js";
import { fallSilent } from "./voices.js";
import { SILENT } from "./state.js";
import type {
  RoomInput,
  RoomParticipant,
  RoomPerson,
  RoomSettings,
  RoomSocket,
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
  const other = draft.socketOf(socket.participantId);
  if (other) draft.close(other.id, ROOM_CLOSE.replaced, "Connected again from elsewhere.");
  draft.openSocket(socket);
  markSeen(draft, socket.participantId);
  if (socket.versioned) boundSilent(draft, socket);
  else enterPlainly(draft, socket);
}

const isSilent = (draft: Draft, { participantId }: RoomSocket): boolean =>
  !isIn(draft, participantId) && !draft.waiting.has(participantId);

/** Sockets whose clients have not said hello, the oldest first. */
const silentSockets = (draft: Draft): RoomSocket[] =>
  [...draft.newcomers.now.keys()].flatMap((id) => {
    const socket = draft.sockets.get(id);
    return socket && isSilent(draft, socket) ? socket : [];
  });

/** Sockets that say nothing are few: the oldest make way for one that may yet say hello. */
function boundSilent(draft: Draft, socket: RoomSocket): void {
  if (!isSilent(draft, socket)) return;
  const { silentSockets: most, share } = draft.settings;
  const all = silentSockets(draft);
  const same = socket.caller === undefined ? [] : all.filter(({ caller }) => caller === socket.caller);
  const surplus = [
    ...same.slice(0, Math.max(0, same.length - share.silentSockets)),
    ...all.slice(0, Math.max(0, all.length - most)),
  ];
  for (const { id } of surplus) draft.close(id, ROOM_CLOSE.stale, "Others came who have not said hello either.");
}

/** Milliseconds that a socket may stay silent. */
export const helloWithin = ({ hello, stale }: RoomSettings): number => Math.min(hello, stale);

/** What came with a connection. */
export type Shown = Pick<Extract<RoomInput, { type: "connect" }>, "ticket" | "refusal">;

/** Uses a ticket. @returns `false` when it was used before. */
function punch(draft: Draft, ticket: RoomTicket): boolean {
  for (const { id, expiresAt } of draft.tickets.now.values()) {
    // They expire in the order in which they came, near enough.
    if (expiresAt > draft.at) break;
    draft.tickets.delete(id);
  }
  if (ticket.expiresAt <= draft.at || draft.tickets.has(ticket.id)) return false;
  draft.tickets.set(ticket.id, ticket);
  return true;
}

/** `hello`: enters the room, or waits at its door; and tells what the client lacks. */
export function greet(
  draft: Draft,
  before: RoomSocket,
  { resume, gathers }: Pick<HelloMessage, "resume" | "gathers">,
): void {
  const socket = { ...before, gathers };
  draft.sockets.set(socket.id, socket);
  if (isMisplaced(draft, draft.settings, socket)) return sendOn(draft, socket);
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

/** Messages of the chat that somebody is told who comes into the audience: they may be thousands at once. */
const CHAT_OF_SEATED = 50;

/** Somebody is in, and is told what they lack. */
export function welcome(draft: Draft, socket: RoomSocket, resume?: Resume): void {
  admit(draft, socket);
  draft.listen(socket);
  const self = personIn(draft, socket.participantId);
  const seated = self && draft.audience.get(self.id);
  const known = resume?.epoch === draft.epoch ? resume : undefined;
  const missed = known && changesAfter(draft.log, known.revision, draft.revision);
  draft.send(socket.id, {
    type: "welcome",
    protocol: ROOM_PROTOCOL_VERSION,
    roomId: draft.before.id,
    participantId: socket.participantId,
    epoch: draft.epoch,
    // The revision that the client has once it has read this message.
    revision: missed && known ? known.revision : draft.revision,
    timing: timingOf(draft.settings, self ?? { role: "speaker" }),
    ...(missed ? {} : { participants: rosterFor(draft, socket, seated), policy: draft.rules.policy }),
  });
  const all = chatFor(draft, socket.participantId, known?.chat);
  const messages = seated ? all.slice(-CHAT_OF_SEATED) : all;
  if (messages.length > 0) draft.send(socket.id, { type: "chat", messages });
  greetWithFeatures(draft, socket, known?.features);
  for (const change of missed ?? []) draft.send(socket.id, change);
  if (missed && seated) tellSeat(draft, seated);
  if (self && (audienceOf(draft) > 0 || draft.crowd.toldAt > 0)) greetWithCrowd(draft, self);
  // Somebody who comes back may remember people at the door who have gone, or are no affair of theirs any more.
  const mayRemember = missed !== undefined && (draft.rules.policy.waitingRoom || missed.some(isAboutTheDoor));
  if (draft.waiting.size > 0 || mayRemember) tellWaiting(draft, socket.participantId, mayRemember);
}

/** Who is there, with oneself, as clients look for themselves there. */
function rosterFor(draft: Draft, { gathers }: RoomSocket, seated: RoomParticipant | undefined): Participant[] {
  const roster = snapshot(draft.participants);
  if (!seated) return roster;
  return [...roster, participantOf(gathers ? seated : { ...seated, role: plainRole(seated.role) })];
}

/** Lets somebody in who waited: at once if they are connected, else when they come back. */
export function letIn(draft: Draft, person: RoomWaiter): void {
  decide(draft, person.participantId, { admitted: true });
  stopWaiting(draft, person.participantId);
  const socket = draft.socketOf(person.participantId);
  if (socket?.versioned) welcome(draft, socket);
  else if (socket) enterPlainly(draft, socket);
}

/** A client without `hello` enters with its socket. */
function enterPlainly(draft: Draft, socket: RoomSocket): void {
  if (isMisplaced(draft, draft.settings, socket)) return sendOn(draft, socket);
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
  draft.listen(socket);
  tellRoster(draft, socket);
}

/** A join over HTTP. Whoever may receive what others publish is seen by them: they enter without a socket. */
export function join(draft: Draft, person: RoomPerson, enters: boolean): void {
  markSeen(draft, person.participantId);
  if (isMisplaced(draft, draft.settings, person)) return;
  const way = wayIn(draft, draft.settings, person, true);
  if (way.type === "refuse") return;
  const verdict = draft.verdicts.get(person.participantId);
  if (verdict?.removed) decide(draft, person.participantId, { removed: false });
  if (way.type !== "in") return;
  if (!enters) return remember(draft, person.participantId);
  stopWaiting(draft, person.participantId);
  admit(draft, person);
}

/** @param isAttendant a service of the server brings them, see `attendants.ts`. */
export function admit(draft: Draft, person: RoomPerson, isAttendant = false): void {
  takeTokenRole(draft, person.role);
  if (isIn(draft, person.participantId)) return;
  if (!draft.rules.wasEntered) draft.setRules({ wasEntered: true });
  const participant: RoomParticipant = {
    id: person.participantId,
    // Among those who are seen: in an audience of thousands many have the same name.
    name: nameAmong(draft.participants.values(), namedOf(person)),
    mayRename: person.mayRename === true,
    ...roleOf(draft, person),
    ...(person.stream && { isStream: true }),
    ...(isAttendant && { isAttendant }),
    subject: person.subject,
    caller: person.caller,
    metadata: person.metadata,
    joinedAt: draft.at,
    lastSeen: draft.at,
    hand: undefined,
    voice: SILENT,
    session: undefined,
  };
  if (!isListed(draft, participant)) return seat(draft, participant);
  list(draft, participant);
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
  const participant = draft.participants.get(participantId);
  if (participant) {
    draft.participants.delete(participantId);
    draft.change((revision) => ({
      type: "leave",
      revision,
      from: participantId,
      data: { participant_id: participantId, reason },
    }));
    tellOfDeparture(draft, participant, reason);
  }
  if (unseat(draft, participantId) ?? participant) remember(draft, participantId);
  releaseSessionsOf(draft, participantId);
  // Budgets that are not full again are kept, so that nobody gets a new one by leaving and coming back at once.
  draft.forgetBudgets();
  leaveSpotlight(draft, participantId);
  if (reason !== "ended") fillRoster(draft);
  keepHost(draft);
}

/** Who was let in may tell how it was. */
function remember(draft: Draft, participantId: string): void {
  draft.past.delete(participantId);
  draft.past.set(participantId, { seenAt: draft.at });
  const [oldest] = draft.past.now.keys();
  if (oldest !== undefined && draft.past.size > draft.settings.past) draft.past.delete(oldest);
}

export function markSeen(draft: Draft, participantId: string, seenAt = draft.at): void {
  const waiter = draft.waiting.get(participantId);
  if (waiter && waiter.lastSeen < seenAt) draft.waiting.set(participantId, { ...waiter, lastSeen: seenAt });
  const person = personIn(draft, participantId);
  if (person && person.lastSeen < seenAt) draft.setPerson({ ...person, lastSeen: seenAt });
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
  if (!isSameCode && draft.shard === undefined) featuresRestarted(draft);
  for (const socket of lost) {
    draft.loseSocket(socket.id);
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
  draft.loseSocket(socket.id);
  if (goesAway) {
    stopWaiting(draft, socket.participantId);
    return leave(draft, socket.participantId, "left");
  }
  // An open socket was this client's only sign of life, so its time runs from now.
  if (livesBySocket(socket) || draft.waiting.has(socket.participantId)) markSeen(draft, socket.participantId);
  fallSilent(draft, socket.participantId);
}

/** The participants whose open socket is the only sign of life that they owe. */
export function aliveBySockets(sockets: Lookup<RoomSocket>): Set<string> {
  const alive = new Set<string>();
  for (const socket of sockets.values()) if (livesBySocket(socket)) alive.add(socket.participantId);
  return alive;
}

/**
 * Those at the door whose open socket is enough: who waits was not told how often to send heartbeats, and owes them only
 * after the first.
 */
export function waitingBySockets({
  sockets,
  waiting,
}: {
  readonly sockets: Lookup<RoomSocket>;
  readonly waiting: { readonly size: number; has(participantId: string): boolean };
}): Set<string> {
  if (waiting.size === 0) return new Set();
  const owesNothing = ({ heartbeats, participantId }: RoomSocket): boolean => !heartbeats && waiting.has(participantId);
  return new Set([...sockets.values()].filter(owesNothing).map(({ participantId }) => participantId));
}

/** Milliseconds in which a client answers that was asked whether it is there. */
const answersWithin = ({ heartbeat }: Pick<RoomSettings, "heartbeat">): number => heartbeat / 2;

/**
 * When somebody who is silent is asked whether they are there, or put out. A page that nobody looks at may not send heartbeats,
 * and can answer: who has an open socket is asked before they are put out.
 */
export function silenceEnds(
  socket: RoomSocket | undefined,
  lastSeen: number,
  { heartbeat, stale }: Pick<RoomSettings, "heartbeat" | "stale">,
): number {
  if (!socket?.versioned) return lastSeen + stale;
  const { askedAt = 0 } = socket;
  // A little before the end, so that those who answer are never overdue.
  if (askedAt <= lastSeen) return lastSeen + stale - heartbeat / 5;
  return Math.max(lastSeen + stale, askedAt + answersWithin({ heartbeat }));
}

/** Asks those who were silent for long. @returns who of them has to go. */
function askTheSilent(draft: Draft): ReadonlySet<string> {
  const bySocket = new Set([...aliveBySockets(draft.sockets), ...waitingBySockets(draft)]);
  const gone = new Set<string>();
  const look = (
    id: string,
    lastSeen: number,
    timing = draft.settings as Pick<RoomSettings, "heartbeat" | "stale">,
  ): void => {
    // Most have just been heard of.
    if (lastSeen + timing.stale - timing.heartbeat >= draft.at) return;
    const socket = draft.socketOf(id);
    if (bySocket.has(id) || silenceEnds(socket, lastSeen, timing) >= draft.at) return;
    if (!socket?.versioned || (socket.askedAt ?? 0) > lastSeen) return void gone.add(id);
    draft.sockets.set(socket.id, { ...socket, askedAt: draft.at });
    draft.persist();
    draft.send(socket.id, { type: "ping" });
  };
  // Those on the stage are not a shard's to look for.
  const onStage = draft.shard === undefined ? inOrder(draft.participants) : [];
  for (const { id, lastSeen, isAttendant } of onStage) if (!isAttendant) look(id, lastSeen);
  for (const person of draft.audience.now.values()) look(person.id, person.lastSeen, timingOf(draft.settings, person));
  for (const { participantId, lastSeen } of draft.waiting.values()) look(participantId, lastSeen);
  return gone;
}

/** Puts out everybody whose heartbeat is missing, and sockets that never became a participant. */
export function sweepPresence(draft: Draft): void {
  const silent = askTheSilent(draft);
  const gone = [...silent].filter((id) => isIn(draft, id));
  for (const id of silent) stopWaiting(draft, id);
  const tooSilent = draft.at - helloWithin(draft.settings);
  const neverEntered = silentSockets(draft).filter(({ connectedAt }) => connectedAt < tooSilent);
  const ofGone = gone.flatMap((id) => draft.socketOf(id) ?? []);
  for (const { id } of [...neverEntered, ...ofGone]) draft.close(id, ROOM_CLOSE.stale, "The heartbeat was missing.");
  draft.crowd = { ...draft.crowd, sweptAt: draft.at };
  for (const participantId of gone) leave(draft, participantId, "stale");
}
