/** Time, as something that a test may bring itself. */
import { abortError, throwIfAborted } from "./abort.js";

/** Milliseconds. */
export const DAY = 24 * 60 * 60_000;

/** The day of a moment in milliseconds since 1970: days since then, by UTC. */
export const dayOf = (at: number): number => Math.floor(at / DAY);

/** Runs `callback` once after `milliseconds`. @returns a function that cancels it. */
export type Schedule = (callback: () => void, milliseconds: number) => () => void;

/** What waits. */
export interface Scheduling {
  readonly schedule: Schedule;
}

/** The system's own. */
export const schedule: Schedule = (callback, milliseconds) => {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
};

/** Waits. @throws CallsError `aborted` */
export function delay({ schedule }: Scheduling, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    throwIfAborted(signal);
    const onAbort = (): void => {
      cancel();
      reject(abortError(signal.reason));
    };
    const cancel = schedule(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
