/** When a room has to be looked at, although nothing happens in it. */
import { featuresDue } from "./feature-state.js";
import { isIn } from "./people.js";
import { aliveBySockets, helloWithin, silenceEnds, waitingBySockets } from "./presence.js";
import { outboxEnds } from "./outbox.js";
import type { RoomOrder, RoomSettings, RoomSocket, RoomState } from "./state.js";

function isEmpty({ participants, audience, sockets, sessions, shard, crowd }: RoomState): boolean {
  const isUnused = audience.size === 0 && sockets.size === 0;
  // Those on the stage are not in the shard.
  if (shard !== undefined) return isUnused;
  return isUnused && participants.size === 0 && sessions.size === 0 && crowd.elsewhere === 0;
}

/** Nobody is in the room, and no shard is connected: into one that is, somebody may come back whom the room does not see coming. */
const isDeserted = (state: RoomState): boolean => isEmpty(state) && state.shards.size === 0;

/** Is there a room at all? Somebody made it, or was let in: to ask about a room makes none. */
export const isThere = (state: RoomState): boolean =>
  state.rules.maker !== "nobody" || state.rules.wasEntered || state.past.size > 0 || !isEmpty(state);

/** May the room still be made to order? Who is known comes before a stranger who has made it and left it empty. */
export function isFree(state: RoomState, { isStranger = false }: RoomOrder): boolean {
  const { wasEntered, maker } = state.rules;
  return isEmpty(state) && !wasEntered && (maker === "nobody" || (maker === "stranger" && !isStranger));
}

/** When a room in which nothing happens may be forgotten. One that was made to order is kept until it is used, or over. */
function forgottenAt({ activeAt, rules, shard }: RoomState, { idle, keep, stale }: RoomSettings): number {
  const { isMadeToOrder, endedAt, policy } = rules;
  // All that is in a shard, the room itself knows.
  if (shard !== undefined) return activeAt + stale;
  if (endedAt !== undefined) return endedAt + idle;
  return isMadeToOrder ? Math.max(activeAt + keep, policy.endsAt ?? 0) : activeAt + idle;
}

/** Has nobody used the room for so long that it can be forgotten? */
export function isIdle(state: RoomState, settings: RoomSettings, at: number): boolean {
  return isDeserted(state) && state.outbox.size === 0 && forgottenAt(state, settings) <= at;
}

/**
 * The earliest moment at which a sweep could find something, a feature ticks, or the room becomes idle.
 *
 * @returns milliseconds since 1970; `undefined` while everybody in it is alive as long as their socket is open.
 */
export function nextDeadline(state: RoomState, settings: RoomSettings): number | undefined {
  const { participants, audience, sockets, sessions, waiting, rules } = state;
  const { endsAt } = rules.policy;
  const moments: number[] = endsAt === undefined || state.shard !== undefined ? [] : [endsAt];
  // What a backend has not been told of yet keeps the room, until it is not worth telling any more.
  if (isDeserted(state)) return Math.min(outboxEnds(state.outbox) ?? forgottenAt(state, settings), ...moments);
  const featureDue = state.shard === undefined ? featuresDue(state, settings) : undefined;
  if (featureDue !== undefined) moments.push(featureDue);
  const aliveBySocket = aliveBySockets(sockets);
  const waitsBySocket = waitingBySockets(state);
  const socketOf = (id: string): RoomSocket | undefined => sockets.get(state.clients.get(id) ?? "");
  const endOf = (id: string, lastSeen: number): number => silenceEnds(socketOf(id), lastSeen, settings) + 1;
  // A crowd is looked through now and then: to find who of it is the next takes longer than to look.
  if (audience.size > 0) moments.push(state.crowd.sweptAt + settings.stale);
  for (const { participantId, lastSeen } of waiting.values()) {
    if (!waitsBySocket.has(participantId)) moments.push(endOf(participantId, lastSeen));
  }
  for (const { lostAt } of state.shards.values()) if (lostAt !== undefined) moments.push(lostAt + settings.stale + 1);
  for (const { id, lastSeen, isAttendant } of state.shard === undefined ? participants.values() : []) {
    if (!isAttendant && !aliveBySocket.has(id)) moments.push(endOf(id, lastSeen));
  }
  for (const [id, connectedAt] of state.newcomers) {
    const { participantId = "" } = sockets.get(id) ?? {};
    if (!isIn(state, participantId) && !waiting.has(participantId))
      moments.push(connectedAt + helloWithin(settings) + 1);
  }
  for (const { usedAt, releasedAt, closing } of sessions.values()) {
    // A host that went away while it closed the session goes on as soon as it is back.
    if (closing !== undefined) moments.push((releasedAt ?? usedAt) + settings.heartbeat);
    if (releasedAt !== undefined) moments.push(releasedAt + settings.remember);
  }
  return moments.length > 0 ? Math.min(...moments) : undefined;
}
