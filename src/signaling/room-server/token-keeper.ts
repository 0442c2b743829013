/** Keeps the token good, and the TURN credentials: a call can outlast those that it began with. */
import type { Timers } from "../timers.js";
import type { Admission } from "./admission.js";

/** The part of their life after which the next are fetched; what remains is for trying again. */
const RENEW_AT = 0.75;
/** Milliseconds. Below, trying again has no point. */
const LAST_TRY = 1_000;
/** Milliseconds between two fetches, however short-lived TURN credentials are. */
const LEAST = 10_000;
/** The longest time that browsers' timers know. */
const LONGEST = 2 ** 31 - 1;

/** Gives a fresh admission for the token of the last one. */
type Renew = (token: string, signal: AbortSignal) => Promise<Admission>;

export class TokenKeeper {
  readonly #renew: Renew;
  readonly #timers: Timers;
  #admission: Admission;
  #timer: unknown;
  readonly #stopped = new AbortController();
  /** Called when there is another admission. */
  onRenewed: (() => void) | undefined;

  constructor(admission: Admission, renew: Renew, timers: Timers) {
    this.#admission = admission;
    this.#renew = renew;
    this.#timers = timers;
    this.#schedule(admission);
  }

  get admission(): Admission {
    return this.#admission;
  }

  stop(): void {
    this.#stopped.abort();
    this.#timers.clearTimeout(this.#timer);
  }

  /** @param lifetime milliseconds that the token still has; freshFor those until something of it ends. */
  #schedule({ lifetime, freshFor }: Pick<Admission, "lifetime" | "freshFor">): void {
    const wait = Math.min(lifetime * RENEW_AT, Math.max(freshFor * RENEW_AT, LEAST), LONGEST);
    if (this.#stopped.signal.aborted || lifetime < LAST_TRY) return;
    this.#timer = this.#timers.setTimeout(() => void this.#fetch(lifetime - wait), wait);
  }

  /** A failure is not told: there is time to try again, and whoever needs the token hears of its end. */
  async #fetch(left: number): Promise<void> {
    try {
      this.#admission = await this.#renew(this.#admission.token, this.#stopped.signal);
      this.#schedule(this.#admission);
      this.onRenewed?.();
    } catch {
      this.#schedule({ lifetime: left, freshFor: left });
    }
  }
}
