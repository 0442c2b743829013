/** Ending work early: what it fails with, and how to wait for the end. */
import { CallsError } from "./error.js";

/** The error of whatever was ended by its signal. */
export function abortError(cause?: unknown): CallsError {
  return new CallsError("aborted", "The operation was ended before it was done.", { cause });
}

/** @throws CallsError `aborted` */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortError(signal.reason);
}

/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
