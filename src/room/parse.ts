import * as v from "valibot";
import type { ClientMessage, RoomErrorCode } from "../wire/room-protocol.js";
import { ClientMessageSchema } from "../wire/schemas/room-protocol.js";
import { ROOM_LIMITS } from "../wire/room-protocol.js";

/** What the server could not take, and why. */
export interface Refusal {
  readonly code: RoomErrorCode;
  readonly reason: string;
}

export type ParsedMessage =
  | { readonly message: ClientMessage }
  | { readonly refusal: Refusal; readonly ref?: string | undefined };

const refuse = (code: RoomErrorCode, reason: string, ref?: string): ParsedMessage => ({
  refusal: { code, reason },
  ref,
});

/** What the sender of a wrong message knows it by. */
function refOf(value: unknown): string | undefined {
  const { ref } = Object(value) as { ref?: unknown };
  return typeof ref === "string" && ref.length <= 64 ? ref : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Reads one message of a client. `text` is `undefined` for a binary message. */
export function parseClientMessage(text: string | undefined): ParsedMessage {
  if (text === undefined) return refuse("invalid_message", "Send text messages: the room does not read binary ones.");
  if (text.length > ROOM_LIMITS.message) {
    return refuse("message_too_large", `A message may have ${ROOM_LIMITS.message} characters.`);
  }
  const value = parseJson(text);
  if (value === undefined) return refuse("invalid_message", "A message is one JSON object.");
  const parsed = v.safeParse(ClientMessageSchema, value, { abortEarly: true });
  if (parsed.success) return { message: parsed.output };
  const where = v.getDotPath(parsed.issues[0]);
  return refuse(
    "invalid_message",
    where ? `'${where}' is missing or wrong.` : "A message is a JSON object with a type.",
    refOf(value),
  );
}
