import { CAMERA_LAYERS } from "../../wire/sources.js";
import type { MediaSource } from "../../wire/room-protocol.js";

/** How sound is sent, as Opus. What is left out is as the browser does it. */
export interface AudioSending {
  /** Sends next to nothing while there is silence. Default `true` for microphones; music wants `false`. */
  readonly dtx?: boolean;
  /** Two channels. Default `false` for microphones, `true` for the sound of a screen. */
  readonly stereo?: boolean;
  /** Repeats a little of each packet in the next one, so that a lost one is hardly heard. Default `true`. */
  readonly fec?: boolean;
  /** Bits per second that the encoder takes on average, 6000 to 510000. Default for the sound of a screen: 128000. */
  readonly maxAverageBitrate?: number;
}

/** How a picture is sent. */
export interface VideoSending {
  /**
   * Codecs in the order in which they are wanted, as in `["video/AV1", "video/VP9"]`. The rest of the browser's come after
   * them, so that there is always one that both sides know. Default: the browser's own order.
   */
  readonly codecs?: readonly string[];
  /**
   * The simulcast layers, best first, with `rid`s in the order of the alphabet and each of half the size before it; one without
   * a `rid` is sent alone. Default: three layers of a camera, up to 1.7 Mbit/s; one of a screen, up to 2.5 Mbit/s.
   */
  readonly encodings?: readonly RTCRtpEncodingParameters[];
  /**
   * What is kept when bandwidth is short: `detail` and `text` keep it sharp, `motion` keeps it smooth. Default `motion` for
   * cameras, `detail` for screens.
   */
  readonly contentHint?: "motion" | "detail" | "text";
}

/** How a device of this browser is captured. */
export interface Capturing {
  /**
   * What is asked of the device, over the defaults, as in `{ frameRate: 15 }`. A device is what the person chooses, and not asked
   * for here.
   */
  readonly constraints?: MediaTrackConstraints;
}

/**
 * How each source is captured and sent; what is left out has its default.
 *
 * @example
 * ```ts
 * // A music lesson.
 * const constraints = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 2 };
 * const media = { microphone: { constraints, stereo: true, dtx: false, maxAverageBitrate: 256_000 } };
 * const room = createRoom({ signaling, media });
 * ```
 */
export interface MediaOptions {
  /** How the microphone is captured and sent. */
  readonly microphone?: AudioSending & Capturing;
  /** How the camera is captured and sent. */
  readonly camera?: VideoSending & Capturing;
  /** How the picture of a shared screen is sent; what is captured of it is the person's choice. */
  readonly screen?: VideoSending;
  readonly "screen-audio"?: AudioSending;
}

/** How one source is sent, whatever it is. */
export type Sending = AudioSending & VideoSending;

export const SENDING: Readonly<Record<MediaSource, Sending>> = {
  microphone: { dtx: true, stereo: false },
  camera: { encodings: CAMERA_LAYERS, contentHint: "motion" },
  // A screen is sent once, in its own size, because text in a smaller layer could not be read.
  screen: { encodings: [{ maxBitrate: 2_500_000 }], contentHint: "detail" },
  "screen-audio": { stereo: true, maxAverageBitrate: 128_000 },
};
