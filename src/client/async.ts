import { CallsError } from "../wire/calls-error.js";
import type { Environment } from "./environment.js";

/** The error of whatever was ended by its signal. */
export function abortError(): CallsError {
  return new CallsError("aborted", "The operation was ended before it was done.");
}

/** @throws CallsError `aborted` */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortError();
}

/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Waits. @throws CallsError `aborted` */
export function delay(environment: Environment, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    throwIfAborted(signal);
    const onAbort = (): void => {
      cancel();
      reject(abortError());
    };
    const cancel = environment.schedule(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** Milliseconds before session `attempt` + 2: at once, then 300, 1200, 2700 and so on, never in step with anyone else. */
export function recoveryDelay(attempt: number, random: () => number): number {
  return Math.min(LONGEST_DELAY, 300 * attempt ** 2) * (0.5 + random() / 2);
}

const FIRST_DELAY = 250;
const LONGEST_DELAY = 8_000;

/** Milliseconds before try `attempt` + 2: twice as long each time, never in step with anyone else. */
export function backOff(attempt: number, random: () => number): number {
  return Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt) * (0.5 + random() / 2);
}
