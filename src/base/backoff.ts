/**
 * How long to wait before the next try. Chance takes up to half of every wait away, so that clients of one server that went
 * down do not come back in step.
 */

const LONGEST = 8_000;
const FIRST_RETRY = 250;
const RECONNECT_STEP = 300;

/** Milliseconds after try `attempt` (0 is the first) of one request: twice as long each time. @param random gives 0 to 1. */
export function retryDelay(attempt: number, random: () => number): number {
  return jittered(FIRST_RETRY * 2 ** attempt, random);
}

/**
 * Milliseconds after try `attempt` (0 is the first) of a whole connection: none, then 300, 1200, 2700 and so on. The first
 * loss is mostly a change of the network, after which the next connection comes about at once.
 *
 * @param random gives 0 to 1.
 */
export function reconnectDelay(attempt: number, random: () => number): number {
  return jittered(RECONNECT_STEP * attempt ** 2, random);
}

function jittered(milliseconds: number, random: () => number): number {
  return Math.min(LONGEST, milliseconds) * (0.5 + random() / 2);
}
