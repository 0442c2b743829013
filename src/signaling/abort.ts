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
export async function bounded<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { limit, signal, timers }: { limit: number; signal: AbortSignal; timers: Timers },
): Promise<T> {
  if (signal.aborted) throw aborted(signal.reason);
  const controller = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
  });
  const abort = () => controller.abort(aborted(signal.reason));
  const timer = timers.setTimeout(() => controller.abort(unreachable(`No answer within ${limit / 1000} s.`)), limit);
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([work(controller.signal), stopped]);
  } finally {
    timers.clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}
