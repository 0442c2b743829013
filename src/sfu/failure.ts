import type { ServiceErrorCode } from "../wire/calls-api.js";

/** A request that is refused as a whole: HTTP status, `errorCode` and `errorDescription`. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";

  constructor(
    readonly status: number,
    readonly code: ServiceErrorCode,
    readonly description: string,
    readonly headers: Readonly<Record<string, string>> = {},
    readonly subcode?: string,
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

/** As the service says it: such a session is to be replaced. */
export const tooManySections = (): ApiFailure =>
  new ApiFailure(410, "session_error", "The session has as many media sections as it may: replace it with another");

export const tooManySessions = (): ApiFailure =>
  new ApiFailure(503, "temporarily_unavailable_error", "The SFU has as many sessions as it takes: try again later", {
    "retry-after": "10",
  });

export const invalidDescription = (description: string): ApiFailure =>
  new ApiFailure(406, "invalid_session_description", description);

/** A description that does not fit the state of the offers and answers. */
export const wrongOrder = (state: "stable" | "have_local_offer", description: string): ApiFailure =>
  new ApiFailure(406, "invalid_session_description", description, {}, `invalid_modification_${state}`);

export const invalidParams = (description: string): ApiFailure => new ApiFailure(406, "invalid_params", description);

export const invalidBody = (description: string): ApiFailure => new ApiFailure(400, "decoding_error", description);

/** The error fields of one failed item of a batch. */
export interface ItemFailure {
  readonly errorCode: ServiceErrorCode;
  readonly errorDescription: string;
}

export function itemFailure(errorCode: ServiceErrorCode, errorDescription: string): ItemFailure {
  return { errorCode, errorDescription };
}

export const trackNotFound = (): ItemFailure =>
  itemFailure(
    "not_found_track_error",
    "Track not found on remote peer. Make sure the publisher peer is connected and sending packets for this track",
  );

export const trackEmpty = (): ItemFailure =>
  itemFailure("empty_track_error", "No packets were received from the remote track in time");

export const tooManyFormats = (): ItemFailure =>
  itemFailure("internal_error", "The session has no payload type left for the track: replace it with another");

export const trackClosed = (): ItemFailure =>
  itemFailure("close_track_error", "Track doesn't exist or was already closed");
