import { loudness, ReceiverMeter, TrackMeter, type Meter } from "./meters.js";

/** What is measured: a local track or somebody else's receiver. */
export type LevelSource = MediaStreamTrack | RTCRtpReceiver;

/** Finds what to measure for a participant; `undefined` while there is nothing. Asked once a frame: cheap. */
export type FindLevelSource = (participantId: string) => LevelSource | undefined;

/** A change that nobody would see. */
const STEP = 0.01;

/** Tells listeners how loud people are, from one animation-frame loop that runs only while somebody listens. */
export class LevelLoop {
  readonly #findSource: FindLevelSource;
  readonly #followed = new Map<string, FollowedLevel>();
  #frame: number | undefined;

  constructor(findSource: FindLevelSource) {
    this.#findSource = findSource;
  }

  /** @returns a function that ends the subscription. */
  listen(participantId: string, notify: (level: number) => void): () => void {
    const followed = this.#followed.get(participantId) ?? new FollowedLevel();
    const listener: LevelListener = { notify, last: 0 };
    this.#followed.set(participantId, followed);
    followed.listeners.add(listener);
    this.#frame ??= requestAnimationFrame(() => this.#run());
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
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    for (const followed of this.#followed.values()) followed.close();
    this.#followed.clear();
  }

  #run(): void {
    this.#frame = requestAnimationFrame(() => this.#run());
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

  measure(source: LevelSource | undefined): void {
    if (source !== this.#source) this.#follow(source);
    const level = loudness(this.#meter?.read() ?? 0);
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
