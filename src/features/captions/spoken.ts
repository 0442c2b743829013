import type { ServiceRoom } from "../../server/services/service.js";
import type { CaptionLine } from "./contract.js";
import { captionsFeature, transcriptFeature } from "./room.js";

const captions = captionsFeature();
const transcript = transcriptFeature();

/**
 * What was spoken in a room, as far as it is known in words: its transcript, or the last lines of its captions.
 *
 * @example An assistant in the chat that hosts may let answer from it.
 * ```ts
 * const options = { ...config, features: [...heard.features], services: [...heard.services] };
 * const chat = assistantOf({ model, spoken: spokenIn });
 * ```
 */
export function spokenIn(room: Pick<ServiceRoom, "feature">): readonly CaptionLine[] {
  const written = room.feature(transcript)?.lines ?? [];
  return written.length > 0 ? written : (room.feature(captions)?.lines ?? []);
}
