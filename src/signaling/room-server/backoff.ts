/** Milliseconds before each attempt to connect again; further attempts wait as long as the last. */
const DELAYS = [0, 300, 1_200, 2_700, 4_800, 7_000];
/** How far chance moves a delay, up or down, so that clients of one server do not return all at once. */
const JITTER = 0.2;

/**
 * @param attempt 1 for the first.
 * @param random 0 to 1.
 * @returns milliseconds.
 */
export function backoff(attempt: number, random: number): number {
  const delay = DELAYS[Math.min(attempt, DELAYS.length) - 1] ?? 0;
  return delay * (1 + JITTER * (2 * random - 1));
}
