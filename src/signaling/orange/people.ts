/** People of an Orange room as ours, and the other way round. Pure: what was seen before is given. */
import type { AnnouncedSession, AnnouncedTrack, Metadata, Participant } from "../../wire/room-protocol.js";
import { sourceOf } from "../../wire/sources.js";
import type { AiState } from "../ai.js";
import { nameOf } from "../read-announced.js";
import type { OrangeUser, TrackPlace } from "./messages.js";

/** The id of the AI participant, which the server makes up. */
export const AI = "ai";

/** What Orange does not tell of somebody, but can be seen: since when they are there, and since when their hand is up. */
export interface Seen {
  readonly joinedAt: number;
  readonly hand: number | undefined;
}

/** Who is in the call, without those in the lobby. @param self is in it from the moment that the room knows them. */
export function inCall(users: readonly OrangeUser[], ai: AiState, self: string): readonly OrangeUser[] {
  return users.filter(({ id, joined }) => (id === AI ? ai.enabled : joined || id === self));
}

/**
 * Since when everybody is there, in the order in which the room names those who are new.
 *
 * @param now milliseconds since 1970.
 */
export function look(
  users: readonly OrangeUser[],
  before: ReadonlyMap<string, Seen>,
  now: number,
): ReadonlyMap<string, Seen> {
  let last = Math.max(now - 1, ...Array.from(before.values(), ({ joinedAt }) => joinedAt));
  return new Map(
    users.map(({ id, raisedHand }) => {
      const known = before.get(id);
      return [id, { joinedAt: known?.joinedAt ?? ++last, hand: raisedHand ? (known?.hand ?? now) : undefined }];
    }),
  );
}

/** One of its users as a participant. */
export function participantOf(user: OrangeUser, { joinedAt, hand }: Seen): Participant {
  const { id, name, speaking, extras } = user;
  const session = sessionOf(user);
  return {
    id,
    name: nameOf(name),
    joinedAt,
    ...(session && { session }),
    ...(hand !== undefined && { hand }),
    ...(speaking && { speaking }),
    ...(extras && Object.keys(extras.metadata).length > 0 && { metadata: extras.metadata }),
  };
}

/** What somebody publishes. After a reconnect, tracks follow one by one: those of the former session are no good any more. */
function sessionOf(user: OrangeUser): AnnouncedSession | undefined {
  const { audio, audioEnabled, video, videoEnabled, screen, extras } = user;
  const places = [audio, video, screen].filter((place) => place !== undefined);
  const isUsed = places.length === 0 || places.some((place) => place.sessionId === user.sessionId);
  const sessionId = isUsed ? user.sessionId : places[0]?.sessionId;
  if (sessionId === undefined) return undefined;
  const there = (place: TrackPlace | undefined): string | undefined =>
    place?.sessionId === sessionId ? place.trackName : undefined;
  const track = (
    source: "microphone" | "camera" | "screen",
    trackName: string | undefined,
    enabled: boolean,
  ): AnnouncedTrack[] => {
    const rids = extras?.tracks.find((each) => each.trackName === trackName)?.rids;
    const kind = source === "microphone" ? "audio" : "video";
    return trackName === undefined ? [] : [{ trackName, kind, source, enabled, ...(rids && { rids }) }];
  };
  const sound = extras?.tracks.find((each) => sourceOf(each) === "screen-audio");
  const tracks = [
    ...track("microphone", there(audio), audioEnabled),
    ...track("camera", there(video), videoEnabled),
    ...track("screen", there(screen), true),
    ...(sound ? [sound] : []),
  ];
  const channels = extras?.channels ?? [];
  if (tracks.length + channels.length === 0) return undefined;
  return { sessionId, tracks, ...(channels.length > 0 && { channels: [...channels] }) };
}

/** What this client says of itself. */
export interface OwnState {
  readonly id: string;
  readonly name: string;
  readonly session: AnnouncedSession | undefined;
  readonly raisedHand: boolean;
  readonly speaking: boolean;
  readonly metadata: Metadata | undefined;
  readonly key: string | undefined;
}

/** A client's own user, as Orange's clients say it; what they do not know is in `calls`, which its server keeps as it is. */
export function ownUser({ id, name, session, raisedHand, speaking, metadata, key }: OwnState): object {
  const find = (source: string): AnnouncedTrack | undefined =>
    session?.tracks.find((track) => sourceOf(track) === source);
  const placeOf = (track: AnnouncedTrack | undefined): string | undefined =>
    session && track && `${session.sessionId}/${track.trackName}`;
  const isOn = (track: AnnouncedTrack | undefined): boolean => track !== undefined && track.enabled !== false;
  const [audio, video, screen] = [find("microphone"), find("camera"), find("screen")];
  return {
    id,
    name,
    ...(session && { transceiverSessionId: session.sessionId }),
    raisedHand,
    speaking,
    joined: true,
    tracks: {
      audio: placeOf(audio),
      audioEnabled: isOn(audio),
      audioUnavailable: false,
      video: placeOf(video),
      videoEnabled: isOn(video),
      screenshare: placeOf(screen),
      screenShareEnabled: isOn(screen),
    },
    calls: { tracks: session?.tracks ?? [], channels: session?.channels ?? [], metadata, key },
  };
}
