import type { NewTracksRequest, TrackObject, TrackReply, TracksReply } from "../../wire/calls-api.js";
import { invalidParams } from "../failure.js";
import type { MediaLine } from "../sdp/line.js";
import type { MediaSection, PeerDescription } from "../sdp/types.js";
import { orInvalidDescription, readDescription } from "./descriptions.js";
import { attach, failedItem, findSources, pulledItem, subscribe, type Lookup } from "./pull.js";
import type { Session } from "./session.js";

/** Pulls tracks into the receiving sections of the client's own offer, in their order; answers it. */
export async function pullWithOffer(session: Session, request: NewTracksRequest): Promise<TracksReply> {
  const { sessionDescription, tracks = [] } = request;
  if (!sessionDescription) throw invalidParams("There is no session description.");
  const offer = readDescription(sessionDescription, "offer");
  orInvalidDescription(() => session.negotiation.checkOffer(offer));
  await session.readyForExchange();
  const lookups = await findSources(session, tracks);
  session.requireUsable();
  const places = assign(session, offer, lookups);
  session.negotiation.applyOffer(offer);
  session.connectTo(offer);
  const flowing: (() => void)[] = [];
  const replies = lookups.map((lookup, index): TrackReply => {
    if ("failure" in lookup) return failedItem(lookup);
    const line = lineAt(session, places[index]);
    subscribe(session, line, lookup);
    flowing.push(() => attach(line, lookup.publication));
    return pulledItem(lookup, line);
  });
  const sdp = session.writeAnswer();
  for (const start of flowing) session.whenReachable(start);
  return { requiresImmediateRenegotiation: false, sessionDescription: { type: "answer", sdp }, tracks: replies };
}

function lineAt(session: Session, mid: string | undefined): MediaLine {
  const line = session.negotiation.mediaLine(mid ?? "");
  if (!line) throw invalidParams("A receiving section of the offer has no codec that can be forwarded.");
  return line;
}

/** The mid for each track that was found: the one it names, or the next free section of its kind. */
function assign(session: Session, offer: PeerDescription, lookups: readonly Lookup[]): (string | undefined)[] {
  const free = offer.sections.filter((section) => isFree(session, section)) as MediaSection[];
  return lookups.map((lookup) => {
    if ("failure" in lookup) return undefined;
    const index = free.findIndex((section) => fits(section, lookup.track, lookup.publication.kind));
    const [section] = index === -1 ? [] : free.splice(index, 1);
    if (!section) throw invalidParams(`The offer has no free section that receives ${lookup.publication.kind}.`);
    return section.mid;
  });
}

function isFree(session: Session, section: PeerDescription["sections"][number]): boolean {
  if ((section.kind !== "audio" && section.kind !== "video") || section.stopped) return false;
  const receives = section.direction === "recvonly" || section.direction === "sendrecv";
  return receives && session.negotiation.mediaLine(section.mid)?.subscription === undefined;
}

function fits(section: MediaSection, { mid }: TrackObject, kind: string): boolean {
  return section.kind === kind && (mid === undefined || section.mid === mid);
}
