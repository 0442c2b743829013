import { loudness, ReceiverMeter, TrackMeter, type Meter } from "./meters.js";

/** What is measured: a local track or somebody else's receiver. */
export type LevelSource = MediaStreamTrack | RTCRtpReceiver;

/** Finds what to measure for a participant; `undefined` while there is nothing. Asked at each reading: cheap. */
export type FindLevelSource = (participantId: string) => LevelSource | undefined;

/** A change that nobody would see. */
const STEP = 0.01;
/**
 * Milliseconds between two readings: as often as a meter has to move to look alive. A loop of animation frames would have the
 * browser draw a page sixty times a second, of which a call's pictures change at most thirty times.
 */
const PERIOD = 80;
/** How far a level falls in one reading, at most: the gap between two words is no silence, and what shows it does not flicker. */
const FALL = 0.2;

/** Tells listeners how loud people are, from one loop that runs only while somebody listens. */
export class LevelLoop {
  readonly #findSource: FindLevelSource;
  readonly #followed = new Map<string, FollowedLevel>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(findSource: FindLevelSource) {
    this.#findSource = findSource;
  }

  /** @returns a function that ends the subscription. */
  listen(participantId: string, notify: (level: number) => void): () => void {
    const followed = this.#followed.get(participantId) ?? new FollowedLevel();
    const listener: LevelListener = { notify, last: 0 };
    this.#followed.set(participantId, followed);
    followed.listeners.add(listener);
    this.#timer ??= setTimeout(() => this.#run());
    return () => {
      followed.listeners.delete(listener);
      if (followed.listeners.size > 0 || this.#followed.get(participantId) !== followed) return;
      followed.close();
      this.#followed.delete(participantId);
      if (this.#followed.size === 0) this.stop();
    };
  }

  /** Ends every subscription. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const followed of this.#followed.values()) followed.close();
    this.#followed.clear();
  }

  #run(): void {
    this.#timer = setTimeout(() => this.#run(), PERIOD);
    for (const [participantId, followed] of this.#followed) followed.measure(this.#findSource(participantId));
  }
}

interface LevelListener {
  readonly notify: (level: number) => void;
  last: number;
}

/** One participant whom somebody listens to. */
class FollowedLevel {
  readonly listeners = new Set<LevelListener>();
  #source: LevelSource | undefined;
  #meter: Meter | undefined;
  #level = 0;

  measure(source: LevelSource | undefined): void {
    if (source !== this.#source) this.#follow(source);
    const level = (this.#level = Math.max(loudness(this.#meter?.read() ?? 0), this.#level - FALL));
    for (const listener of this.listeners) {
      const isSame = Math.abs(level - listener.last) < STEP && (level > 0 || listener.last === 0);
      if (isSame) continue;
      listener.last = level;
      listener.notify(level);
    }
  }

  close(): void {
    this.#follow(undefined);
  }

  #follow(source: LevelSource | undefined): void {
    this.#meter?.close();
    this.#source = source;
    this.#meter = source && (source instanceof MediaStreamTrack ? new TrackMeter(source) : new ReceiverMeter(source));
  }
}
