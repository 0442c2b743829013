import { sourceOf } from "../../wire/sources.js";
import type { AnnouncedTrack } from "../../wire/room-protocol.js";
import { randomId } from "../../base/random-id.js";
import { callAs, refusalOf } from "./calls.js";
import type { GuestEntrance } from "./entrance.js";
import type { MediaAnswer, MediaRequest } from "./media.js";
import { refuse } from "./media.js";
import type { OfferedSection } from "./offer.js";
import { readOffer } from "./offer.js";

/** WHIP: somebody enters the room with what they send. They are announced when it flows. */
export async function publish(
  entrance: GuestEntrance,
  { guest, offer }: Extract<MediaRequest, { type: "publish" }>,
): Promise<MediaAnswer> {
  const sections = readOffer(offer);
  if (!sections) return refuse(400, "invalid_message", "The body is not an SDP offer whose sections have mids.");
  if (!fits(sections)) {
    return refuse(422, "invalid_message", "Offer at most one audio and one video, and send them.");
  }
  const refusal = await entrance.refusalAtDoor(guest, "publish");
  if (refusal) return refusal;
  const { participantId, name } = guest;
  if (!entrance.mayReplace(guest)) {
    return refuse(403, "forbidden", "Somebody else publishes as this guest. Only they, or a host, may end it.");
  }
  const isThere = entrance.isIn(participantId);
  const entered = await entrance.enter(guest);
  if ("type" in entered) return entered;
  const { id, sessionId } = entered;
  const tracks = sections.map((section) => trackOf(section, id));
  const reply = await callAs(entrance.room, participantId, "newTracks", sessionId, {
    sessionDescription: { type: "offer", sdp: offer },
    tracks: sections.map(({ mid }, index) => ({ location: "local", mid, trackName: tracks[index]?.trackName ?? "" })),
  });
  const sdp = "ok" in reply ? reply.ok.sessionDescription?.sdp : undefined;
  const isWhole = "ok" in reply && reply.ok.tracks.every(({ errorCode }) => errorCode === undefined);
  if (sdp === undefined || !isWhole) {
    if (!isThere) entrance.leave(participantId, name);
    if ("failed" in reply) return refusalOf(reply.failed);
    return refuse(503, "upstream_unavailable", "The media service did not take the stream. Try again shortly.", 5);
  }
  // They may have been put out meanwhile.
  if (!entrance.isIn(participantId)) return refuse(403, "forbidden", "A host has put you out.");
  const socket = entered.socket ?? "";
  entrance.seat(socket, participantId, name);
  const etag = randomId();
  const since = entrance.now();
  const startedBy = guest.stream.bearer;
  entrance.begin({ kind: "whip", id, etag, participantId, sessionId, socket, startedBy, tracks, flowing: [], since });
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
  source: sourceOf({ kind }),
  ...(rids.length > 1 && { rids: [...rids] }),
});
