import type { AnnouncedTrack } from "../../wire/room-protocol.js";
import { randomId } from "../random-id.js";
import { callAs, refusalOf } from "./calls.js";
import type { Gateway } from "./gateway.js";
import type { MediaAnswer, MediaRequest } from "./media.js";
import { refuse } from "./media.js";
import type { OfferedSection } from "./offer.js";
import { readOffer } from "./offer.js";

const SOURCES = { audio: "microphone", video: "camera" } as const;

/** WHIP: somebody enters the room with what they send. They are announced when it flows. */
export async function publish(
  gateway: Gateway,
  { guest, offer }: Extract<MediaRequest, { type: "publish" }>,
): Promise<MediaAnswer> {
  const sections = readOffer(offer);
  if (!sections) return refuse(400, "invalid_message", "The body is not an SDP offer whose sections have mids.");
  if (!fits(sections)) {
    return refuse(422, "invalid_message", "Offer at most one audio and one video, and send them.");
  }
  const { participantId, name } = guest;
  const isThere = gateway.room.state.participants.has(participantId);
  const entered = await gateway.enter(guest);
  if ("type" in entered) return entered;
  const { id, sessionId } = entered;
  const tracks = sections.map((section) => trackOf(section, id));
  const reply = await callAs(gateway.room, participantId, "newTracks", sessionId, {
    sessionDescription: { type: "offer", sdp: offer },
    tracks: sections.map(({ mid }, index) => ({ location: "local", mid, trackName: tracks[index]?.trackName ?? "" })),
  });
  const sdp = "ok" in reply ? reply.ok.sessionDescription?.sdp : undefined;
  const isWhole = "ok" in reply && reply.ok.tracks.every(({ errorCode }) => errorCode === undefined);
  if (sdp === undefined || !isWhole) {
    if (!isThere) gateway.leave(participantId, name);
    if ("failed" in reply) return refusalOf(reply.failed);
    return refuse(503, "upstream_unavailable", "The media service did not take the stream. Try again shortly.", 5);
  }
  const socket = entered.socket ?? "";
  gateway.seat(socket, participantId, name);
  const etag = randomId();
  const since = gateway.now();
  gateway.begin({ kind: "whip", id, etag, participantId, sessionId, socket, tracks, flowing: [], since });
  return { type: "created", resource: id, etag, sdp };
}

/** RFC 9725 has one audio and one video at most, in one direction. */
function fits(sections: readonly OfferedSection[]): boolean {
  const count = (kind: string): number => sections.filter((section) => section.kind === kind).length;
  return sections.length > 0 && count("audio") <= 1 && count("video") <= 1 && sections.every(({ sends }) => sends);
}

const trackOf = ({ kind, rids }: OfferedSection, id: string): AnnouncedTrack => ({
  trackName: `${kind}-${id.slice(0, 8)}`,
  kind,
  source: SOURCES[kind],
  ...(rids.length > 1 && { rids: [...rids] }),
});
