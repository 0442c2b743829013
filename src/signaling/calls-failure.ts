/** From a failed reply of the Connection API to the error that the client understands. */
import type { CallsFailure } from "../wire/calls-api.js";
import { CallsError } from "../wire/calls-error.js";
import type { CallsErrorCode } from "../wire/calls-error.js";

type Advice = readonly [code: CallsErrorCode, advice: string, retryable?: boolean];

const NEW_TOKEN = "Join again for a new token.";
const WHEN_SENDING = "Try again when its publisher is connected and sending.";

const ADVICE: Readonly<Record<string, Advice>> = {
  token_expired: ["token-expired", NEW_TOKEN],
  not_found_track_error: ["track-not-found", WHEN_SENDING, true],
  empty_track_error: ["track-empty", WHEN_SENDING, true],
  401: ["unauthorized", NEW_TOKEN],
  403: ["forbidden", "Use your own session, and tracks of your room."],
  406: ["session-conflict", "Finish one change of the session before the next, or replace it."],
  410: ["session-expired", "Replace the session: it cannot be used again."],
  425: ["session-not-ready", "Try again when the peer connection is connected.", true],
  429: ["rate-limited", "Try again later, in fewer calls.", true],
};

/**
 * @param status the HTTP status of the reply.
 * @param failure what the reply's body says, if it says anything.
 */
export function callsErrorOf(status: number, { errorCode = "", errorDescription }: CallsFailure = {}): CallsError {
  const [code, advice, retryable = false] = ADVICE[errorCode] ?? ADVICE[status] ?? other(status);
  const said = [errorCode, errorDescription].filter(Boolean).join(": ");
  return new CallsError(code, `${said || `The server answered ${status}`}. ${advice}`, { retryable });
}

function other(status: number): Advice {
  return status >= 500
    ? ["service-unavailable", "Try again in a moment.", true]
    : ["bad-request", "Change the request: it will fail again."];
}
