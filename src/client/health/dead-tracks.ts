import type { Sample } from "../diagnostics/sampler.js";
import type { Repair } from "../diagnostics/types.js";

/** Looks in a row, one a second, without anything new after which a track is dead. A silent microphone sends every 400 ms. */
const LOOKS_TO_DEATH = 5;
/** A screen that nothing moves on sends little. */
const LOOKS_TO_DEATH_OF_SCREEN = 20;
/** Looks without word from the service, that it received something, before it is asked. */
const LOOKS_UNHEARD = 12;
/** Tries before a track is given up, each with more patience than the one before. */
const TRIES = 4;

/** What is known of one track. */
interface Health {
  /** Looks in a row without anything new. */
  silent: number;
  /** Something was done about it, and nothing came of it yet. */
  isDead: boolean;
  unheard: number;
  heardOf: number | undefined;
  /** Nothing is done before so many looks. */
  patience: number;
  tries: number;
}

const HEALTHY: Health = { silent: 0, isDead: false, unheard: 0, heardOf: undefined, patience: 0, tries: 0 };

/** What has to be done about a track. */
export interface Remedy {
  readonly sample: Sample;
  /** `ask`: let the service say whether it still has the track. */
  readonly action: Repair["action"] | "ask";
}

/** Finds tracks that should flow and do not, and says what to do, with more and more patience. */
export class DeadTracks {
  readonly #healths = new Map<string, Health>();

  /** Takes over another look at all tracks. */
  look(samples: readonly Sample[]): Remedy[] {
    const seen = new Set(samples.map(keyOf));
    for (const key of this.#healths.keys()) if (!seen.has(key)) this.#healths.delete(key);
    return samples.flatMap((sample) => {
      const action = this.#judge(sample);
      return action ? [{ sample, action }] : [];
    });
  }

  /** Whether it should flow, and does not. */
  isStalled(sample: Sample): boolean {
    const health = this.#healths.get(keyOf(sample));
    return health !== undefined && (health.isDead || health.silent >= limitOf(sample));
  }

  /** The service has forgotten the track. @returns what to do. */
  forgotten(sample: Sample): Remedy {
    const health = this.#healths.get(keyOf(sample));
    if (health) Object.assign(health, { isDead: true, patience: 2 * LOOKS_UNHEARD });
    return { sample, action: "publish" };
  }

  /** Judges nothing by what was before: the connection was away, or the page asleep. */
  reset(): void {
    this.#healths.clear();
  }

  #judge(sample: Sample): Remedy["action"] | undefined {
    const key = keyOf(sample);
    if (!sample.enabled) {
      this.#healths.delete(key);
      return undefined;
    }
    // Without a count of its bytes nobody can say whether the track flows, so that this look does not count.
    if (sample.bytes === undefined) return undefined;
    const health = this.#healths.get(key) ?? { ...HEALTHY };
    this.#healths.set(key, health);
    health.patience = Math.max(0, health.patience - 1);
    return flows(sample) ? this.#thrive(sample, health) : this.#suffer(sample, health);
  }

  #thrive(sample: Sample, health: Health): Remedy["action"] | undefined {
    health.silent = 0;
    if (health.patience === 0) health.tries = 0;
    if (!health.isDead) return this.#hears(sample, health);
    health.isDead = false;
    return "flows";
  }

  #suffer(sample: Sample, health: Health): Remedy["action"] | undefined {
    health.silent++;
    if (health.silent < limitOf(sample) || health.patience > 0 || health.tries > TRIES) return undefined;
    health.isDead = true;
    health.tries++;
    if (health.tries > TRIES) return "gave-up";
    health.patience = limitOf(sample) * 2 ** health.tries;
    return sample.direction === "inbound" ? "pull" : "publish";
  }

  /** Packets that go out into the void look as all others from here: only the service's reports fall silent. */
  #hears(sample: Sample, health: Health): "ask" | undefined {
    if (sample.direction === "inbound" || sample.heardOf === undefined) return undefined;
    health.unheard = sample.heardOf === health.heardOf ? health.unheard + 1 : 0;
    health.heardOf = sample.heardOf;
    if (health.unheard < LOOKS_UNHEARD || health.patience > 0) return undefined;
    health.unheard = 0;
    return "ask";
  }
}

function flows({ direction, kind, source, bytes, frames }: Sample): boolean {
  if (bytes === 0) return false;
  // Bytes without pictures: the decoder waits for something that does not come.
  return !(kind === "video" && direction === "inbound" && source === "camera" && frames === 0);
}

const limitOf = ({ source }: Sample): number => (source === "screen" ? LOOKS_TO_DEATH_OF_SCREEN : LOOKS_TO_DEATH);
const keyOf = ({ direction, participantId, source }: Sample): string => `${direction}/${participantId}/${source}`;
