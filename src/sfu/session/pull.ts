import type { TrackObject, TrackReply, TracksReply } from "../../wire/calls-api.js";
import { invalidParams, type ItemFailure, tooManyFormats, trackEmpty, trackNotFound } from "../failure.js";
import type { Publication } from "../router/publication.js";
import { Subscription } from "../router/subscription.js";
import type { MediaLine } from "../sdp/line.js";
import type { Session, SessionContext } from "./session.js";

/** A wish for a track whose source was found. */
interface Found<Track = TrackObject> {
  readonly track: Track;
  readonly publication: Publication;
}

/** What became of a wish for a track, once its source was looked up. */
export type Lookup<Track = TrackObject> = Found<Track> | { readonly track: Track; readonly failure: ItemFailure };

/**
 * Pulls tracks; we make the offer, and nothing flows before its answer. Tracks that name a `mid` (or `#name`, the section
 * of a publication of the session's own) flow in that section at once, with no offer.
 */
export async function pullWithOurOffer(session: Session, tracks: readonly TrackObject[]): Promise<TracksReply> {
  await session.readyForExchange();
  for (const track of tracks) if (track.mid !== undefined) existingLine(session, track);
  const lookups = await findSources(session, tracks);
  session.requireUsable();
  session.requireRoomFor(lookups.filter((lookup) => "publication" in lookup && lookup.track.mid === undefined).length);
  const offered: { line: MediaLine; publication: Publication }[] = [];
  const replies = lookups.map((lookup): TrackReply => {
    if ("failure" in lookup) return failedItem(lookup);
    const { track, publication } = lookup;
    if (track.mid !== undefined) return pullInto(session, existingLine(session, track), lookup);
    const { kind, source } = publication;
    const line = session.negotiation.addMediaLine(kind, source.codecs, "send");
    if (!line) return failedItem({ track, failure: tooManyFormats() });
    subscribe(session, line, lookup);
    offered.push({ line, publication });
    return pulledItem(lookup, line);
  });
  if (offered.length === 0) return { requiresImmediateRenegotiation: false, tracks: replies };
  session.started();
  session.onAnswer = () => {
    for (const { line, publication } of offered) session.whenReachable(() => attach(line, publication));
  };
  return {
    requiresImmediateRenegotiation: true,
    sessionDescription: { type: "offer", sdp: session.writeOffer() },
    tracks: replies,
  };
}

/** Gives a line its subscription to a publication; {@link attach} lets it flow. */
export function subscribe(session: Session, line: MediaLine, { track, publication }: Found): void {
  line.startSubscription(new Subscription(line.kind, line, publication.sessionId, track.simulcast ?? {}));
  session.records.addRemote(line, publication);
}

export function attach(line: MediaLine, publication: Publication): void {
  if (publication.active) line.subscription?.attach(publication, performance.now());
}

/** Finds the publications that remote tracks name, and waits for their first packets. */
export function findSources(session: Session, tracks: readonly TrackObject[]): Promise<Lookup[]> {
  for (const { sessionId, trackName } of tracks) {
    if (sessionId === undefined || trackName === undefined) {
      throw invalidParams("A remote track needs a sessionId and a trackName.");
    }
  }
  return Promise.all(tracks.map((track) => findSource(session.context, track)));
}

/** What looking for a publication takes: the sessions of the app, and patience. */
export type SourceContext = Pick<SessionContext, "find" | "timers" | "timings">;

/** Finds the publication that a remote track names, and waits for its first packet. */
export async function findSource<Track extends Pick<TrackObject, "sessionId" | "trackName">>(
  context: SourceContext,
  track: Track,
): Promise<Lookup<Track>> {
  const publisher = context.find(track.sessionId ?? "");
  const publication = publisher?.publications.get(track.trackName ?? "");
  if (publisher?.state !== "connected" || !publication) return { track, failure: trackNotFound() };
  await firstPacket(context, publication);
  if (!publication.active) return { track, failure: trackNotFound() };
  return publication.hasMedia ? { track, publication } : { track, failure: trackEmpty() };
}

async function firstPacket({ timers, timings }: SourceContext, publication: Publication): Promise<void> {
  if (publication.hasMedia || !publication.active) return;
  await new Promise<void>((resolve) => {
    const stopListening = publication.onMedia(() => {
      cancel();
      resolve();
    });
    const cancel = timers.after(timings.firstPacketWait, () => {
      stopListening();
      resolve();
    });
  });
}

/** The section that a track is to be pulled into. */
function existingLine(session: Session, { mid = "" }: TrackObject): MediaLine {
  const line = mid.startsWith("#")
    ? session.negotiation.mediaLine(session.publications.get(mid.slice(1))?.mid ?? "")
    : session.negotiation.mediaLine(mid);
  if (!line?.peerReceives) throw invalidParams(`There is no transceiver ${mid} that receives.`);
  return line;
}

function pullInto(session: Session, line: MediaLine, found: Found): TrackReply {
  if (found.publication.kind !== line.kind) throw invalidParams(`Media section ${line.mid} carries ${line.kind}.`);
  // What was received there before goes on with another source: the receiver sees one stream, whose numbers may not begin anew.
  if (line.subscription) {
    line.subscription.policy = found.track.simulcast ?? {};
    session.records.addRemote(line, found.publication);
  } else {
    subscribe(session, line, found);
  }
  attach(line, found.publication);
  return pulledItem(found, line);
}

export function failedItem({ track, failure }: Extract<Lookup, { failure: unknown }>): TrackReply {
  return { ...echo(track), ...(track.kind && { kind: track.kind }), mid: "", ...failure };
}

export function pulledItem({ track }: { readonly track: TrackObject }, line: MediaLine): TrackReply {
  return { ...echo(track), kind: line.kind, mid: line.mid };
}

function echo({ sessionId, trackName, simulcast }: TrackObject): TrackReply {
  return {
    location: "remote",
    ...(sessionId !== undefined && { sessionId }),
    ...(trackName !== undefined && { trackName }),
    ...(simulcast && { simulcast }),
  };
}
