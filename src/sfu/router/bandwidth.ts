import type { Subscription } from "./subscription.js";

/** Loss above this is congestion; so is an estimate below this share of what is sent. */
const CONGESTED = { loss: 0.1, estimateShare: 0.85 } as const;
/** Reports in a row before we believe it. */
const PATIENCE = 2;
/** The budget after congestion, as a share of what the layer took. */
const BACK_OFF = 0.75;
/** Milliseconds until a better layer is tried again, doubled each time that it fails. */
const RETRY = { first: 5_000, longest: 60_000 } as const;
/** A layer that holds for this long is good: the next failure waits the first retry's time again. */
const STEADY = 30_000;

/** How one subscription fares on the receiver's downlink. */
interface Trial {
  congestedFor: number;
  retryAfter: number;
  changedAt: number;
}

/**
 * Gives the receiver's subscriptions as much as its downlink takes. There is no telling from the receiver's estimate how
 * much more would fit (it follows what it gets), so a better layer is tried, less and less often while that fails.
 */
export class BandwidthControl {
  readonly #trials = new WeakMap<Subscription, Trial>();

  /** Called once a second. @param estimate - Bits a second that the receiver reports; undefined when it has not yet. */
  update(subscriptions: Iterable<Subscription>, estimate: number | undefined, now: number): void {
    const adaptive = [...subscriptions].filter(({ policy }) => policy.priorityOrdering === "asciibetical");
    const sent = adaptive.reduce((sum, { rate }) => sum + rate.bitrate(now), 0);
    const tight = estimate !== undefined && sent > 0 && estimate < sent * CONGESTED.estimateShare;
    for (const subscription of adaptive) this.#judge(subscription, tight, now);
  }

  #judge(subscription: Subscription, tight: boolean, now: number): void {
    const trial = this.#trialOf(subscription, now);
    const congested = tight || subscription.fractionLost > CONGESTED.loss;
    trial.congestedFor = congested ? trial.congestedFor + 1 : 0;
    const age = now - trial.changedAt;
    if (trial.congestedFor >= PATIENCE) {
      subscription.budget = subscription.rate.bitrate(now) * BACK_OFF;
      if (age > STEADY) trial.retryAfter = RETRY.first;
      else trial.retryAfter = Math.min(trial.retryAfter * 2, RETRY.longest);
      trial.changedAt = now;
      trial.congestedFor = 0;
    } else if (subscription.budget !== Infinity && !congested && age > trial.retryAfter) {
      subscription.budget = Infinity;
      trial.changedAt = now;
    }
  }

  #trialOf(subscription: Subscription, now: number): Trial {
    let trial = this.#trials.get(subscription);
    if (!trial) {
      trial = { congestedFor: 0, retryAfter: RETRY.first / 2, changedAt: now };
      this.#trials.set(subscription, trial);
    }
    return trial;
  }
}
