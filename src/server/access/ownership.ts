/** Ids and names from the wire are locators. These are the permissions. */
import type { RoomState } from "../room/state.js";

/** What a session is to a participant: `own`; `other`, somebody else's; or `gone`, given up or not of this room. */
export type SessionAccess = "own" | "other" | "gone";

export function sessionAccess(state: RoomState, participantId: string, sessionId: string): SessionAccess {
  const session = state.sessions.get(sessionId);
  if (!session) return "gone";
  if (session.owner !== participantId) return "other";
  return session.releasedAt === undefined ? "own" : "gone";
}

/**
 * May the participant receive this track or channel? What others have announced, yes, and anything of their own; and only
 * while they are in the roster themselves, so that nobody listens unseen.
 */
export function mayPull(
  state: RoomState,
  participantId: string,
  what: { sessionId: string } & ({ trackName: string } | { channelName: string }),
): boolean {
  if (!state.participants.has(participantId)) return false;
  const access = sessionAccess(state, participantId, what.sessionId);
  if (access !== "other") return access === "own";
  const owner = state.sessions.get(what.sessionId)?.owner ?? "";
  const announced = state.participants.get(owner)?.session;
  if (announced?.sessionId !== what.sessionId) return false;
  return "trackName" in what
    ? announced.tracks.some((track) => track.trackName === what.trackName)
    : (announced.channels?.some((channel) => channel.name === what.channelName) ?? false);
}
