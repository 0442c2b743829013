/** When a room has to be looked at, although nothing happens in it. */
import { aliveBySockets, waitingBySockets } from "./presence.js";
import type { RoomSettings, RoomState } from "./state.js";

const isEmpty = ({ participants, sockets, sessions }: RoomState): boolean =>
  participants.size === 0 && sockets.size === 0 && sessions.size === 0;

/** When a room in which nothing happens may be forgotten. One that was made to order is kept until it is used, or over. */
function forgottenAt({ activeAt, rules }: RoomState, { idle, keep }: RoomSettings): number {
  const { isMadeToOrder, endedAt, policy } = rules;
  if (endedAt !== undefined) return endedAt + idle;
  return Math.max(activeAt + (isMadeToOrder ? keep : idle), policy.endsAt ?? 0);
}

/** Has nobody used the room for so long that it can be forgotten? */
export function isIdle(state: RoomState, settings: RoomSettings, at: number): boolean {
  return isEmpty(state) && forgottenAt(state, settings) <= at;
}

/**
 * The earliest moment at which a sweep could find something, or at which the room becomes idle.
 *
 * @returns milliseconds since 1970; `undefined` while everybody in it is alive as long as their socket is open.
 */
export function nextDeadline(state: RoomState, settings: RoomSettings): number | undefined {
  const { participants, sockets, sessions, waiting, rules } = state;
  const { endsAt } = rules.policy;
  const moments: number[] = endsAt === undefined ? [] : [endsAt];
  if (isEmpty(state)) return Math.min(forgottenAt(state, settings), ...moments);
  const aliveBySocket = aliveBySockets(sockets);
  const waitsBySocket = waitingBySockets(sockets);
  for (const { participantId, lastSeen } of waiting.values()) {
    if (!waitsBySocket.has(participantId)) moments.push(lastSeen + settings.stale + 1);
  }
  for (const { id, lastSeen } of participants.values()) {
    if (!aliveBySocket.has(id)) moments.push(lastSeen + settings.stale + 1);
  }
  for (const { participantId, connectedAt } of sockets.values()) {
    if (!participants.has(participantId) && !waiting.has(participantId)) moments.push(connectedAt + settings.stale + 1);
  }
  for (const { owner, usedAt, releasedAt } of sessions.values()) {
    if (releasedAt !== undefined) moments.push(releasedAt + settings.remember);
    else if (!participants.has(owner)) moments.push(usedAt + settings.orphan);
  }
  return moments.length > 0 ? Math.min(...moments) : undefined;
}
