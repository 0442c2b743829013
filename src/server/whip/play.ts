import { cleanName } from "../../wire/participant-name.js";
import { isOfScreen } from "../../wire/sources.js";
import type { AnnouncedSession, AnnouncedTrack } from "../../wire/room-protocol.js";
import { randomId } from "../../base/random-id.js";
import type { RoomParticipant, RoomState } from "../../room/state.js";
import { callAs, refusalOf } from "./calls.js";
import type { Entered, GuestEntrance } from "./entrance.js";
import type { Pull } from "./guest.js";
import type { GuestIdentity, MediaAnswer, MediaRefusal, MediaRequest } from "./media.js";
import { refuse } from "./media.js";
import { readOffer } from "./offer.js";

/** Seconds after which a player may ask again for somebody who sends nothing. */
const RETRY = 5;

/** WHEP: a player receives what one participant sends. It is seen in the room, like everybody who listens. */
export async function play(
  entrance: GuestEntrance,
  request: Extract<MediaRequest, { type: "play" }>,
): Promise<MediaAnswer> {
  const { guest, offer, screen } = request;
  const sections = offer === undefined ? undefined : readOffer(offer);
  if (offer !== undefined && !sections) {
    return refuse(400, "invalid_message", "The body is not an SDP offer whose sections have mids.");
  }
  const wanted = sections?.filter(({ receives }) => receives).map(({ kind }) => kind);
  if (wanted?.length === 0) return refuse(422, "invalid_message", "Offer to receive audio, video or both.");
  const isThere = entrance.isIn(guest.participantId);
  const refusal = await entrance.refusalAtDoor(guest, "play");
  if (refusal) return refusal;
  const publisher = findPublisher(entrance.room.state, request.publisher);
  if (!publisher)
    return refuse(404, "track_not_in_room", "Nobody of this id is in the room, nor one person of this name.");
  const tracks = tracksToPlay(publisher.session, screen, wanted);
  if (!publisher.session || tracks.length === 0) return notLive();

  const entered = await enterOrRide(entrance, guest, isThere);
  if ("type" in entered) return entered;
  const { id, participantId, sessionId, socket } = entered;
  const from = publisher.session.sessionId;
  const reply = await callAs(entrance.room, participantId, "newTracks", sessionId, {
    ...(offer !== undefined && { sessionDescription: { type: "offer", sdp: offer } }),
    tracks: tracks.map(({ trackName, kind }) => ({ location: "remote", sessionId: from, trackName, kind })),
  });
  const sdp = "ok" in reply ? reply.ok.sessionDescription?.sdp : undefined;
  const pulls = "ok" in reply ? pullsOf(reply.ok.tracks, tracks, from) : [];
  if (sdp === undefined || pulls.length === 0) {
    if (!isThere) entrance.leave(participantId, guest.name);
    return "failed" in reply ? refusalOf(reply.failed) : notLive();
  }
  if (!entrance.isIn(participantId)) return refuse(403, "forbidden", "A host has put you out.");
  if (socket !== undefined) entrance.seat(socket, participantId, guest.name);
  const etag = randomId();
  entrance.begin({
    kind: "whep",
    id,
    etag,
    participantId,
    sessionId,
    socket,
    publisher: publisher.id,
    screen,
    pulls,
    awaitsAnswer: offer === undefined,
    since: entrance.now(),
  });
  return { type: "created", resource: id, etag, sdp };
}

const notLive = (): MediaRefusal => refuse(409, "track_not_in_room", "They are not sending at the moment.", RETRY);

/**
 * A participant by id, or the only one of a name. Whom a token gave the name comes before those who chose it, and where tokens
 * decide who is who, a name that somebody chose is no address.
 */
function findPublisher({ participants, rules }: RoomState, wanted: string): RoomParticipant | undefined {
  const known = participants.get(wanted);
  if (known) return known;
  const name = cleanName(wanted);
  const named = [...participants.values()].filter((participant) => participant.name === name);
  const given = named.filter(({ mayRename }) => !mayRename);
  const addressed = given.length > 0 || rules.hasRoles ? given : named;
  return addressed.length === 1 ? addressed[0] : undefined;
}

/** One audio and one video at most: of the camera and microphone, or of the screen. */
export function tracksToPlay(
  session: AnnouncedSession | undefined,
  screen: boolean,
  wanted: readonly string[] = ["audio", "video"],
): AnnouncedTrack[] {
  const fitting = session?.tracks.filter((track) => isOfScreen(track) === screen) ?? [];
  return (["audio", "video"] as const).flatMap((kind) => {
    const track = wanted.includes(kind) ? fitting.find((candidate) => candidate.kind === kind) : undefined;
    return track ?? [];
  });
}

/** A player with the token of somebody who is in the room receives as that person; others enter. */
async function enterOrRide(
  entrance: GuestEntrance,
  guest: GuestIdentity,
  isThere: boolean,
): Promise<Entered | MediaRefusal> {
  if (!isThere) return entrance.enter(guest);
  const reply = await callAs(entrance.room, guest.participantId, "newSession", undefined, undefined);
  if ("failed" in reply) return refusalOf(reply.failed);
  return { id: randomId(), participantId: guest.participantId, sessionId: reply.ok.sessionId, socket: undefined };
}

function pullsOf(
  replies: readonly { mid?: string | undefined; trackName?: string | undefined; errorCode?: string }[],
  tracks: readonly AnnouncedTrack[],
  sessionId: string,
): Pull[] {
  return tracks.flatMap(({ kind, trackName }, index) => {
    const reply = replies.find((item) => item.trackName === trackName) ?? replies[index];
    const mid = reply?.errorCode === undefined ? reply?.mid : undefined;
    return mid ? { mid, kind, sessionId, trackName } : [];
  });
}
