import type { CloseTracksReply, CloseTracksRequest } from "../../wire/calls-api.js";
import { invalidParams, trackClosed } from "../failure.js";
import { orInvalidDescription, readDescription } from "./descriptions.js";
import { SDP_LIMITS } from "../sdp/lines.js";
import type { Session } from "./session.js";

/** Closes what runs on some mids: with the client's offer, or at once and with no description at all. */
export async function closeTracks(session: Session, request: CloseTracksRequest): Promise<CloseTracksReply> {
  const { tracks, force, sessionDescription } = request;
  if (tracks.length === 0) throw invalidParams("There is no track to close.");
  if (tracks.length > SDP_LIMITS.sections) throw invalidParams(`Expecting at most ${SDP_LIMITS.sections} tracks`);
  if (force) {
    await session.connected();
    const closed = tracks.map(({ mid }) => closeMid(session, mid, true));
    return { requiresImmediateRenegotiation: false, tracks: closed };
  }
  if (!sessionDescription) throw invalidParams("Closing without force needs an offer.");
  const offer = readDescription(sessionDescription, "offer");
  orInvalidDescription(() => session.negotiation.checkOffer(offer));
  await session.connected();
  const closed = tracks.map(({ mid }) => closeMid(session, mid, false));
  session.negotiation.applyOffer(offer);
  session.connectTo(offer);
  return {
    requiresImmediateRenegotiation: false,
    sessionDescription: { type: "answer", sdp: session.writeAnswer() },
    tracks: closed,
  };
}

function closeMid(session: Session, mid: string, force: boolean): CloseTracksReply["tracks"][number] {
  if (!session.records.close(mid)) return { mid, ...trackClosed() };
  const line = session.negotiation.mediaLine(mid);
  if (line?.publication) {
    session.endPublication(line.publication);
    line.exhausted ||= force;
  }
  line?.endSubscription();
  return { mid };
}
