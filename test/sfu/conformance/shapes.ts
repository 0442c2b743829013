import * as v from "valibot";

/** Shapes of replies. Objects are strict: a field that the service does not send is a difference. */
export const text = v.pipe(v.string(), v.minLength(1));
export const mid = v.pipe(v.string(), v.regex(/^\S+$/));
export const answer = v.strictObject({ type: v.literal("answer"), sdp: v.pipe(v.string(), v.startsWith("v=0")) });
export const offer = v.strictObject({ type: v.literal("offer"), sdp: v.pipe(v.string(), v.startsWith("v=0")) });
export const channelId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_534));

export function failure(errorCode: string, errorDescription?: string): v.GenericSchema {
  return v.looseObject({
    errorCode: v.literal(errorCode),
    errorDescription: errorDescription === undefined ? text : v.literal(errorDescription),
  });
}

export const notReady = failure(
  "session_error",
  "Session is not ready yet. Please ensure the PeerConnection is connected before making this request",
);
export const disconnected = failure(
  "session_error",
  "Session appears to be disconnected. Please check if the PeerConnection is connected.",
);
export const trackNotFound = failure(
  "not_found_track_error",
  "Track not found on remote peer. Make sure the publisher peer is connected and sending packets for this track",
);
export const trackClosed = failure("close_track_error", "Track doesn't exist or was already closed");

/** A description that does not fit the state that the session's offers and answers are in. */
export function wrongState(state: "stable" | "have_local_offer"): v.GenericSchema {
  return v.intersect([
    failure("invalid_session_description"),
    v.looseObject({ errorSubcode: v.literal(`invalid_modification_${state}`) }),
  ]);
}
