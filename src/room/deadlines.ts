/** When a room has to be looked at, although nothing happens in it. */
import { featuresDue } from "./feature-state.js";
import { aliveBySockets, helloWithin, waitingBySockets } from "./presence.js";
import type { RoomOrder, RoomSettings, RoomState } from "./state.js";

const isEmpty = ({ participants, sockets, sessions }: RoomState): boolean =>
  participants.size === 0 && sockets.size === 0 && sessions.size === 0;

/** Is there a room at all? Somebody made it, or was let in: to ask about a room makes none. */
export const isThere = (state: RoomState): boolean =>
  state.rules.maker !== "nobody" || state.rules.wasEntered || state.past.size > 0 || !isEmpty(state);

/** May the room still be made to order? Who is known comes before a stranger who has made it and left it empty. */
export function isFree(state: RoomState, { isStranger = false }: RoomOrder): boolean {
  const { wasEntered, maker } = state.rules;
  return isEmpty(state) && !wasEntered && (maker === "nobody" || (maker === "stranger" && !isStranger));
}

/** When a room in which nothing happens may be forgotten. One that was made to order is kept until it is used, or over. */
function forgottenAt({ activeAt, rules }: RoomState, { idle, keep }: RoomSettings): number {
  const { isMadeToOrder, endedAt, policy } = rules;
  if (endedAt !== undefined) return endedAt + idle;
  return isMadeToOrder ? Math.max(activeAt + keep, policy.endsAt ?? 0) : activeAt + idle;
}

/** Has nobody used the room for so long that it can be forgotten? */
export function isIdle(state: RoomState, settings: RoomSettings, at: number): boolean {
  return isEmpty(state) && forgottenAt(state, settings) <= at;
}

/**
 * The earliest moment at which a sweep could find something, a feature ticks, or the room becomes idle.
 *
 * @returns milliseconds since 1970; `undefined` while everybody in it is alive as long as their socket is open.
 */
export function nextDeadline(state: RoomState, settings: RoomSettings): number | undefined {
  const { participants, sockets, sessions, waiting, rules } = state;
  const { endsAt } = rules.policy;
  const moments: number[] = endsAt === undefined ? [] : [endsAt];
  if (isEmpty(state)) return Math.min(forgottenAt(state, settings), ...moments);
  const featureDue = featuresDue(state, settings);
  if (featureDue !== undefined) moments.push(featureDue);
  const aliveBySocket = aliveBySockets(sockets);
  const waitsBySocket = waitingBySockets(sockets);
  for (const { participantId, lastSeen } of waiting.values()) {
    if (!waitsBySocket.has(participantId)) moments.push(lastSeen + settings.stale + 1);
  }
  for (const { id, lastSeen } of participants.values()) {
    if (!aliveBySocket.has(id)) moments.push(lastSeen + settings.stale + 1);
  }
  for (const { participantId, connectedAt } of sockets.values()) {
    if (!participants.has(participantId) && !waiting.has(participantId))
      moments.push(connectedAt + helloWithin(settings) + 1);
  }
  for (const { usedAt, releasedAt, closing } of sessions.values()) {
    // A host that went away while it closed the session goes on as soon as it is back.
    if (closing !== undefined) moments.push((releasedAt ?? usedAt) + settings.heartbeat);
    if (releasedAt !== undefined) moments.push(releasedAt + settings.remember);
  }
  return moments.length > 0 ? Math.min(...moments) : undefined;
}
