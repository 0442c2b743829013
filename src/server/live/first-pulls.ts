/** What somebody who comes in sees and hears first. */
import type { NewTracksRequest, SessionDescription, Simulcast, TrackObject } from "../../wire/calls-api.js";
import type { AnnouncedTrack, Participant } from "../../wire/room-protocol.js";
import { repeatSections } from "./repeat-sections.js";

/** Tracks of each kind that are pulled with a join at most: a page of tiles. */
const MOST = 9;

/**
 * The tracks of others that a page begins with: those who were here first, who speak before who does not, screens before
 * cameras.
 *
 * @param template an offer that receives one track of each kind. Its sections are repeated as often as there are tracks.
 * @returns `undefined` when there is nothing to pull, or the offer cannot be repeated.
 */
export function firstPulls(others: readonly Participant[], template: SessionDescription): NewTracksRequest | undefined {
  const published = others.flatMap(({ session, speaking = false }) =>
    (session?.tracks ?? []).map((track) => ({ track, sessionId: session?.sessionId, speaking })),
  );
  const speakersFirst = published.toSorted((a, b) => Number(b.speaking) - Number(a.speaking));
  const sounds = speakersFirst.filter(({ track }) => track.kind === "audio").slice(0, MOST);
  const videos = published.filter(({ track }) => track.kind === "video" && track.enabled !== false);
  const byScreen = videos.toSorted((a, b) => Number(isScreen(b.track)) - Number(isScreen(a.track))).slice(0, MOST);
  const wanted = [...sounds, ...byScreen];
  if (wanted.length === 0) return undefined;
  const sdp = repeatSections(template.sdp, { audio: sounds.length, video: byScreen.length });
  if (sdp === undefined) return undefined;
  const tracks = wanted.map(({ track, sessionId }): TrackObject => {
    const simulcast = layerOf(track, videos.length);
    return { location: "remote", sessionId, trackName: track.trackName, ...(simulcast && { simulcast }) };
  });
  return { sessionDescription: { type: "offer", sdp }, tracks };
}

const isScreen = ({ source }: AnnouncedTrack): boolean => source === "screen";

/** Alone on the page a picture is large, among four half so wide; whatever the page needs, it asks for after. */
function layerOf({ rids = [] }: AnnouncedTrack, videos: number): Simulcast | undefined {
  const preferredRid = rids[Math.min(rids.length - 1, Math.ceil(Math.log2(videos) / 2))];
  return preferredRid === undefined
    ? undefined
    : { preferredRid, priorityOrdering: "asciibetical", ridNotAvailable: "asciibetical" };
}
