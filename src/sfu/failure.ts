import type { CallsErrorCode, CallsFailure } from "../wire/calls-api.js";

/** A request that is refused as a whole: HTTP status, `errorCode` and `errorDescription`. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";

  constructor(
    readonly status: number,
    readonly code: CallsErrorCode,
    readonly description: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${status} ${code}: ${description}`);
  }
}

export const notReady = (): ApiFailure =>
  new ApiFailure(
    425,
    "session_error",
    "Session is not ready yet. Please ensure the PeerConnection is connected before making this request",
  );

export const disconnected = (): ApiFailure =>
  new ApiFailure(
    410,
    "session_error",
    "Session appears to be disconnected. Please check if the PeerConnection is connected.",
  );

export const invalidDescription = (description: string): ApiFailure =>
  new ApiFailure(406, "invalid_session_description", description);

export const invalidParams = (description: string): ApiFailure => new ApiFailure(406, "invalid_params", description);

export const invalidBody = (description: string): ApiFailure => new ApiFailure(400, "decoding_error", description);

/** The error fields of one failed item of a batch. */
export function itemFailure(errorCode: CallsErrorCode, errorDescription: string): Required<CallsFailure> {
  return { errorCode, errorDescription };
}

export const trackNotFound = (): Required<CallsFailure> =>
  itemFailure(
    "not_found_track_error",
    "Track not found on remote peer. Make sure the publisher peer is connected and sending packets for this track",
  );

export const trackEmpty = (): Required<CallsFailure> =>
  itemFailure("empty_track_error", "No packets were received from the remote track in time");

export const trackClosed = (): Required<CallsFailure> =>
  itemFailure("close_track_error", "Track doesn't exist or was already closed");
