/** Who is in the room, as a pure function of what the server said. */
import type { AnnouncedTrack, Participant, RoomChange } from "../wire/room-protocol.js";

/** In order of joining, then of id. Frozen, and so is everything in it. */
export type Roster = readonly Participant[];

export const EMPTY_ROSTER: Roster = Object.freeze([]);

/** A roster of `participants`. Entries that equal those of `previous` keep their identity. */
export function rosterOf(participants: readonly Participant[], previous: Roster = EMPTY_ROSTER): Roster {
  const known = new Map(previous.map((participant) => [participant.id, participant]));
  const next = [...new Map(participants.map((participant) => [participant.id, participant])).values()]
    .map((participant) => share(known.get(participant.id), participant))
    .sort(inOrderOfJoining);
  return sameItems(previous, next) ? previous : Object.freeze(next);
}

/** The roster after `change`; `roster` itself when the change makes no difference. */
export function reduceRoster(roster: Roster, change: RoomChange): Roster {
  switch (change.type) {
    case "join": {
      const { participant_id: id, participant_name: name, joined_at: joinedAt, role, metadata } = change.data;
      const others = roster.filter((participant) => participant.id !== id);
      const known = roster.find((participant) => participant.id === id);
      return rosterOf(
        [...others, { ...known, id, name, joinedAt, ...(role && { role }), ...(metadata && { metadata }) }],
        roster,
      );
    }
    case "leave":
      return rosterOf(
        roster.filter((participant) => participant.id !== change.data.participant_id),
        roster,
      );
    case "cloudflare-session":
      return update(roster, change.participantId, (participant) => ({
        ...participant,
        name: change.participantName,
        session: {
          sessionId: change.sessionId,
          tracks: change.tracks,
          ...(change.channels && { channels: change.channels }),
        },
      }));
    case "participant": {
      const { hand, ...set } = change.set;
      return update(roster, change.from, ({ hand: raised, ...participant }) => {
        const next = hand === undefined ? raised : hand;
        return { ...participant, ...set, ...(next != null && { hand: next }) };
      });
    }
    case "policy":
      return roster;
    case "track-state":
      return update(roster, change.from, (participant) => ({
        ...participant,
        ...(participant.session && {
          session: { ...participant.session, tracks: withTrackState(participant.session.tracks, change) },
        }),
      }));
  }
}

/** What a `track-state` message says about which track. */
export interface TrackState {
  kind: AnnouncedTrack["kind"];
  enabled: boolean;
  /** Absent: the microphone or the camera, by kind. */
  trackName?: string | undefined;
}

/** `tracks` with the mute or unmute in it. */
export function withTrackState(tracks: readonly AnnouncedTrack[], state: TrackState): AnnouncedTrack[] {
  const source = state.kind === "audio" ? "microphone" : "camera";
  return tracks.map((track) => {
    const meant = state.trackName
      ? track.trackName === state.trackName
      : track.kind === state.kind && (track.source ?? source) === source;
    return meant ? { ...track, enabled: state.enabled } : track;
  });
}

function update(roster: Roster, id: string, change: (participant: Participant) => Participant): Roster {
  return rosterOf(
    roster.map((participant) => (participant.id === id ? change(participant) : participant)),
    roster,
  );
}

function inOrderOfJoining(a: Participant, b: Participant): number {
  return a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1);
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** `next`, frozen, with every part that equals a part of `previous` replaced by that part. */
function share<T>(previous: T | undefined, next: T): T {
  if (previous === next || !isObject(next)) return next;
  if (Array.isArray(next)) return shareArray(Array.isArray(previous) ? previous : [], next) as T;
  const before: Record<string, unknown> = isObject(previous) ? previous : {};
  const after = Object.fromEntries(Object.entries(next).map(([key, value]) => [key, share(before[key], value)]));
  const same = previous && [...Object.keys(before), ...Object.keys(after)].every((key) => before[key] === after[key]);
  return same ? previous : (Object.freeze(after) as T);
}

/** Items are found again wherever they moved to. */
function shareArray(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const items = next.map((item) => {
    for (const known of previous) if (share(known, item) === known) return known;
    return share(undefined, item);
  });
  return sameItems(previous, items) ? previous : Object.freeze(items);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
