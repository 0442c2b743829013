/** Who is in the room, as a pure function of what the server said. */
import { shareDeep } from "../base/share-deep.js";
import { shareList } from "../base/share.js";
import { isOfScreen } from "../wire/sources.js";
import type { AnnouncedTrack, Participant, RoomChange } from "../wire/room-protocol.js";

/** In order of joining, then of id. Frozen, and so is everything in it. */
export type Roster = readonly Participant[];

/** Nobody. */
export const EMPTY_ROSTER: Roster = Object.freeze([]);

/** A roster of `participants`. Entries that equal those of `previous` keep their identity. */
export function rosterOf(participants: readonly Participant[], previous: Roster = EMPTY_ROSTER): Roster {
  const known = byId(previous);
  const next = [...byId(participants).values()]
    .map((participant) => shareDeep(known.get(participant.id), participant))
    .sort((a, b) => a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1));
  return shareList(previous, next);
}

/** The roster after `change`; `roster` itself when the change makes no difference. */
export function reduceRoster(roster: Roster, change: RoomChange): Roster {
  switch (change.type) {
    case "join": {
      const { participant_id: id, participant_name: name, joined_at: joinedAt, role, metadata } = change.data;
      const known = roster.find((participant) => participant.id === id);
      return rosterOf([...roster, { ...known, id, name, joinedAt, role, metadata }], roster);
    }
    case "leave":
      return rosterOf(
        roster.filter(({ id }) => id !== change.data.participant_id),
        roster,
      );
    case "cloudflare-session": {
      const { participantId, participantName: name, sessionId, tracks, channels } = change;
      return update(roster, participantId, () => ({ name, session: { sessionId, tracks, channels } }));
    }
    case "participant":
      return update(roster, change.from, ({ hand: raised }) => {
        const { hand = raised, ...set } = change.set;
        return { ...set, hand: hand ?? undefined };
      });
    case "track-state":
      return update(
        roster,
        change.from,
        ({ session }) => session && { session: { ...session, tracks: withTrackState(session.tracks, change) } },
      );
    case "policy":
      return roster;
  }
}

/** What a `track-state` message says about which track. */
export interface TrackState {
  /** Of which kind the track is. */
  kind: AnnouncedTrack["kind"];
  /** Not muted. */
  enabled: boolean;
  /** Absent: the microphone or the camera, by kind. */
  trackName?: string | undefined;
}

/** `tracks` with the mute or unmute in it. */
export function withTrackState(tracks: readonly AnnouncedTrack[], state: TrackState): AnnouncedTrack[] {
  return tracks.map((track) => {
    const meant = state.trackName
      ? track.trackName === state.trackName
      : track.kind === state.kind && !isOfScreen(track);
    return meant ? { ...track, enabled: state.enabled } : track;
  });
}

function update(
  roster: Roster,
  id: string,
  change: (participant: Participant) => Partial<Participant> | undefined,
): Roster {
  return rosterOf(
    roster.map((participant) => (participant.id === id ? { ...participant, ...change(participant) } : participant)),
    roster,
  );
}

function byId(participants: readonly Participant[]): Map<string, Participant> {
  return new Map(participants.map((participant) => [participant.id, participant]));
}
