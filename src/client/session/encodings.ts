import type { MediaSource } from "../../wire/room-protocol.js";

/**
 * The simulcast layers of a camera, best first: full, half and quarter size of 1280x720. Their names are in the order of the
 * alphabet, because the service goes down the alphabet when a subscriber's bandwidth is low.
 */
export const CAMERA_ENCODINGS: readonly RTCRtpEncodingParameters[] = [
  { rid: "f", maxBitrate: 1_700_000 },
  { rid: "h", maxBitrate: 500_000, scaleResolutionDownBy: 2 },
  { rid: "q", maxBitrate: 150_000, scaleResolutionDownBy: 4 },
];

/** A screen is sent once, in the size that it has: a smaller one could not be read. */
const SCREEN_ENCODINGS: readonly RTCRtpEncodingParameters[] = [{ maxBitrate: 2_500_000 }];

/** How each source is encoded; sound as the browser does it. */
export const ENCODINGS: Partial<Record<MediaSource, readonly RTCRtpEncodingParameters[]>> = {
  camera: CAMERA_ENCODINGS,
  screen: SCREEN_ENCODINGS,
};
