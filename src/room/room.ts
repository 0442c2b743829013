/**
 * What a room is, as a pure state machine: state and input in, state and effects out. There is no clock, no socket and no
 * storage in it, so that Node, a Durable Object and a page can all host the same room. `stepRoom` takes every input; the other
 * modules of this part are what happens with one kind of them.
 *
 * @module
 */
import type { ClientMessage, RoomActionMessage } from "../wire/room-protocol.js";
import { ROOM_CLOSE } from "../wire/room-protocol.js";
import { act, actAsRoom, actFromShard } from "./actions.js";
import { spend } from "./allowance.js";
import { attend, dismiss, dismissIdleAttendants } from "./attendants.js";
import { sayAsService } from "./chat.js";
import { settleCrowd } from "./crowd.js";
import { stopWaiting } from "./door.js";
import { Draft } from "./draft.js";
import { peopleChanged, tickFeatures } from "./features.js";
import type { Refusal } from "./parse.js";
import { personIn } from "./people.js";
import { parseClientMessage } from "./parse.js";
import { banSubject, end } from "./moderation.js";
import { forgetEvents, tellOfReport } from "./outbox.js";
import { connect, disconnect, greet, heartbeat, join, leave, markSeen, restart, sweepPresence } from "./presence.js";
import {
  announce,
  markSessionClosed,
  markSessionUsed,
  recordSession,
  remindOfSessions,
  setTrackState,
  sweepSessions,
} from "./sessions.js";
import { takeFromRoom } from "./shard.js";
import { sweepShards, takeFromShard } from "./shards.js";
import { onStage } from "./stage.js";
import type { RoomInput, RoomParticipant, RoomSettings, RoomSocket, RoomState, RoomStep } from "./state.js";
import { rulesOf } from "./state.js";
import { settleVoices } from "./voices.js";

/** A socket is closed with its third message that makes no sense. */
const MAX_STRIKES = 3;
/** A socket is closed when it is so many messages over its rate. */
const MAX_DEBT = 200;

/**
 * Takes one step.
 *
 * @example
 * ```ts
 * const { state: next, effects } = stepRoom(state, { type: "sweep", at: Date.now() }, ROOM_SETTINGS);
 * ```
 */
export function stepRoom(state: RoomState, input: RoomInput, settings: RoomSettings): RoomStep {
  const draft = new Draft(state, settings, input.at, input.seed);
  const { rules } = draft;
  // What happens on the stage is not a shard's affair: it is told.
  const hasStage = state.shard === undefined;
  if (hasStage) {
    if (rules.policy.endsAt !== undefined && rules.policy.endsAt <= input.at) end(draft);
    settleVoices(draft);
    tickFeatures(draft);
  }
  apply(draft, input);
  if (hasStage) {
    dismissIdleAttendants(draft);
    peopleChanged(draft);
  }
  settleCrowd(draft);
  return draft.finish(isActivity(input) && rules.endedAt === undefined ? input.at : state.activeAt);
}

const PASSIVE: ReadonlySet<RoomInput["type"]> = new Set([
  "sweep",
  "seen",
  "heard",
  "restart",
  "settle",
  "session-closed",
  "told",
  "shard",
  "stage",
]);
const isActivity = ({ type }: RoomInput): boolean => !PASSIVE.has(type);

function apply(draft: Draft, input: RoomInput): void {
  switch (input.type) {
    case "connect":
      return connect(draft, newSocket(draft, input), input);
    case "join":
      return join(draft, input, input.enters);
    case "message": {
      const socket = draft.sockets.get(input.socket);
      if (socket) receive(draft, socket, input);
      else if (input.from) receiveFromShard(draft, input.from, input);
      return;
    }
    case "disconnect": {
      const socket = draft.sockets.get(input.socket);
      if (socket) disconnect(draft, socket, input.goesAway);
      return;
    }
    case "seen": {
      const socket = draft.sockets.get(input.socket);
      if (socket) heartbeat(draft, socket, input.seenAt);
      return;
    }
    case "heard":
      for (const [id, seenAt] of input.seen) {
        const socket = draft.sockets.get(id);
        if (socket) heartbeat(draft, socket, seenAt);
      }
      return;
    case "restart":
      restart(draft, input.open);
      return remindOfSessions(draft);
    case "sweep":
      sweepPresence(draft);
      sweepShards(draft);
      return sweepSessions(draft);
    case "shard": {
      const { shard, said } = input;
      return said.type === "banned" ? banSubject(draft, said.subject) : takeFromShard(draft, shard, said);
    }
    case "stage":
      return takeFromRoom(draft, input.said);
    case "session-created":
      return recordSession(draft, input.sessionId, input.participantId);
    case "session-used":
      return markSessionUsed(draft, input.sessionId);
    case "session-closed":
      return markSessionClosed(draft, input.sessionId, input.tracks);
    case "order":
      draft.name = input.name;
      return draft.setRules(rulesOf(input.order));
    case "act":
      draft.refused = actAsRoom(draft, input.action, input.name);
      return;
    case "announce":
      actAsRoom(draft, { type: "chat", id: input.id, text: input.text }, input.name);
      return;
    case "keep":
      return keep(draft, input.key, input.text);
    case "say":
      return sayAsService(draft, input);
    case "attend":
      return attend(draft, input);
    case "dismiss":
      return dismiss(draft, input.participantId);
    case "report":
      return tellOfReport(draft, input);
    case "told":
      return forgetEvents(draft, input.events);
    case "settle":
      // Every step sends what was held back before it takes its input, and this input has nothing to add to that.
      return;
  }
}

