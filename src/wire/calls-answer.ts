/** Errors of the Connection API in our own words: what the service says in prose never reaches a browser or a log. */
import type { CallsFailure } from "./calls-api.js";

/** What `/cloudflare/…` answers: the shape of the Connection API, made by us. */
export interface CallsAnswer {
  readonly status: number;
  readonly body: object;
  /** Seconds. */
  readonly retryAfter?: number;
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  decoding_error: "The request was not understood. Check its fields.",
  invalid_params: "The request's values do not fit together.",
  payload_too_large: "The request is too large.",
  session_error: "The session is not connected, or has ended.",
  invalid_session_description: "The session description does not fit the session's state.",
  not_found_track_error: "The track or channel is not available. Try again when its publisher is sending.",
  empty_track_error: "No media of the track has arrived. Try again when its publisher is sending.",
  repeated_local_track_error: "The track or channel is already published.",
  update_track_error: "The track cannot be updated like this.",
  close_track_error: "The track does not exist or is closed.",
  retryable_transient_error: "A passing fault. Try again shortly.",
  temporarily_unavailable_error: "Not available at the moment. Try again shortly.",
  transport_unavailable_error: "The session's transport is not available.",
  backend_error: "The service failed.",
  internal_error: "The service failed.",
  unauthorized: "The token is missing or not valid. Join the room to get one.",
  token_expired: "The token has expired. Join the room again for a new one.",
  forbidden: "Not allowed.",
  session_not_owned: "The session belongs to somebody else.",
  not_found: "There is no such operation.",
  rate_limited: "Too many requests. Wait a moment.",
  upstream_unavailable: "The media service cannot be reached. Try again shortly.",
};

/** The error fields for a code. A code that is not known keeps its name if it looks like one. */
export function failure(code: string, description?: string): Required<Omit<CallsFailure, "errorSubcode">> {
  const errorCode = /^[a-z_]{1,64}$/.test(code) ? code : "internal_error";
  const known = Object.hasOwn(DESCRIPTIONS, errorCode) ? DESCRIPTIONS[errorCode] : undefined;
  return { errorCode, errorDescription: description ?? known ?? "The service refused." };
}

/** As the service does for a dead session: the client makes a new one. */
export const sessionGone = (): CallsAnswer => failed(410, "session_error", "The session has ended. Create a new one.");

/** A whole answer that is an error. */
export const failed = (status: number, code: string, description?: string): CallsAnswer => ({
  status,
  body: failure(code, description),
});
