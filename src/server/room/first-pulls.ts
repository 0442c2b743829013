/** What somebody who comes in sees and hears first. */
import type { NewTracksRequest, SessionDescription, Simulcast, TrackObject } from "../../wire/calls-api.js";
import type { AnnouncedTrack, MediaKind, Participant } from "../../wire/room-protocol.js";

/**
 * The tracks of others that fit into the sections that an offer receives with: those who were here first, as far as there are
 * sections. Screens come before cameras.
 *
 * @returns `undefined` when there is nothing to pull.
 */
export function firstPulls(
  others: readonly Participant[],
  sessionDescription: SessionDescription,
): NewTracksRequest | undefined {
  const published = others.flatMap(({ session }) =>
    (session?.tracks ?? []).map((track) => ({ track, sessionId: session?.sessionId })),
  );
  const videos = published.filter(({ track }) => track.kind === "video" && track.enabled !== false);
  const sounds = published.filter(({ track }) => track.kind === "audio");
  const byScreen = videos.toSorted((a, b) => Number(isScreen(b.track)) - Number(isScreen(a.track)));
  const wanted = [
    ...sounds.slice(0, sectionsOf(sessionDescription, "audio")),
    ...byScreen.slice(0, sectionsOf(sessionDescription, "video")),
  ];
  if (wanted.length === 0) return undefined;
  const tracks = wanted.map(({ track, sessionId }): TrackObject => {
    const simulcast = layerOf(track, videos.length);
    return { location: "remote", sessionId, trackName: track.trackName, ...(simulcast && { simulcast }) };
  });
  return { sessionDescription, tracks };
}

const isScreen = ({ source }: AnnouncedTrack): boolean => source === "screen";

function sectionsOf({ sdp }: SessionDescription, kind: MediaKind): number {
  return sdp.match(new RegExp(`^m=${kind} `, "gm"))?.length ?? 0;
}

/** Alone on the page a picture is large, among four half so wide; whatever the page needs, it asks for after. */
function layerOf({ rids = [] }: AnnouncedTrack, videos: number): Simulcast | undefined {
  const preferredRid = rids[Math.min(rids.length - 1, Math.ceil(Math.log2(videos) / 2))];
  return preferredRid === undefined
    ? undefined
    : { preferredRid, priorityOrdering: "asciibetical", ridNotAvailable: "asciibetical" };
}