function newSocket(draft: Draft, input: Extract<RoomInput, { type: "connect" }>): RoomSocket {
  return {
    id: input.socket,
    participantId: input.participantId,
    participantName: input.participantName,
    mayRename: input.mayRename,
    role: input.role,
    subject: input.subject,
    stream: input.stream,
    caller: input.caller,
    seat: input.seat,
    metadata: input.metadata,
    connectedAt: draft.at,
    versioned: input.versioned,
    listening: false,
    heartbeats: false,
    strikes: 0,
    allowance: undefined,
  };
}

function keep(draft: Draft, key: string, text: string | undefined): void {
  if (text === undefined) draft.values.delete(key);
  else draft.values.set(key, { text });
  draft.persist();
}

type Message = Extract<RoomInput, { type: "message" }>;

/** What somebody wants who is in a shard, where it was understood and counted. */
function receiveFromShard(draft: Draft, person: RoomParticipant, { socket, text, refusal }: Message): void {
  const parsed = parseClientMessage(text);
  if (!("message" in parsed)) return;
  const { message } = parsed;
  const ref = "ref" in message ? message.ref : undefined;
  if (refusal) draft.refuse(socket, refusal, ref);
  else if (isAction(message)) actFromShard(draft, socket, person, message);
}

const isAction = (message: ClientMessage): message is RoomActionMessage =>
  !["heartbeat", "leave", "hello", "track-state", "cloudflare-session"].includes(message.type);

function receive(draft: Draft, before: RoomSocket, { text, refusal }: Message): void {
  markSeen(draft, before.participantId);
  const socket = count(draft, before);
  if (!socket) return;
  const parsed = parseClientMessage(text);
  if ("refusal" in parsed) return strike(draft, socket, parsed.refusal, parsed.ref);
  if (refusal) return draft.refuse(socket.id, refusal, "ref" in parsed.message ? parsed.message.ref : undefined);
  handle(draft, socket, parsed.message);
}

/** Counts a message against the socket's rate. @returns `undefined` when the message is one too many. */
function count(draft: Draft, socket: RoomSocket): RoomSocket | undefined {
  const { messages } = draft.settings;
  const allowance = spend(socket.allowance, draft.at, messages);
  const next = { ...socket, allowance };
  draft.sockets.set(socket.id, next);
  if (allowance.left >= 0) return next;
  // Only the first message over the limit is answered: an answer to each would double the flood.
  if (!socket.allowance || socket.allowance.left >= 0) {
    draft.refuse(socket.id, { code: "rate_limited", reason: `Send at most ${messages.perSecond} messages a second.` });
  }
  if (allowance.left <= -MAX_DEBT) draft.close(socket.id, ROOM_CLOSE.protocol, "Too many messages.");
  return undefined;
}

/** Refuses what makes no sense. A client that says how it knows its message is told, and not suspected. */
function strike(draft: Draft, socket: RoomSocket, refusal: Refusal, ref?: string): void {
  draft.refuse(socket.id, refusal, ref);
  if (ref !== undefined) return;
  const strikes = socket.strikes + 1;
  draft.sockets.set(socket.id, { ...socket, strikes });
  if (strikes >= MAX_STRIKES) draft.close(socket.id, ROOM_CLOSE.protocol, "Messages were not understood.");
}

function handle(draft: Draft, socket: RoomSocket, message: ClientMessage): void {
  switch (message.type) {
    case "heartbeat":
      heartbeat(draft, socket, draft.at);
      return draft.send(socket.id, { type: "heartbeat" });
    case "leave":
      stopWaiting(draft, socket.participantId);
      leave(draft, socket.participantId, "left");
      return draft.close(socket.id, ROOM_CLOSE.left, "Left.");
    case "hello":
      if (socket.versioned) return greet(draft, socket, message);
      return strike(draft, socket, {
        code: "invalid_message",
        reason: "hello belongs to the subprotocol calls-room.v1: open the socket with it.",
      });
    default:
      return takePart(draft, socket, message);
  }
}

function takePart(
  draft: Draft,
  socket: RoomSocket,
  message: Exclude<ClientMessage, { type: "heartbeat" | "leave" | "hello" }>,
): void {
  const participant = personIn(draft, socket.participantId);
  if (!participant || !socket.listening) {
    const reason = draft.waiting.has(socket.participantId) ? "Wait to be let in." : "Say hello before anything else.";
    return strike(draft, socket, { code: "invalid_message", reason }, "ref" in message ? message.ref : undefined);
  }
  switch (message.type) {
    case "track-state":
      return setTrackState(draft, socket, participant, message);
    case "cloudflare-session": {
      const { sessionId, tracks, channels } = message;
      const said = { sessionId, tracks, ...(channels && { channels }) };
      return announce(draft, socket, onStage(draft, participant, said), said);
    }
    default:
      return act(draft, socket, message);
  }
}
