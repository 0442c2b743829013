/** Ids and names from the wire are locators. These are the permissions. */
import type { RoomState } from "./state.js";

/** What a session is to a participant: `own`; `other`, somebody else's; or `gone`, given up or not of this room. */
export type SessionAccess = "own" | "other" | "gone";

/** A track of a session. */
export interface TrackReference {
  readonly sessionId: string;
  readonly trackName: string;
}

/** A channel of a session. */
export interface ChannelReference {
  readonly sessionId: string;
  readonly channelName: string;
}

export function sessionAccess(state: RoomState, participantId: string, sessionId: string): SessionAccess {
  const session = state.sessions.get(sessionId);
  if (!session) return "gone";
  if (session.owner !== participantId) return "other";
  return session.releasedAt === undefined ? "own" : "gone";
}

/**
 * Is this track or channel there for the participant? What others have announced is, and anything of their own.
 */
export function mayPull(state: RoomState, participantId: string, what: TrackReference | ChannelReference): boolean {
  const access = sessionAccess(state, participantId, what.sessionId);
  if (access !== "other") return access === "own";
  const owner = state.sessions.get(what.sessionId)?.owner ?? "";
  const announced = state.participants.get(owner)?.session;
  if (announced?.sessionId !== what.sessionId) return false;
  return "trackName" in what
    ? announced.tracks.some((track) => track.trackName === what.trackName)
    : (announced.channels?.some((channel) => channel.name === what.channelName) ?? false);
}
