import { retryDelay } from "../../base/backoff.js";
import { delay } from "../../base/clock.js";
import { lazy, type Lazy } from "../../base/lazy.js";
import type { Measures } from "../diagnostics/measures.js";
import type { Look } from "../diagnostics/sampler.js";
import type { QualityGrade, Repair, RoomStats } from "../diagnostics/types.js";
import type { Health, HealthOptions } from "../health/health.js";
import type { WatchedStay } from "../health/watched-stay.js";

const loadHealth = lazy(() => import("../health/health.js"));
const loadMeasures = lazy(() => import("../diagnostics/measures.js"));

/** Options of {@link Watch}. */
export interface WatchOptions extends Omit<HealthOptions, "onLook"> {
  onStats(stats: RoomStats): void;
}

/**
 * Watches over a stay once media flows. What acts, its {@link Health}, and what only tells, its {@link Measures}, are loaded
 * apart from each other, and until they are there: what tells may be missing without harm to the rest.
 */
export class Watch {
  readonly #stay: WatchedStay;
  readonly #options: WatchOptions;
  readonly #ending = new AbortController();
  #begun = false;
  #health: Health | undefined;
  #measures: Measures | undefined;

  constructor(stay: WatchedStay, options: WatchOptions) {
    this.#stay = stay;
    this.#options = options;
  }

  /** How well somebody's media gets here, and one's own gets out. */
  gradeOf(participantId: string): QualityGrade | undefined {
    return this.#measures?.gradeOf(participantId);
  }

  get talkingWhileMuted(): boolean {
    return this.#health?.talkingWhileMuted ?? false;
  }

  get stats(): RoomStats | undefined {
    return this.#measures?.stats;
  }

  get repairs(): readonly Repair[] {
    return this.#health?.repairs ?? [];
  }

  /** Something of the stay changed. @param mediaFlows it has a connection. */
  sync(mediaFlows: boolean): void {
    this.#health?.sync();
    if (this.#begun || !mediaFlows) return;
    this.#begun = true;
    void this.#persist(loadHealth, ({ Health }) => {
      this.#health = new Health(this.#stay, { ...this.#options, onLook: (look) => this.#measure(look) });
    });
    void this.#persist(loadMeasures, ({ Measures }) => (this.#measures = new Measures()));
  }

  close(): void {
    this.#ending.abort();
    this.#health?.close();
  }

  #measure(look: Look): void {
    const stats = this.#measures?.take(look, this.#options.environment.date());
    if (!stats) return;
    this.#options.onChange();
    this.#options.onStats(stats);
  }

  /** A network that media flows over has the file at the next try, or the one after. */
  async #persist<T>(load: Lazy<T>, use: (part: T) => void): Promise<void> {
    const { signal } = this.#ending;
    const { environment } = this.#options;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const part = await load().catch(() => undefined);
      if (signal.aborted) return;
      if (part !== undefined) return use(part);
      await delay(environment, retryDelay(attempt, environment.random), signal).catch(() => {});
    }
  }
}
