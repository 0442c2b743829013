/** What is said in the room: to everybody, or to one. */
import type { ChatMessage, RoomActionMessage } from "../wire/room-protocol.js";
import { ROOM_LIMITS } from "../wire/tables.js";
import type { Draft } from "./draft.js";
import { tellOfMessage } from "./outbox.js";
import type { Refusal } from "./parse.js";
import { isIn } from "./people.js";
import { isInShard } from "./shards.js";
import type { Actor } from "./actor.js";
import type { ServiceWords } from "./state.js";

type Said<T extends RoomActionMessage["type"]> = Extract<RoomActionMessage, { type: T }>;

const refuse = (code: Refusal["code"], reason: string): Refusal => ({ code, reason });
const unknown = refuse("invalid_message", "There is no such message.");
const blank = refuse("invalid_message", "A message has something in it.");

/** May somebody read a message? Direct ones are for two people, and nobody else ever gets them. */
export const mayRead = ({ to, from }: ChatMessage, participantId: string): boolean =>
  to === undefined || from === participantId || to === participantId;

/** What somebody may read that is newer than `version`; without it, everything. */
export function chatFor(draft: Draft, participantId: string, version = 0): ChatMessage[] {
  return draft.chat.values().filter((message) => message.version > version && mayRead(message, participantId));
}

export function say(draft: Draft, by: Actor, { id, text, to, replyTo }: Said<"chat">): Refusal | undefined {
  const known = draft.chat.get(id);
  // Sent again, because its author never heard of it.
  if (known)
    return known.from === by.id ? undefined : refuse("invalid_message", "Give every message an id of its own.");
  if (text.trim() === "") return blank;
  if (to !== undefined && (to === by.id || !(isIn(draft, to) || isInShard(draft, to)))) {
    return refuse("invalid_message", "A direct message goes to somebody else who is in the room.");
  }
  const message = { id, from: by.id, name: by.name, ...(to !== undefined && { to }), text, at: draft.at };
  const isAnswer = replyTo !== undefined && answers(draft, message, replyTo);
  put(draft, { ...message, version: 0, ...(isAnswer && { replyTo }) });
  forgetOldest(draft);
  return undefined;
}

/** Does everybody who reads the answer know what it answers? */
function answers(draft: Draft, { from, to }: Pick<ChatMessage, "from" | "to">, replyTo: string): boolean {
  const question = draft.chat.get(replyTo);
  if (!question) return false;
  return question.to === undefined || (to !== undefined && mayRead(question, from) && mayRead(question, to));
}

const isForAll = (message: ChatMessage | undefined): boolean => message !== undefined && message.to === undefined;

/** By what a service is known as an author: no participant's id has a space. */
const authorOf = (service: string): string => `service ${service}`;

/**
 * What a service of the server says to everybody: a new message, or more of one that it has begun, which grows in its place and is no
 * edit. One that somebody has deleted stays deleted.
 */
export function sayAsService(draft: Draft, words: ServiceWords): void {
  const { service, id, name, text, replyTo, unfinished, failure } = words;
  const from = authorOf(service);
  const known = draft.chat.get(id);
  if (draft.rules.endedAt !== undefined || known?.deleted || (known && known.from !== from)) return;
  const said = text.slice(0, ROOM_LIMITS.chatText);
  if (said.trim() === "") return;
  put(draft, {
    id,
    from,
    name,
    text: said,
    at: known?.at ?? draft.at,
    version: 0,
    ...(replyTo !== undefined && isForAll(draft.chat.get(replyTo)) && { replyTo }),
    ...(unfinished && { unfinished }),
    ...(failure && { failure }),
  });
  if (!known) forgetOldest(draft);
}

export function edit(draft: Draft, by: Actor, { id, text }: Said<"chat-edit">): Refusal | undefined {
  const message = draft.chat.get(id);
  if (!message || !mayRead(message, by.id)) return unknown;
  if (message.from !== by.id || message.deleted) return refuse("forbidden", "Only its author can edit a message.");
  if (text.trim() === "") return blank;
  if (message.text !== text) put(draft, { ...message, text, editedAt: draft.at });
  return undefined;
}

export function remove(draft: Draft, by: Actor, { id }: Said<"chat-delete">): Refusal | undefined {
  const message = draft.chat.get(id);
  if (!message || !mayRead(message, by.id)) return unknown;
  if (message.from !== by.id && !by.isHost)
    return refuse("forbidden", "Only its author or a host can delete a message.");
  if (message.deleted) return undefined;
  if (message.from !== by.id) draft.audit({ action: "chat-delete", by: by.id, target: message.from });
  const { replyTo: _, unfinished: __, failure: ___, ...rest } = message;
  put(draft, { ...rest, text: "", deleted: true });
  return undefined;
}

/** Keeps a message with the next version, and tells those who may read it. */
function put(draft: Draft, unnumbered: ChatMessage): void {
  const version = draft.rules.chatVersion + 1;
  draft.setRules({ chatVersion: version });
  const message = { ...unnumbered, version };
  draft.chat.set(message.id, message);
  tellOfMessage(draft, message);
  const told = { type: "chat" as const, messages: [message] };
  if (message.to === undefined) draft.tell(told);
  else draft.tellPeople([message.from, message.to], told);
}

export function forgetOldest(draft: Draft): void {
  const { messages, characters } = draft.settings.chat;
  let total = 0;
  for (const { text } of draft.chat.now.values()) total += text.length;
  for (const { id, text } of draft.chat.values()) {
    if (draft.chat.size <= messages && total <= characters) return;
    draft.chat.delete(id);
    total -= text.length;
  }
}
