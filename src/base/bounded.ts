/** Work on a server that may not answer. */
import { abortError } from "./abort.js";
import type { Scheduling } from "./clock.js";
import { CallsError } from "./error.js";

/** Options of {@link bounded}. */
export interface Bound extends Scheduling {
  /** Milliseconds. */
  readonly limit: number;
  /** Ends the work early. */
  readonly signal: AbortSignal;
}

/**
 * Does `work`, for at most `limit` milliseconds and until `signal` is aborted, even when the work itself would go on.
 *
 * @throws CallsError `aborted`, or `server-unreachable` when it took too long.
 */
export function bounded<T>(work: (signal: AbortSignal) => Promise<T>, { limit, signal, schedule }: Bound): Promise<T> {
  const late = new AbortController();
  const either = AbortSignal.any([signal, late.signal]);
  const cancel = schedule(() => late.abort(unreachable(`No answer within ${limit / 1000} s.`)), limit);
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.aborted ? abortError(signal.reason) : either.reason);
    if (either.aborted) return stop();
    either.addEventListener("abort", stop);
    work(either).then(resolve, reject);
  }).finally(cancel);
}

/** The error of a server that does not answer. @param what happened, as a sentence. */
export function unreachable(what: string, cause?: unknown): CallsError {
  return new CallsError("server-unreachable", `${what} Check the network and the server's address, then try again.`, {
    retryable: true,
    cause,
  });
}
