/** Who made which SFU session, and what of it the room may see. */
import { isOfScreen } from "../wire/sources.js";
import type { TrackStateMessageSchema } from "../wire/schemas/room-protocol.js";
import type { AnnouncedSession, AnnouncedTrack } from "../wire/room-protocol.js";
import type * as v from "valibot";
import type { Draft } from "./draft.js";
import { isIn, mayPublish } from "./people.js";
import { sameSession, sessionChange } from "./roster.js";
import type { MovedSession } from "./shard-protocol.js";
import type { ClosedTracks, RoomParticipant, RoomSession, RoomSocket } from "./state.js";

type TrackStateMessage = v.InferOutput<typeof TrackStateMessageSchema>;

/** The proxy made a session for a participant, who is its only user from now on. */
export function recordSession(draft: Draft, sessionId: string, owner: string): void {
  const session: RoomSession = { id: sessionId, owner, usedAt: draft.at, releasedAt: undefined };
  draft.sessions.set(sessionId, session);
  draft.persist();
  // The participant left while the SFU made the session: nobody may use it, so that it is given up.
  if (!isIn(draft, owner)) return release(draft, session);
  const live = [...draft.sessions.values()].filter((other) => isLive(other) && other.owner === owner);
  const announced = draft.participants.get(owner)?.session?.sessionId;
  // In the order in which they were made: browsers that reconnect often leave dead ones behind.
  const spare = live.filter((other) => other.id !== announced && other.id !== sessionId);
  for (const other of spare.slice(0, Math.max(0, live.length - draft.settings.sessionsPerParticipant))) {
    release(draft, other);
  }
}

export function markSessionUsed(draft: Draft, sessionId: string): void {
  const session = draft.sessions.get(sessionId);
  if (session && isLive(session)) draft.sessions.set(sessionId, { ...session, usedAt: draft.at });
}

const isLive = (session: RoomSession): boolean => session.releasedAt === undefined;

/** Nobody may use the session any more, and the SFU has to close all that it has. */
function release(draft: Draft, session: RoomSession): void {
  owe(draft, { ...session, releasedAt: draft.at }, "all");
}

/** From now on the SFU has to close something of the session. */
function owe(draft: Draft, session: RoomSession, tracks: ClosedTracks): void {
  const closing = session.closing === "all" ? "all" : tracks;
  draft.sessions.set(session.id, { ...session, closing });
  draft.release(session.id, closing);
  draft.persist();
}

/** The SFU has closed what it had to. More may be owed by now. */
export function markSessionClosed(draft: Draft, sessionId: string, tracks: ClosedTracks): void {
  const session = draft.sessions.get(sessionId);
  if (session?.closing !== tracks) return;
  draft.sessions.set(sessionId, { ...session, closing: undefined });
  draft.persist();
}

/** Asks again for what is owed: the host may have been away. */
export function remindOfSessions(draft: Draft): void {
  for (const { id, closing } of draft.sessions.values()) if (closing !== undefined) draft.release(id, closing);
}

export function releaseSessionsOf(draft: Draft, owner: string): void {
  for (const session of draft.sessions.values()) {
    if (session.owner === owner && isLive(session)) release(draft, session);
  }
}

/** Somebody goes to another object of the room, and takes their sessions along. @returns these. */
export function handOver(draft: Draft, owner: string): MovedSession[] {
  const live = draft.sessions.values().filter((session) => session.owner === owner && isLive(session));
  for (const { id } of live) draft.sessions.delete(id);
  return live.map(({ id, closing }) => ({ id, ...(closing !== undefined && { closing }) }));
}

/** Somebody comes from another object of the room with these. */
export function takeOver(draft: Draft, owner: string, sessions: readonly MovedSession[]): void {
  for (const { id, closing } of sessions) {
    draft.sessions.set(id, { id, owner, usedAt: draft.at, releasedAt: undefined, closing });
    if (closing !== undefined) draft.release(id, closing);
    draft.persist();
  }
}

/** Gives up sessions of people who were to come from another object, and have not. */
export function releaseOrphans(draft: Draft): void {
  const oldest = draft.at - draft.settings.stale;
  for (const session of draft.sessions.values()) {
    if (isLive(session) && session.usedAt < oldest && !isIn(draft, session.owner)) release(draft, session);
  }
}

/** Forgets sessions that were released long ago. */
export function sweepSessions(draft: Draft): void {
  for (const session of draft.sessions.values()) {
    if (session.releasedAt === undefined || session.releasedAt > draft.at - draft.settings.remember) continue;
    draft.sessions.delete(session.id);
    draft.persist();
  }
  remindOfSessions(draft);
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
  const isSilent = said.tracks.length + (said.channels?.length ?? 0) === 0;
  if (!mayPublish(participant) && !isSilent) {
    draft.refuse(socket.id, { code: "forbidden", reason: "Viewers publish nothing. Raise your hand to speak." });
    return;
  }
  const fault = faultOf(said);
  if (fault) {
    draft.refuse(socket.id, { code: "invalid_message", reason: fault });
    return;
  }
  // Nothing to see of somebody whom nobody sees.
  if (!draft.participants.has(participant.id) && isSilent) return;
  const previous = participant.session;
  if (sameSession(previous, said)) return;
  publish(draft, participant, said);
  // What the old session published is no longer on offer; what it receives is its owner's own affair.
  const replaced = previous && previous.sessionId !== said.sessionId && draft.sessions.get(previous.sessionId);
  if (replaced) owe(draft, replaced, "published");
}

export function publish(draft: Draft, participant: RoomParticipant, session: AnnouncedSession): void {
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
  for (const session of draft.sessions.values()) {
    if (session.owner === participantId && isLive(session)) owe(draft, session, "published");
  }
}

/** A participant may publish again: what was to be closed of their session, and is not yet, may stay. */
export function letPublish(draft: Draft, participantId: string): void {
  const announced = draft.participants.get(participantId)?.session?.sessionId;
  for (const session of draft.sessions.values()) {
    const isCurrent = announced === undefined || announced === session.id;
    if (session.owner !== participantId || !isCurrent || session.closing !== "published") continue;
    draft.sessions.set(session.id, { ...session, closing: undefined });
    draft.persist();
  }
}

/** Without a name, the message speaks of the microphone or the camera; tracks without a source count as these. */
const isMeant = (track: AnnouncedTrack, { kind, trackName }: TrackStateMessage): boolean =>
  track.kind === kind && (trackName === undefined ? !isOfScreen(track) : track.trackName === trackName);

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
