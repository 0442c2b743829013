import { CallsError } from "../wire/calls-error.js";
import type { Timers } from "./timers.js";

export function aborted(cause?: unknown): CallsError {
  return new CallsError("aborted", "The operation was given up.", { cause });
}

export function unreachable(what: string, cause?: unknown): CallsError {
  return new CallsError("server-unreachable", `${what} Check the network and the server's address, then try again.`, {
    retryable: true,
    cause,
  });
}

/**
 * Does `work`, for at most `limit` milliseconds and until `signal` is aborted, even when the work itself would go on.
 *
 * @throws CallsError `aborted`, or `server-unreachable` when it took too long.
 */
export function bounded<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { limit, signal, timers }: { limit: number; signal: AbortSignal; timers: Timers },
): Promise<T> {
  const late = new AbortController();
  const either = AbortSignal.any([signal, late.signal]);
  const timer = timers.setTimeout(() => late.abort(unreachable(`No answer within ${limit / 1000} s.`)), limit);
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(signal.aborted ? aborted(signal.reason) : either.reason);
    if (either.aborted) return stop();
    either.addEventListener("abort", stop);
    work(either).then(resolve, reject);
  }).finally(() => timers.clearTimeout(timer));
}
