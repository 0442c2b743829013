/** The room as its members see it. */
import type { AnnouncedSession, AnnouncedTrack, Participant, RoomChange } from "../wire/room-protocol.js";
import type { Lookup } from "./overlay.js";
import type { RoomParticipant } from "./state.js";

type People = Pick<Lookup<RoomParticipant>, "values">;

/** Everyone, in order of joining; the id decides between two who joined in the same millisecond. */
export function inOrder(participants: People): RoomParticipant[] {
  return [...participants.values()].sort((a, b) => a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1));
}

/** Everyone, as a `welcome` tells it. What is as it usually is, is left out. */
export const snapshot = (participants: People): Participant[] => inOrder(participants).map(participantOf);

/** Somebody, as others see them. */
export function participantOf(participant: RoomParticipant): Participant {
  const { id, name, joinedAt, session, hand, voice } = participant;
  return {
    id,
    name,
    joinedAt,
    ...(session && { session }),
    ...standing(participant),
    ...(hand !== undefined && { hand }),
    ...(voice.speaking && { speaking: true }),
  };
}

const standing = ({ role, metadata }: RoomParticipant): Pick<Participant, "role" | "metadata"> => ({
  ...(role !== "speaker" && { role }),
  ...(metadata && { metadata }),
});

type JoinChange = Extract<RoomChange, { type: "join" }>;

export function joinChange(participant: RoomParticipant, revision: number): JoinChange {
  const { data, ...join } = plainJoin(participant, revision);
  return { ...join, data: { ...data, ...standing(participant) } };
}

/** For clients without the subprotocol. */
export function plainJoin({ id, name, joinedAt }: RoomParticipant, revision: number): JoinChange {
  const data = { participant_id: id, participant_name: name, joined_at: joinedAt };
  return { type: "join", revision, from: id, data };
}

/** The change as a client without the subprotocol knows it; `undefined` when it knows nothing of the kind. */
export function forPlainClients(change: RoomChange): RoomChange | undefined {
  switch (change.type) {
    case "join": {
      const { participant_id, participant_name, joined_at } = change.data;
      return { ...change, data: { participant_id, participant_name, joined_at } };
    }
    case "participant":
    case "policy":
      return undefined;
    default:
      return change;
  }
}

export function sessionChange(
  roomId: string,
  participant: RoomParticipant,
  session: AnnouncedSession,
  revision: number,
): RoomChange {
  return {
    type: "cloudflare-session",
    revision,
    roomId,
    participantId: participant.id,
    participantName: participant.name,
    ...session,
  };
}

/** The participant that a change is about. */
export const subjectOf = (change: RoomChange): string =>
  change.type === "cloudflare-session" ? change.participantId : change.from;

const sameList = <T>(a: readonly T[] = [], b: readonly T[] = [], same: (a: T, b: T) => boolean): boolean =>
  a.length === b.length && a.every((item, index) => same(item, b[index] as T));

const sameTrack = (a: AnnouncedTrack, b: AnnouncedTrack): boolean =>
  a.trackName === b.trackName &&
  a.kind === b.kind &&
  a.source === b.source &&
  (a.enabled ?? true) === (b.enabled ?? true) &&
  sameList(a.rids, b.rids, Object.is);

/** Do two announcements say the same? Clients repeat theirs after every reconnect. */
export function sameSession(a: AnnouncedSession | undefined, b: AnnouncedSession): boolean {
  return (
    a !== undefined &&
    a.sessionId === b.sessionId &&
    sameList(a.tracks, b.tracks, sameTrack) &&
    sameList(
      a.channels,
      b.channels,
      (x, y) =>
        x.name === y.name &&
        (x.ordered ?? true) === (y.ordered ?? true) &&
        x.maxRetransmits === y.maxRetransmits &&
        x.maxPacketLifeTime === y.maxPacketLifeTime,
    )
  );
}
