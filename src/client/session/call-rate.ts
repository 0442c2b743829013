import { delay } from "../../base/clock.js";
import { CALLS_LIMITS } from "../../wire/tables.js";
import type { Environment } from "../environment.js";

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
    const earliest = this.#calls.length < CALLS_LIMITS.callsPerSecond ? now : (this.#calls.shift() ?? 0) + SECOND;
    this.#calls.push(Math.max(now, earliest));
    if (earliest > now) await delay(this.#environment, earliest - now, signal);
  }
}
