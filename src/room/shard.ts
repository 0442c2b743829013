/** A shard, and what it is told of the room. */
import { ROOM_CLOSE } from "../wire/room-protocol.js";
import type { News, RoomActionMessage, RoomChange } from "../wire/room-protocol.js";
import { forgetOldest } from "./chat.js";
import { find, reseat } from "./crowd.js";
import type { Draft } from "./draft.js";
import { greetWithFeatures } from "./features.js";
import type { Overlay } from "./overlay.js";
import { leave, welcome } from "./presence.js";
import { moveAway } from "./seats.js";
import { takeOver } from "./sessions.js";
import type { Changed, StageRecords, ToShard, WholeStage } from "./shard-protocol.js";
import { subjectKey } from "./state.js";
import type { RoomParticipant } from "./state.js";

/** What of the audience's is for everybody: the room does it. */
const OF_THE_ROOM: ReadonlySet<RoomActionMessage["type"]> = new Set([
  "reaction",
  "chat",
  "chat-edit",
  "chat-delete",
  "feature",
]);

/** Is it for the room to do what somebody in this shard asks for? */
export const isOfTheRoom = ({ shard }: Draft, { type }: Pick<RoomActionMessage, "type">): boolean =>
  shard !== undefined && OF_THE_ROOM.has(type);

export function takeFromRoom(draft: Draft, said: ToShard): void {
  switch (said.type) {
    case "stage":
      return begin(draft, said);
    case "news":
      keep(draft, said.records);
      for (const message of said.news) hear(draft, message);
      return obey(draft, said.records);
    case "tell": {
      const { people, message } = said;
      // What was said to one of them, they find again when they come back.
      if (message.type === "chat") for (const each of message.messages) draft.chat.set(each.id, each);
      forgetOldest(draft);
      return draft.tellPeople(people, message);
    }
    case "search": {
      const found = find(draft, said.text);
      return draft.toRoom({ type: "found", to: said.to, found });
    }
    case "lower": {
      const person = draft.audience.get(said.participantId);
      if (person?.hand !== undefined) reseat(draft, { ...person, hand: undefined });
      return;
    }
    case "sessions":
      return takeOver(draft, said.owner, said.sessions);
  }
}

/** The stage as it is: of the same life of the room, people are told what they have missed; of another, all. */
function begin(draft: Draft, stage: WholeStage): void {
  const { epoch, revision, log, records, count } = stage;
  const { rules = draft.rules } = records;
  const known = draft.revision;
  const isSame = draft.epoch === epoch && log.since <= known && known <= revision;
  const { chatVersion } = draft.rules;
  const versions = Object.fromEntries([...draft.features.now].map(([name, { version }]) => [name, version]));
  for (const { session } of draft.participants.values()) if (session) draft.sessions.delete(session.sessionId);
  replace(draft.participants, records.participants, () => true);
  replace(draft.verdicts, records.verdicts, () => true);
  replace(draft.chat, records.chat, ({ to }) => !isSame || to === undefined);
  replace(draft.features, records.features, () => true);
  keep(draft, records);
  draft.epoch = epoch;
  draft.take({ rules, log, revision });
  draft.crowd = { ...draft.crowd, elsewhere: Math.max(0, count - draft.audience.size), isNews: true };
  draft.persist();
  for (const socket of draft.sockets.values()) {
    if (!socket.listening) continue;
    if (isSame) greetWithFeatures(draft, socket, versions);
    else welcome(draft, socket);
  }
  if (isSame) {
    for (const change of log.changes) if (change.revision > known) draft.tell(change);
    const messages = draft.chat.values().filter(({ version, to }) => version > chatVersion && to === undefined);
    if (messages.length > 0) draft.tell({ type: "chat", messages });
  }
  obey(draft, records);
}

/** Takes out what is not there any more. */
function replace<V extends object>(own: Overlay<V>, all: Changed<V> | undefined, isMeant: (value: V) => boolean): void {
  const there = new Set(all?.set.map(([key]) => key));
  const gone = [...own.now].filter(([key, value]) => !there.has(key) && isMeant(value));
  for (const [key] of gone) own.delete(key);
}

const isChange = (message: News): message is RoomChange => "revision" in message;

function hear(draft: Draft, message: News): void {
  if (isChange(message)) {
    if (message.revision > draft.revision) draft.follow(message);
    return;
  }
  if (message.type === "audience" && message.count !== undefined) {
    draft.crowd = { ...draft.crowd, elsewhere: Math.max(0, message.count - draft.audience.size) };
  }
  draft.tell(message);
}

/** Keeps what the room has said of itself. */
function keep(draft: Draft, { rules, participants, verdicts, chat, features, ...rest }: StageRecords): void {
  const { log, revision } = draft;
  if (rules) draft.take({ rules, log, revision });
  if ("name" in rest) draft.name = rest.name;
  const before = draft.participants.now;
  update(draft.participants, participants);
  update(draft.verdicts, verdicts);
  update(draft.chat, chat);
  update(draft.features, features);
  if (participants) keepSessions(draft, before, participants);
}

function update<V extends object>(own: Overlay<V>, changed: Changed<V> | undefined): void {
  for (const key of changed?.gone ?? []) own.delete(key);
  for (const [key, value] of changed?.set ?? []) own.set(key, value);
}

/** Who publishes what is asked by session: those of the stage are known like those of one's own people. */
function keepSessions(
  draft: Draft,
  before: ReadonlyMap<string, RoomParticipant>,
  { set, gone }: Changed<RoomParticipant>,
): void {
  for (const id of [...gone, ...set.map(([key]) => key)]) {
    const old = before.get(id)?.session;
    if (old) draft.sessions.delete(old.sessionId);
  }
  for (const [owner, { session }] of set) {
    if (!session) continue;
    const { sessionId: id } = session;
    draft.sessions.set(id, { id, owner, usedAt: draft.at, releasedAt: undefined });
  }
}

/** Does what was decided about people who are here. */
function obey(draft: Draft, { rules, verdicts }: StageRecords): void {
  if (rules?.endedAt !== undefined) return end(draft);
  for (const [key, { role, removed, banned }] of verdicts?.set ?? []) {
    for (const person of meantBy(draft, key, banned === true)) {
      if (removed || banned) putOut(draft, person, banned === true);
      else if (role !== undefined && role !== "audience") goUp(draft, person);
    }
  }
}

function meantBy(draft: Draft, key: string, isBanned: boolean): RoomParticipant[] {
  const person = draft.audience.get(key);
  if (person) return [person];
  if (!isBanned || !key.startsWith(subjectKey(""))) return [];
  return draft.audience.values().filter(({ subject }) => subject !== undefined && subjectKey(subject) === key);
}

function putOut(draft: Draft, { id, subject }: RoomParticipant, isBanned: boolean): void {
  if (isBanned && subject !== undefined && !draft.verdicts.has(subjectKey(subject))) {
    draft.toRoom({ type: "banned", subject });
  }
  leave(draft, id, "removed");
  const socket = draft.socketOf(id);
  if (socket) draft.close(socket.id, ROOM_CLOSE.removed, "A host has put you out.");
}

function goUp(draft: Draft, { id }: RoomParticipant): void {
  draft.toRoom({ type: "sessions", owner: id, sessions: moveAway(draft, id) });
}

function end(draft: Draft): void {
  for (const { id } of draft.audience.values()) leave(draft, id, "ended");
  for (const { id } of draft.sockets.values()) draft.close(id, ROOM_CLOSE.ended, "The room is over.");
}
