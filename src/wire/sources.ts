/** What a source is: where a track comes from, of which kind it is, and in which layers a camera is sent. */
import type { AnnouncedTrack, MediaKind, MediaSource } from "./room-protocol.js";

/** Where a track comes from. One that does not say is a microphone or a camera. */
export function sourceOf({ kind, source }: Pick<AnnouncedTrack, "kind" | "source">): MediaSource {
  return source ?? (kind === "audio" ? "microphone" : "camera");
}

/** Of which kind the tracks of a source are. */
export function kindOf(source: MediaSource): MediaKind {
  return source === "microphone" || source === "screen-audio" ? "audio" : "video";
}

/** Whether a track is of a shared screen: its picture or its sound. */
export function isOfScreen({ source }: Pick<AnnouncedTrack, "source">): boolean {
  return source === "screen" || source === "screen-audio";
}

/** One layer of a camera that is sent in several. */
export interface CameraLayer {
  readonly rid: string;
  /** Bits per second. */
  readonly maxBitrate: number;
  /** By how much the picture is smaller than the camera's, in width and in height. */
  readonly scaleResolutionDownBy: number;
}

/** Bits per second of the smallest picture that anybody sends. */
export const LEAST_BITRATE = 150_000;

/**
 * The layers of a camera, best first: full, half and quarter size of 1280x720. Their names are in the order of the alphabet,
 * because the service goes down the alphabet when a subscriber's bandwidth is low.
 */
export const CAMERA_LAYERS: readonly CameraLayer[] = [
  { rid: "f", maxBitrate: 1_700_000, scaleResolutionDownBy: 1 },
  { rid: "h", maxBitrate: 500_000, scaleResolutionDownBy: 2 },
  { rid: "q", maxBitrate: LEAST_BITRATE, scaleResolutionDownBy: 4 },
];
