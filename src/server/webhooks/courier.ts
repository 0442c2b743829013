import { EVENT_LIFETIME } from "../../room/outbox.js";
import type { WaitingEvent } from "../../room/state.js";
import type { LiveRoom } from "../live/live-room.js";
import type { Log } from "../log.js";
import type { Outcome, WebhookEndpoint } from "./endpoint.js";
import { PATIENCE } from "./endpoint.js";

/** Milliseconds between two tries. Each pause is as long as all before it. */
const PAUSE = { shortest: 1_000, longest: 600_000 } as const;

/** What a {@link Courier} needs of a room and its host. */
export interface CourierOptions {
  /** Has what waits to be told, and keeps what is told before anything else is. */
  readonly room: Pick<LiveRoom, "state" | "take">;
  readonly endpoint: WebhookEndpoint;
  /** Asks for a call of {@link Courier.look} at this time, in milliseconds since 1970. */
  readonly wake: (at: number) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  /** Aborted when the server goes down. */
  readonly signal: AbortSignal;
}

/**
 * Brings one room's events to the backend: one after the other, each until it has arrived. The room is not kept waiting, and what
 * is on its way when the host goes away is brought again by the next one.
 */
export class Courier {
  readonly #options: CourierOptions;
  #isAtWork = false;
  /** Until then the receiver is left alone. */
  #notBefore = 0;
  /** When the receiver last took something, as far as this process knows. */
  #heardAt = 0;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** There may be something to tell. */
  look(): void {
    const { wake, now, log, signal } = this.#options;
    if (this.#isAtWork || this.#outbox.size === 0 || signal.aborted) return;
    if (now() < this.#notBefore) return wake(this.#notBefore);
    this.#isAtWork = true;
    void this.#work()
      .catch((error: unknown) => {
        this.#notBefore = now() + PAUSE.shortest;
        if (!signal.aborted)
          log({ level: "error", event: "webhooks failed", room: this.#room, message: String(error) });
      })
      .finally(() => {
        this.#isAtWork = false;
        this.look();
      });
  }

  /** When somebody has to look again at the latest; `undefined` when there is nothing to tell. */
  get nextLook(): number | undefined {
    if (this.#outbox.size === 0) return undefined;
    return this.#isAtWork ? this.#options.now() + 2 * PATIENCE : this.#notBefore;
  }

  get #outbox(): ReadonlyMap<string, WaitingEvent> {
    return this.#options.room.state.outbox;
  }

  get #room(): string {
    return this.#options.room.state.id;
  }

  /** These are told, or not worth telling any more. */
  #told(events: readonly string[]): void {
    this.#options.room.take({ type: "told", events });
  }

  /** Tells until there is nothing more, or it has to be tried again later. */
  async #work(): Promise<void> {
    const { endpoint, now, log, signal } = this.#options;
    for (;;) {
      const [next] = this.#outbox.values();
      if (!next || now() < this.#notBefore) return;
      const { id } = next.event;
      if (now() - next.at >= EVENT_LIFETIME) {
        log({ level: "error", event: "webhook given up", room: this.#room, operation: next.event.type });
        this.#told([id]);
        continue;
      }
      const outcome = await endpoint.deliver(next.event, signal);
      if (signal.aborted) return;
      this.#take(next, outcome);
    }
  }

  #take({ at, event }: WaitingEvent, outcome: Outcome): void {
    const { now } = this.#options;
    switch (outcome.type) {
      case "told":
        this.#heardAt = now();
        return this.#told([event.id]);
      case "gone":
        return this.#told([...this.#outbox.keys()]);
      case "later": {
        const tried = now() - Math.max(at, this.#heardAt);
        const pause = Math.min(Math.max(tried, PAUSE.shortest), PAUSE.longest);
        this.#notBefore = now() + Math.max(pause, outcome.after ?? 0);
      }
    }
  }
}
