/** From a failed reply of the Connection API to the error that the client understands. */
import type { CallsFailure } from "../wire/calls-api.js";
import { CallsError } from "../wire/calls-error.js";
import type { CallsErrorCode } from "../wire/calls-error.js";

type Advice = readonly [code: CallsErrorCode, advice: string, retryable?: boolean];

const BY_ERROR_CODE: Readonly<Record<string, Advice>> = {
  token_expired: ["token-expired", "Join again for a new token."],
  not_found_track_error: ["track-not-found", "Try again when its publisher is connected and sending.", true],
  empty_track_error: ["track-empty", "Try again when its publisher is sending.", true],
};

const BY_STATUS: Readonly<Record<number, Advice>> = {
  401: ["unauthorized", "Join again for a new token."],
  403: ["forbidden", "Use your own session, and tracks of your room."],
  406: ["session-conflict", "Finish one change of the session before the next, or replace the session."],
  410: ["session-expired", "Replace the session: it cannot be used again."],
  425: ["session-not-ready", "Try again when the peer connection is connected.", true],
  429: ["rate-limited", "Try again later, in fewer calls.", true],
};

/**
 * @param status the HTTP status of the reply.
 * @param failure what the reply's body says, if it says anything.
 */
export function callsErrorOf(status: number, failure: CallsFailure = {}): CallsError {
  const [code, advice, retryable = false] =
    BY_ERROR_CODE[failure.errorCode ?? ""] ?? BY_STATUS[status] ?? other(status);
  const said = [failure.errorCode, failure.errorDescription].filter(Boolean).join(": ");
  return new CallsError(code, `${said || `The server answered ${status}`}. ${advice}`, { retryable });
}

function other(status: number): Advice {
  return status >= 500
    ? ["service-unavailable", "Try again in a moment.", true]
    : ["bad-request", "Change the request: it will fail again."];
}
