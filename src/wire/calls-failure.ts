/** From a failure of the Connection API to the error that the client understands. */
import { CallsError, type CallsErrorCode } from "../base/error.js";
import type { CallsFailure } from "./calls-api.js";

type Advice = readonly [code: CallsErrorCode, advice: string, retryable?: boolean];

const NEW_TOKEN = "Join again for a new token.";
const WHEN_SENDING = "Try again when its publisher is connected and sending.";
const LATER = "Try again in a moment.";
const CHANGE: Advice = ["bad-request", "Change the request: it will fail again."];
const UNAVAILABLE: Advice = ["service-unavailable", LATER, true];

/** By the service's code, which says more, and by the status of the reply. */
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

/** What only an item of a batch says: a reply that is an error as a whole is judged by its status. */
const ADVICE_ON_ITEMS: Readonly<Record<string, Advice>> = {
  retryable_transient_error: UNAVAILABLE,
  temporarily_unavailable_error: UNAVAILABLE,
  transport_unavailable_error: UNAVAILABLE,
  // The former holder of the name is still being closed.
  repeated_local_track_error: ["bad-request", LATER, true],
  invalid_params: CHANGE,
  update_track_error: CHANGE,
};

/**
 * The error of a reply that is one as a whole.
 *
 * @param status the HTTP status of the reply.
 * @param failure what the reply's body says, if it says anything.
 */
export function replyFailure(status: number, failure: CallsFailure = {}): CallsError {
  const advice = ADVICE[failure.errorCode ?? ""] ?? ADVICE[status] ?? (status >= 500 ? UNAVAILABLE : CHANGE);
  return errorOf(failure, `The server answered ${status}`, advice);
}

/** The error of one item of a batch, or of a reply that lacks it. */
export function itemFailure(item: CallsFailure = {}): CallsError {
  const { errorCode = "" } = item;
  const advice = ADVICE_ON_ITEMS[errorCode] ?? ADVICE[errorCode] ?? ["server-error", LATER, true];
  return errorOf(item, "The reply says nothing of this item", advice);
}

function errorOf({ errorCode, errorDescription }: CallsFailure, otherwise: string, advice: Advice): CallsError {
  const [code, whatToDo, retryable = false] = advice;
  const said = [errorCode, errorDescription].filter(Boolean).join(": ");
  return new CallsError(code, `${said || otherwise}. ${whatToDo}`, { retryable });
}
