/**
 * Waits for something that `event` of `target` tells.
 *
 * @param limit milliseconds.
 * @returns whether it came true before the limit and before `signal` was aborted.
 */
export function until(
  target: EventTarget,
  event: string,
  isTrue: () => boolean,
  { limit, signal }: { limit: number; signal: AbortSignal },
): Promise<boolean> {
  if (isTrue() || signal.aborted) return Promise.resolve(isTrue());
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      target.removeEventListener(event, check);
      signal.removeEventListener("abort", done);
      resolve(isTrue());
    };
    const check = () => {
      if (isTrue()) done();
    };
    const timer = setTimeout(done, limit);
    target.addEventListener(event, check);
    signal.addEventListener("abort", done);
  });
}
