import { ApiFailure } from "./failure.js";

/** Lets so many calls through in any one second. */
export class RateLimit {
  readonly #times: number[] = [];

  constructor(readonly callsPerSecond: number) {}

  /** @throws 429 for one call too many. */
  take(now: number): void {
    while (this.#times[0] !== undefined && now - this.#times[0] >= 1000) this.#times.shift();
    if (this.#times.length >= this.callsPerSecond) {
      throw new ApiFailure(429, "retryable_transient_error", "Too many requests on this session", {
        "retry-after": "1",
      });
    }
    this.#times.push(now);
  }
}
