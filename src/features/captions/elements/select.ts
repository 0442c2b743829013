import type { RoomSnapshot } from "../../../client/types.js";
import { captions, transcript, type CaptionsView, type TranscriptView } from "../contract.js";

/** What the room has of captions; `undefined` while there is no call, or no captions in it. */
export const captionsIn = ({ status, features }: RoomSnapshot): CaptionsView | undefined =>
  status.phase === "joined" ? (features[captions.name] as CaptionsView | undefined) : undefined;

/** Who of the others keeps their words out, of those who speak now or of all; empty for nobody. */
export const keptOutNames = (snapshot: RoomSnapshot, isSpeaking = false): string =>
  snapshot.participants
    .filter(({ id, speaking }) => captionsIn(snapshot)?.out.includes(id) && (!isSpeaking || speaking))
    .map(({ name }) => name)
    .join(", ");

/** What the room has of a transcript; `undefined` while there is no call, or no transcript in it. */
export const transcriptIn = ({ status, features }: RoomSnapshot): TranscriptView | undefined =>
  status.phase === "joined" ? (features[transcript.name] as TranscriptView | undefined) : undefined;
