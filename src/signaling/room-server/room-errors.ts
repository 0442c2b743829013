/** What the room server refuses, as the errors that the client knows. */
import type { CallsFailure } from "../../wire/calls-api.js";
import { CallsError } from "../../wire/calls-error.js";
import type { CallsErrorCode } from "../../wire/calls-error.js";
import { ROOM_CLOSE } from "../../wire/room-constants.js";
import type { RoomErrorCode } from "../../wire/room-protocol.js";
import { unreachable } from "../abort.js";

const CODES: Readonly<Record<RoomErrorCode, CallsErrorCode>> = {
  invalid_message: "protocol",
  message_too_large: "protocol",
  rate_limited: "rate-limited",
  // The server does not know the session as ours, any more: only a new one helps.
  session_not_owned: "session-expired",
  track_not_in_room: "track-not-found",
  invalid_room: "invalid-room",
  invalid_name: "invalid-name",
  room_not_found: "room-not-found",
  room_full: "room-full",
  room_locked: "room-locked",
  room_ended: "room-ended",
  denied: "denied",
  banned: "banned",
  unauthorized: "unauthorized",
  token_expired: "token-expired",
  forbidden: "forbidden",
  upstream_unavailable: "service-unavailable",
  internal: "server-error",
};

const RETRYABLE: ReadonlySet<CallsErrorCode> = new Set<CallsErrorCode>([
  "rate-limited",
  "room-full",
  "server-error",
  "service-unavailable",
]);

/** @param reason what the server says to do. */
export function roomError(code: string, reason: string): CallsError {
  const known = Object.hasOwn(CODES, code) ? CODES[code as RoomErrorCode] : "server-error";
  return new CallsError(known, reason, { retryable: RETRYABLE.has(known) });
}

/** The error of a reply that is not a success. */
export function replyError(status: number, body: unknown): CallsError {
  const failure = failureOf(body);
  if (failure.errorCode) return roomError(failure.errorCode, failure.errorDescription ?? failure.errorCode);
  return new CallsError(
    "server-error",
    `The server answered ${status}, not as a room server does. Check its address.`,
    { retryable: status >= 500 },
  );
}

/** What a body says went wrong, whether it is the room server's own or one in the shape of the Connection API. */
export function failureOf(body: unknown): CallsFailure {
  const { error, errorCode, errorDescription } = Object(body) as Record<string, unknown>;
  const { code, reason } = Object(error) as Record<string, unknown>;
  return { ...text("errorCode", errorCode ?? code), ...text("errorDescription", errorDescription ?? reason) };
}

const text = <K extends string>(key: K, value: unknown): { [P in K]?: string } =>
  typeof value === "string" ? ({ [key]: value } as { [P in K]?: string }) : {};

/** What the end of a socket means. */
export interface SocketEnd {
  readonly error: CallsError;
  /** Nothing is to be gained by connecting again. */
  readonly isFinal: boolean;
}

/** "Try again later" in the IANA registry: the room is full. */
const TRY_AGAIN_LATER = 1013;

export function socketEnd(code: number, reason: string): SocketEnd {
  switch (code) {
    case ROOM_CLOSE.left:
      return final("removed", "The server ended the stay. Join again to come back.");
    case ROOM_CLOSE.replaced:
      return final("replaced", "The same participant entered from elsewhere. Join again to come back.");
    case ROOM_CLOSE.unauthorized:
      return reason === "token_expired"
        ? final("token-expired", "The token has expired. Join again for a new token.")
        : final("unauthorized", "The server does not accept the token. Join again for a new token.");
    case ROOM_CLOSE.protocol:
      return final("protocol", "The server did not understand the client. Check that they are of one release.");
    case TRY_AGAIN_LATER:
      return final("room-full", "The room is full. Try again when somebody has left.");
    default:
      return { error: unreachable(`The connection to the room was lost (${code}).`), isFinal: false };
  }
}

const final = (code: CallsErrorCode, reason: string): SocketEnd => ({
  error: new CallsError(code, reason, { retryable: RETRYABLE.has(code) }),
  isFinal: true,
});
