import type { ServiceHandle } from "../../server/services/service.js";
import { openIngest, silentFrames, type IngestTrack, type TrackSource } from "./ingest.js";

/** A track on which nothing is said: what the AI hears while nobody has it. */
export interface Silence extends TrackSource {
  /** Has a moment of it heard at once, by which whoever listens for pauses knows that somebody has finished. */
  play(): void;
  close(): void;
}

/** Frames of a moment: two seconds. */
const MOMENT = 100;

/**
 * Publishes silence through an adapter. A receiver of the AI's can be pointed at something else, and not at nothing: to close it would
 * close what the AI sends, too.
 *
 * @throws Error where the server does not know its own address; CallsApiError.
 */
export async function openSilence(
  handle: Pick<ServiceHandle, "accept" | "calls" | "schedule">,
  trackName: string,
  signal: AbortSignal,
): Promise<Silence> {
  const play = (send: IngestTrack["send"]): void => {
    for (const frame of silentFrames(MOMENT)) send(frame);
  };
  const { sessionId, send, close } = await openIngest({ handle, trackName, signal, came: play });
  return { sessionId, trackName, play: () => play(send), close };
}
