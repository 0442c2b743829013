import { delay } from "../async.js";
import type { Environment } from "../environment.js";

/** The service takes so many calls a second on one session. */
const CALLS_PER_SECOND = 50;
const SECOND = 1_000;

/** Keeps the calls of one session under the service's limit. */
export class CallRate {
  readonly #environment: Environment;
  readonly #calls: number[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Resolves when one more call may go out. @throws CallsError `aborted` */
  async take(signal: AbortSignal): Promise<void> {
    const now = this.#environment.now();
    const earliest = this.#calls.length < CALLS_PER_SECOND ? now : (this.#calls.shift() ?? 0) + SECOND;
    this.#calls.push(Math.max(now, earliest));
    if (earliest > now) await delay(this.#environment, earliest - now, signal);
  }
}
