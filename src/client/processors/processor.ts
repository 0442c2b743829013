/**
 * What can be done to a device's track before it is sent, such as blurring what is behind a person. Nothing here is loaded
 * before a page asks for it.
 *
 * @module
 */

/** What a {@link Processor} is told beside the track. */
export interface ProcessorOptions {
  /** Aborts when the result is not needed any more: let go of everything then. */
  readonly signal: AbortSignal;
}

/**
 * Makes another track of the camera's or the microphone's: blurs what is behind a person, or takes noise out of a voice. It
 * is called anew whenever the device gives another track.
 *
 * The given track stays the room's: do not stop it. The result is stopped by the room.
 *
 * @example
 * ```ts
 * await room.request({ type: "set-processor", source: "camera", processor: blur() });
 * ```
 */
export type Processor = (track: MediaStreamTrack, options: ProcessorOptions) => Promise<MediaStreamTrack>;
