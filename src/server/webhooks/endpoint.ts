import type { RoomSettings } from "../../room/state.js";
import { ROOM_SETTINGS } from "../../room/state.js";
import type { RoomEvent } from "../../wire/room-events.js";
import { ROOM_EVENT_TYPES } from "../../wire/room-events.js";
import type { Log } from "../log.js";
import type { WebhookConfig } from "./config.js";
import { problemsOf } from "./config.js";
import { keyIn, sign } from "./signature.js";

/** What became of one delivery. `after` is for how many milliseconds the receiver wants to hear nothing. */
export type Outcome = { readonly type: "told" | "gone" } | { readonly type: "later"; readonly after?: number };

/** Milliseconds that a receiver may take to answer. */
export const PATIENCE = 15_000;
/** Milliseconds that a receiver is left alone for at most, however long it asks for. */
const LONGEST_PAUSE = 60 * 60 * 1000;
/** Deliveries of one process at once: a receiver that was away gets what has waited, and no flood. */
const AT_ONCE = 16;

export interface EndpointOptions {
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What rooms have to keep for the receiver. */
export const eventsOf = (webhook: WebhookConfig | undefined): RoomSettings["events"] => ({
  ...ROOM_SETTINGS.events,
  types: webhook ? (webhook.events ?? ROOM_EVENT_TYPES) : [],
});

/** The receiver of a server's events: one for all rooms of a process. */
export class WebhookEndpoint {
  readonly #url: string;
  readonly #key: Uint8Array<ArrayBuffer>;
  readonly #options: EndpointOptions;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #isGone = false;
  #isFailing = false;

  /** @throws TypeError when the address or secret is of no use. */
  constructor(config: WebhookConfig, options: EndpointOptions) {
    const key = keyIn(config.secret);
    const problems = problemsOf(config);
    if (!key || problems.length > 0) throw new TypeError(problems.join(" "));
    this.#url = config.url;
    this.#key = key;
    this.#options = options;
  }

  /** Tells of one event. Never rejects, unless the signal is aborted. */
  async deliver(event: RoomEvent, signal: AbortSignal): Promise<Outcome> {
    if (this.#underWay >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#underWay += 1;
    try {
      return this.#isGone ? { type: "gone" } : await this.#post(event, signal);
    } finally {
      this.#underWay -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #post({ id, ...payload }: RoomEvent, signal: AbortSignal): Promise<Outcome> {
    signal.throwIfAborted();
    const body = JSON.stringify(payload);
    const impatience = new AbortController();
    const timer = setTimeout(() => impatience.abort(), PATIENCE);
    try {
      const headers = await sign(this.#key, { id, at: this.#options.now(), body });
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json", "user-agent": "calls-elements", ...headers },
        body,
        // Whoever answers does not choose where else events go.
        redirect: "manual",
        signal: AbortSignal.any([signal, impatience.signal]),
      });
      await response.body?.cancel();
      return this.#outcomeOf(response);
    } catch {
      signal.throwIfAborted();
      return this.#failed("no answer");
    } finally {
      clearTimeout(timer);
    }
  }

  #outcomeOf({ ok, status, headers }: Response): Outcome {
    if (ok) {
      this.#isFailing = false;
      return { type: "told" };
    }
    if (status === 410) {
      const message =
        "The receiver of webhooks answered 410: it is told of nothing more until the server starts again.";
      if (!this.#isGone) this.#options.log({ level: "error", event: "webhook is gone", status, message });
      this.#isGone = true;
      return { type: "gone" };
    }
    const seconds = Number(headers.get("retry-after"));
    const after = Number.isFinite(seconds) ? Math.min(Math.max(0, seconds) * 1000, LONGEST_PAUSE) : 0;
    return this.#failed(`${status}`, after);
  }

  /** One line for each time that it begins to fail: it may be tried again very often. */
  #failed(code: string, after = 0): Outcome {
    if (!this.#isFailing) this.#options.log({ level: "warn", event: "webhook not delivered yet", code });
    this.#isFailing = true;
    return { type: "later", after };
  }
}
