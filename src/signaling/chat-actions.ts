/** Chat where no server remembers it: what is passed on from client to client, and what it does to the chat that each has. Pure. */
import type { ChatMessage, RoomAction } from "../wire/room-protocol.js";
import { ROOM_LIMITS } from "../wire/tables.js";

/** What is passed on. */
export type ChatAction = Extract<RoomAction, { type: "chat" | "chat-edit" | "chat-delete" | "reaction" }>;

/** Their names. */
export const CHAT_ACTIONS = ["chat", "chat-edit", "chat-delete", "reaction"] as const;

/** Characters of a message's id, and of a reaction. */
const LONGEST_ID = 64;
const LONGEST_REACTION = 32;

const isText = (value: unknown, longest: number): value is string =>
  typeof value === "string" && value !== "" && value.length <= longest;

/** Checks what somebody else says, for a reader. */
export function isChatAction(value: unknown, reader: string): value is ChatAction {
  const { type, id, text, to, replyTo, reaction } = Object(value) as Record<string, unknown>;
  switch (type) {
    case "chat":
      return (
        isText(id, LONGEST_ID) &&
        isText(text, ROOM_LIMITS.chatText) &&
        (to === undefined || to === reader) &&
        (replyTo === undefined || isText(replyTo, LONGEST_ID))
      );
    case "chat-edit":
      return isText(id, LONGEST_ID) && isText(text, ROOM_LIMITS.chatText);
    case "chat-delete":
      return isText(id, LONGEST_ID);
    case "reaction":
      return isText(reaction, LONGEST_REACTION);
    default:
      return false;
  }
}

/** Who says something, and when. */
export interface Author {
  readonly from: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The chat after it; the same chat when that is nothing that its author may do. */
export function afterChat(
  chat: readonly ChatMessage[],
  action: ChatAction,
  { from, name, at }: Author,
): readonly ChatMessage[] {
  if (action.type === "reaction") return chat;
  const version = 1 + Math.max(0, ...chat.map((message) => message.version));
  if (action.type === "chat") {
    if (chat.some(({ id }) => id === action.id)) return chat;
    const { id, text, to, replyTo } = action;
    const message = { id, version, from, name, text, at, ...(to && { to }), ...(replyTo && { replyTo }) };
    return [...chat, message].slice(-ROOM_LIMITS.chatMessages);
  }
  return chat.map((message) => {
    if (message.id !== action.id || message.from !== from || message.deleted) return message;
    return action.type === "chat-edit"
      ? { ...message, version, text: action.text, editedAt: at }
      : { ...message, version, text: "", deleted: true };
  });
}
