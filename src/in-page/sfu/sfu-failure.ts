/** How this SFU says no: as the service would over HTTP. */
import type { ServiceErrorCode, CallsFailure } from "../../wire/calls-api.js";

/** A reply that is an error as a whole. */
export class SfuFailure extends Error {
  readonly status: number;
  readonly failure: CallsFailure;

  constructor(status: number, errorCode: ServiceErrorCode, errorDescription: string) {
    super(errorDescription);
    this.status = status;
    this.failure = { errorCode, errorDescription };
  }
}

export const sessionGone = () =>
  new SfuFailure(
    410,
    "session_error",
    "Session appears to be disconnected. Please check if the PeerConnection is connected",
  );

export const sessionNotReady = () =>
  new SfuFailure(
    425,
    "session_error",
    "Session is not ready yet. Please ensure the PeerConnection is connected before making this request",
  );

export const wrongOrder = (description: string) => new SfuFailure(406, "invalid_session_description", description);

export const invalidParams = (description: string) => new SfuFailure(406, "invalid_params", description);

/** One failed item of a batch. */
export const itemFailure = (errorCode: ServiceErrorCode, errorDescription: string): CallsFailure => ({
  errorCode,
  errorDescription,
});

export const trackNotFound = () =>
  itemFailure(
    "not_found_track_error",
    "Track not found on remote peer. Make sure the publisher peer is connected and sending packets for this track",
  );

export const alreadyClosed = () => itemFailure("close_track_error", "Track doesn't exist or was already closed");
