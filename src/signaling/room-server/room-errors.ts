/** What the room server refuses, as the errors that the client knows. */
import type { CallsFailure } from "../../wire/calls-api.js";
import { CallsError } from "../../base/error.js";
import type { CallsErrorCode } from "../../base/error.js";
import { ROOM_CLOSE } from "../../wire/tables.js";
import type { RoomErrorCode } from "../../wire/room-protocol.js";
import { unreachable } from "../../base/bounded.js";

/** The server's codes that have another name here. */
const RENAMED: Partial<Record<RoomErrorCode, CallsErrorCode>> = {
  invalid_message: "protocol",
  message_too_large: "protocol",
  // The server does not know the session as ours, any more: only a new one helps.
  session_not_owned: "session-expired",
  track_not_in_room: "track-not-found",
  upstream_unavailable: "service-unavailable",
  feature_full: "bad-request",
  origin_not_allowed: "not-configured",
};
/** Those that have the same name but for the hyphen. A test holds this to the protocol's list. */
const SAME =
  /^(rate_limited|invalid_(room|name)|room_(not_found|full|locked|ended)|denied|banned|unauthorized|token_expired|forbidden)$/;

const RETRYABLE = /^(rate-limited|room-full|server-error|service-unavailable)$/;

function codeOf(code: string): CallsErrorCode | undefined {
  if (Object.hasOwn(RENAMED, code)) return RENAMED[code as RoomErrorCode];
  return SAME.test(code) ? (code.replaceAll("_", "-") as CallsErrorCode) : undefined;
}

function errorOf(code: CallsErrorCode, reason: string): CallsError {
  return new CallsError(code, reason, { retryable: RETRYABLE.test(code) });
}

/** @param reason what the server says to do. */
export function roomError(code: string, reason: string): CallsError {
  return errorOf(codeOf(code) ?? "server-error", reason);
}

/** What the room does not do, although it understood. A feature of the application may have a word of its own for it. */
export function requestError(code: string, reason: string): CallsError {
  const error = roomError(code, reason);
  if (code !== "internal" && /^(protocol|server-error)$/.test(error.code)) {
    return new CallsError("bad-request", reason, { cause: { code } });
  }
  return error;
}

/** The error of a reply that is not a success. */
export function replyError(status: number, body: unknown): CallsError {
  const { errorCode, errorDescription } = failureOf(body);
  if (errorCode) return roomError(errorCode, errorDescription ?? errorCode);
  // A static host has a page for everything, or 404; a room server has words of its own.
  const isMissing = status < 400 || status === 404 || status === 405;
  const code = isMissing ? "not-configured" : "server-error";
  const advice = isMissing ? "Start one, or set its address." : "Check its address.";
  return new CallsError(code, `The server answered ${status}, not as a room server does. ${advice}`, {
    retryable: status >= 500,
  });
}

/** Is this the word of something on the way, and not of the room's? */
export const isStrange = ({ code }: CallsError): boolean => code === "server-error" || code === "not-configured";

/** What a body says went wrong, whether it is the room server's own or one in the shape of the Connection API. */
export function failureOf(body: unknown): CallsFailure {
  const { error, ...said } = Object(body) as Record<string, unknown>;
  const { code = said["errorCode"], reason = said["errorDescription"] } = Object(error) as Record<string, unknown>;
  return {
    ...(typeof code === "string" && { errorCode: code }),
    ...(typeof reason === "string" && { errorDescription: reason }),
  };
}

/** The ends of a socket after which nothing is to be gained by connecting again. */
const FINAL: Readonly<Record<number, CallsErrorCode>> = {
  [ROOM_CLOSE.left]: "removed",
  [ROOM_CLOSE.replaced]: "replaced",
  [ROOM_CLOSE.unauthorized]: "unauthorized",
  [ROOM_CLOSE.protocol]: "protocol",
  [ROOM_CLOSE.removed]: "removed",
  [ROOM_CLOSE.ended]: "room-ended",
  [ROOM_CLOSE.denied]: "denied",
  [ROOM_CLOSE.full]: "room-full",
};

/** What the end of a socket means. */
export interface SocketEnd {
  readonly error: CallsError;
  /** Nothing is to be gained by connecting again. */
  readonly isFinal: boolean;
}

/** @param reason one of the server's codes, where it is more than the close code says. */
export function socketEnd(close: number, reason: string): SocketEnd {
  const final = FINAL[close];
  const code = final && (codeOf(reason) ?? final);
  return code
    ? { error: errorOf(code, `The server ended the stay (${close}: ${code}). A new join may follow.`), isFinal: true }
    : { error: unreachable(`The connection to the room was lost (${close}).`), isFinal: false };
}
