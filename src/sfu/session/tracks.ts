import type { NewTracksRequest, TracksReply } from "../../wire/calls-api.js";
import { invalidParams } from "../failure.js";
import { pullWithOffer } from "./play.js";
import { publishWithOffer, publishWithOurOffer } from "./publish.js";
import { pullWithOurOffer } from "./pull.js";
import type { Session } from "./session.js";

/** Adds tracks: all of the caller's own, or all of others; with the caller's offer, or with ours. */
export async function newTracks(session: Session, request: NewTracksRequest): Promise<TracksReply> {
  const { tracks = [], autoDiscover = false, sessionDescription } = request;
  const { tracksPerCall } = session.context.limits;
  if (tracks.length > tracksPerCall) throw invalidParams(`Expecting at most ${tracksPerCall} tracks in the request`);
  const locations = new Set(tracks.map(({ location }) => location));
  if (locations.size > 1) throw invalidParams("Local and remote tracks cannot be mixed in one request.");
  if (tracks.length === 0 && !autoDiscover && !sessionDescription) {
    throw invalidParams("There is no track in the request.");
  }
  if (locations.has("remote")) {
    return sessionDescription ? pullWithOffer(session, request) : pullWithOurOffer(session, tracks);
  }
  return sessionDescription ? publishWithOffer(session, request) : publishWithOurOffer(session, tracks);
}
