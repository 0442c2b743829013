import type { TrackObject, TrackReply, TracksReply, UpdateTracksRequest } from "../../wire/calls-api.js";
import { invalidParams, itemFailure } from "../failure.js";
import { codecKey } from "../sdp/codecs.js";
import { SDP_LIMITS } from "../sdp/lines.js";
import type { MediaLine } from "../sdp/line.js";
import { attach, failedItem, findSources, pulledItem, type Lookup } from "./pull.js";
import { answerOffer } from "./renegotiate.js";
import type { Session } from "./session.js";

/**
 * Points receivers at other publications, or other layers of theirs. No session description changes, and one that comes along is
 * answered.
 */
export async function updateTracks(session: Session, request: UpdateTracksRequest): Promise<TracksReply> {
  const { tracks, sessionDescription } = request;
  if (tracks.length === 0) throw invalidParams("There is no track to update.");
  if (tracks.length > SDP_LIMITS.sections) throw invalidParams(`Expecting at most ${SDP_LIMITS.sections} tracks`);
  for (const { location, mid } of tracks) {
    if (location !== "remote" || mid === undefined) {
      throw invalidParams("An update names a remote track and the mid that receives it.");
    }
  }
  await session.connected();
  const lookups = await findSources(session, tracks);
  const answer = sessionDescription && (await answerOffer(session, sessionDescription));
  const replies = lookups.map((lookup) => updateTrack(session, lookup));
  return { requiresImmediateRenegotiation: false, ...(answer && { sessionDescription: answer }), tracks: replies };
}

function updateTrack(session: Session, lookup: Lookup): TrackReply {
  const { track } = lookup;
  const line = session.negotiation.mediaLine(track.mid ?? "");
  if (!line?.subscription) return { ...track, ...cannotUpdate(`Nothing is received on mid ${track.mid}`) };
  if ("failure" in lookup) return failedItem(lookup);
  const { publication } = lookup;
  const { subscription } = line;
  if (!canReceive(line, lookup)) return { ...track, ...cannotUpdate("The receiver cannot take this kind of media") };
  if (!knowsLayer(track, publication)) return { ...track, ...cannotUpdate("The track is not set up for simulcast") };
  if (track.simulcast) subscription.policy = { ...subscription.policy, ...track.simulcast };
  if (subscription.publication === publication) {
    subscription.select(performance.now());
  } else {
    attach(line, publication);
    session.records.addRemote(line, publication);
  }
  return pulledItem(lookup, line);
}

function canReceive(line: MediaLine, { publication }: Extract<Lookup, { publication: unknown }>): boolean {
  const known = new Set(line.codecs.map(codecKey));
  return publication.kind === line.kind && publication.source.codecs.some((codec) => known.has(codecKey(codec)));
}

/** A layer can be chosen only of a track that has layers. */
function knowsLayer(
  { simulcast }: TrackObject,
  { layers }: Extract<Lookup, { publication: unknown }>["publication"],
): boolean {
  return !simulcast?.preferredRid || !layers.has("");
}

function cannotUpdate(description: string): ReturnType<typeof itemFailure> {
  return itemFailure("update_track_error", description);
}
