/** Keeps the token good, and the TURN credentials: a call can outlast those that it began with. */
import type { Schedule } from "../../base/clock.js";
import { CallsError } from "../../base/error.js";
import type { Admission } from "./admission.js";

/** The part of their life after which the next are fetched; what remains is for trying again. */
const RENEW_AT = 0.75;
/** Milliseconds. Below, trying again has no point. */
const LAST_TRY = 1_000;
/** Milliseconds between two fetches, however short-lived TURN credentials are. */
const LEAST = 10_000;
/** The longest time that browsers' timers know. */
const LONGEST = 2 ** 31 - 1;

/** Gives a fresh admission for the last one. */
type Renew = (current: Admission, signal: AbortSignal) => Promise<Admission>;

export class TokenKeeper {
  readonly #renew: Renew;
  readonly #schedule: Schedule;
  #admission: Admission;
  #cancel = (): void => {};
  readonly #stopped = new AbortController();
  /** Called when there is another admission. */
  onRenewed: (() => void) | undefined;
  /** Called when the stay has ended: the server gives no token for it any more. */
  onExpired: (() => void) | undefined;

  constructor(admission: Admission, renew: Renew, schedule: Schedule) {
    this.#admission = admission;
    this.#renew = renew;
    this.#schedule = schedule;
    this.#plan(admission);
  }

  get admission(): Admission {
    return this.#admission;
  }

  stop(): void {
    this.#stopped.abort();
    this.#cancel();
  }

  /** @param expiresIn milliseconds that the token still has; freshFor those until something of it ends. */
  #plan({ expiresIn, freshFor }: Pick<Admission, "expiresIn" | "freshFor">): void {
    const wait = Math.min(expiresIn * RENEW_AT, Math.max(freshFor * RENEW_AT, LEAST), LONGEST);
    if (this.#stopped.signal.aborted || expiresIn < LAST_TRY) return;
    this.#cancel = this.#schedule(() => void this.#fetch(expiresIn - wait), wait);
  }

  /** Another failure than the end is not told: there is time to try again, and whoever needs the token hears of it. */
  async #fetch(left: number): Promise<void> {
    try {
      this.#admission = await this.#renew(this.#admission, this.#stopped.signal);
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      if (error instanceof CallsError && error.code === "token-expired") this.onExpired?.();
      else this.#plan({ expiresIn: left, freshFor: left });
      return;
    }
    const { expiresIn } = this.#admission;
    if (expiresIn < LAST_TRY) this.#expireIn(Math.max(expiresIn, 0));
    else this.#plan(this.#admission);
    this.onRenewed?.();
  }

  /** The server renews the token, and does not let it live for longer. */
  #expireIn(wait: number): void {
    if (this.#stopped.signal.aborted) return;
    this.#cancel = this.#schedule(() => this.onExpired?.(), wait);
  }
}
