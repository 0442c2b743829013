/** Who made which SFU session, and what of it the room may see. */
import type { AnnouncedSession, AnnouncedTrack, TrackStateMessageSchema } from "../../wire/room-protocol.js";
import type * as v from "valibot";
import type { Draft } from "./draft.js";
import { sameSession, sessionChange } from "./roster.js";
import type { RoomParticipant, RoomSession, RoomSocket } from "./state.js";

type TrackStateMessage = v.InferOutput<typeof TrackStateMessageSchema>;

/** The proxy made a session for a participant, who is its only user from now on. */
export function recordSession(draft: Draft, sessionId: string, owner: string): void {
  draft.sessions.set(sessionId, { id: sessionId, owner, usedAt: draft.at, releasedAt: undefined });
  draft.persist();
  const live = [...draft.sessions.values()].filter((session) => isLive(session) && session.owner === owner);
  const announced = draft.participants.get(owner)?.session?.sessionId;
  // In the order in which they were made: browsers that reconnect often leave dead ones behind.
  const spare = live.filter((session) => session.id !== announced && session.id !== sessionId);
  for (const session of spare.slice(0, Math.max(0, live.length - draft.settings.sessionsPerParticipant))) {
    release(draft, session);
  }
}

export function markSessionUsed(draft: Draft, sessionId: string): void {
  const session = draft.sessions.get(sessionId);
  if (session && isLive(session)) draft.sessions.set(sessionId, { ...session, usedAt: draft.at });
}

const isLive = (session: RoomSession): boolean => session.releasedAt === undefined;

function release(draft: Draft, session: RoomSession): void {
  draft.sessions.set(session.id, { ...session, releasedAt: draft.at });
  draft.release(session.id, "all");
  draft.persist();
}

export function releaseSessionsOf(draft: Draft, owner: string): void {
  for (const session of draft.sessions.values()) {
    if (session.owner === owner && isLive(session)) release(draft, session);
  }
}

/** Releases the sessions of people who never came or are gone, and forgets those released long ago. */
export function sweepSessions(draft: Draft): void {
  for (const session of draft.sessions.values()) {
    if (session.releasedAt !== undefined) {
      if (session.releasedAt <= draft.at - draft.settings.remember) {
        draft.sessions.delete(session.id);
        draft.persist();
      }
    } else if (!draft.participants.has(session.owner) && session.usedAt <= draft.at - draft.settings.orphan) {
      release(draft, session);
    }
  }
}

/** What is wrong with an announcement, if anything. */
function faultOf(session: AnnouncedSession): string | undefined {
  const names = new Set(session.tracks.map((track) => track.trackName));
  if (names.size !== session.tracks.length) return "Two tracks have the same trackName.";
  const channels = new Set(session.channels?.map((channel) => channel.name));
  if (channels.size !== (session.channels?.length ?? 0)) return "Two channels have the same name.";
  return undefined;
}

/** `cloudflare-session`: what the participant publishes from now on, whole. */
export function announce(draft: Draft, socket: RoomSocket, participant: RoomParticipant, said: AnnouncedSession): void {
  const owned = draft.sessions.get(said.sessionId);
  if (owned?.owner !== participant.id || !isLive(owned)) {
    draft.refuse(socket.id, {
      code: "session_not_owned",
      reason: "Announce a session that you made through /cloudflare/session and that has not ended.",
    });
    return;
  }
  if (participant.role === "viewer" && said.tracks.length + (said.channels?.length ?? 0) > 0) {
    draft.refuse(socket.id, { code: "forbidden", reason: "Viewers publish nothing. Raise your hand to speak." });
    return;
  }
  const fault = faultOf(said);
  if (fault) {
    draft.refuse(socket.id, { code: "invalid_message", reason: fault });
    return;
  }
  const previous = participant.session;
  if (sameSession(previous, said)) return;
  publish(draft, participant, said);
  // What the old session published is no longer on offer; what it receives is its owner's own affair.
  if (previous && previous.sessionId !== said.sessionId) draft.release(previous.sessionId, "published");
}

function publish(draft: Draft, participant: RoomParticipant, session: AnnouncedSession): void {
  draft.participants.set(participant.id, { ...participant, session });
  draft.change((revision) => sessionChange(draft.before.id, participant, session, revision));
}

/** What a participant publishes is no longer on offer, and ends on the SFU. They may go on receiving. */
export function unpublish(draft: Draft, participantId: string): void {
  const participant = draft.participants.get(participantId);
  const session = participant?.session;
  if (participant && session && session.tracks.length + (session.channels?.length ?? 0) > 0) {
    publish(draft, participant, { sessionId: session.sessionId, tracks: [] });
  }
  for (const { id, owner, releasedAt } of draft.sessions.values()) {
    if (owner === participantId && releasedAt === undefined) draft.release(id, "published");
  }
}

const isScreen = ({ source }: AnnouncedTrack): boolean => source === "screen" || source === "screen-audio";

/** Without a name, the message speaks of the microphone or the camera; tracks without a source count as these. */
const isMeant = (track: AnnouncedTrack, { kind, trackName }: TrackStateMessage): boolean =>
  track.kind === kind && (trackName === undefined ? !isScreen(track) : track.trackName === trackName);

/** `track-state`: mutes or unmutes announced tracks. */
export function setTrackState(
  draft: Draft,
  socket: RoomSocket,
  participant: RoomParticipant,
  said: TrackStateMessage,
): void {
  const { session } = participant;
  const meant = session?.tracks.filter((track) => isMeant(track, said)) ?? [];
  if (!session || meant.length === 0) {
    draft.refuse(socket.id, { code: "track_not_in_room", reason: "Announce the track before its state." });
    return;
  }
  setEnabled(draft, participant.id, meant, said.enabled);
}

/** Says of a participant's announced tracks that they are muted, or no longer are. */
export function setEnabled(
  draft: Draft,
  participantId: string,
  meant: readonly AnnouncedTrack[],
  enabled: boolean,
): void {
  const participant = draft.participants.get(participantId);
  const session = participant?.session;
  const changed = meant.filter((track) => (track.enabled ?? true) !== enabled);
  if (!session || changed.length === 0) return;
  const tracks = session.tracks.map((track) => (changed.includes(track) ? { ...track, enabled } : track));
  draft.participants.set(participantId, { ...participant, session: { ...session, tracks } });
  for (const { trackName, kind } of changed) {
    draft.change((revision) => ({ type: "track-state", revision, from: participantId, kind, enabled, trackName }));
  }
}
