import { randomBytes } from "node:crypto";
import type { NewTracksRequest, TrackObject, TrackReply, TracksReply } from "../../wire/calls-api.js";
import { invalidParams, tooManyFormats } from "../failure.js";
import { Publication } from "../router/publication.js";
import { DEFAULT_CODECS } from "../sdp/defaults.js";
import type { MediaLine } from "../sdp/line.js";
import type { PeerDescription } from "../sdp/types.js";
import { orInvalidDescription, readDescription } from "./descriptions.js";
import type { Session } from "./session.js";

/** A track to publish: where, and under which name. */
interface LocalTrack {
  readonly mid: string;
  readonly trackName: string;
  readonly bidirectional: boolean;
}

/** Publishes tracks that the peer is to send; we make the offer. */
export async function publishWithOurOffer(session: Session, tracks: readonly TrackObject[]): Promise<TracksReply> {
  const wanted = tracks.map((track) => {
    const { kind, trackName, bidirectionalMediaStream = false } = track;
    if (kind === undefined || trackName === undefined) {
      throw invalidParams("A local track without a session description needs a kind and a trackName.");
    }
    return { kind, trackName, bidirectional: bidirectionalMediaStream };
  });
  await session.readyForExchange();
  session.requireRoomFor(wanted.length);
  const replies = wanted.map(({ kind, trackName, bidirectional }): TrackReply => {
    const purpose = bidirectional ? "both" : "receive";
    const line = session.negotiation.addMediaLine(kind, DEFAULT_CODECS[kind], purpose);
    if (!line) return { location: "local", trackName, ...tooManyFormats() };
    line.bidirectional = bidirectional;
    addPublication(session, line, trackName, bidirectional);
    return localReply(line, trackName, bidirectional);
  });
  session.started();
  return {
    requiresImmediateRenegotiation: true,
    sessionDescription: { type: "offer", sdp: session.writeOffer() },
    tracks: replies,
  };
}

/** Publishes tracks with the client's offer; answers it. */
export async function publishWithOffer(session: Session, request: NewTracksRequest): Promise<TracksReply> {
  const { sessionDescription, tracks = [], autoDiscover = false } = request;
  if (!sessionDescription) throw invalidParams("Publishing with mids needs a session description.");
  const offer = readDescription(sessionDescription, "offer");
  orInvalidDescription(() => session.negotiation.checkOffer(offer));
  const wanted = autoDiscover ? discover(session, offer) : tracks.map((track) => localTrack(track, offer));
  await session.readyForExchange();
  session.negotiation.applyOffer(offer);
  session.connectTo(offer);
  const replies = wanted.map((track) => publish(session, track));
  session.media.forgetStopped();
  return {
    requiresImmediateRenegotiation: false,
    sessionDescription: { type: "answer", sdp: session.writeAnswer() },
    tracks: replies,
  };
}

/** Registers what the peer sends in `line` under a name, in the place of an older publication of that name or line. */
export function addPublication(session: Session, line: MediaLine, name: string, bidirectional: boolean): Publication {
  const older = session.publications.get(name);
  if (older) session.endPublication(older);
  if (line.publication) session.endPublication(line.publication);
  const publication = new Publication(session.id, name, line.mid, line.kind, line, line.rids);
  publication.onKeyframeWanted = () => session.media.hasteFeedback();
  session.publications.set(name, publication);
  session.records.addLocal(publication, bidirectional);
  line.publication = publication;
  return publication;
}

function publish(session: Session, { mid, trackName, bidirectional }: LocalTrack): TrackReply {
  const line = session.negotiation.mediaLine(mid);
  if (!line) throw invalidParams(`Media section ${mid} has no codec that can be forwarded.`);
  line.bidirectional ||= bidirectional;
  addPublication(session, line, trackName, bidirectional);
  return localReply(line, trackName, bidirectional);
}

function localReply({ mid, kind }: MediaLine, trackName: string, bidirectional: boolean): TrackReply {
  return { location: "local", mid, kind, trackName, ...(bidirectional && { bidirectionalMediaStream: true }) };
}

function localTrack(track: TrackObject, offer: PeerDescription): LocalTrack {
  const { mid, trackName } = track;
  if (mid === undefined || trackName === undefined) throw invalidParams("A local track needs a mid and a trackName.");
  const section = offer.sections.find((candidate) => candidate.mid === mid);
  if (section?.kind !== "audio" && section?.kind !== "video") {
    throw invalidParams(`The offer has no audio or video section with mid ${mid}.`);
  }
  if (section.stopped) throw invalidParams(`Media section ${mid} is stopped.`);
  return { mid, trackName, bidirectional: track.bidirectionalMediaStream ?? false };
}

/** A name for each section that sends and has none yet. */
function discover(session: Session, offer: PeerDescription): LocalTrack[] {
  return offer.sections.flatMap((section) => {
    if ((section.kind !== "audio" && section.kind !== "video") || section.stopped) return [];
    if (!section.direction.startsWith("send") || session.negotiation.mediaLine(section.mid)?.publication) return [];
    return [{ mid: section.mid, trackName: randomBytes(16).toString("hex"), bidirectional: false }];
  });
}
