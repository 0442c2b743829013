/** Measures how loud something is: the amplitude, from 0 to 1. */
export interface Meter {
  read(): number;
  close(): void;
}

/** What is measured is not played: where the browser knows of that, no loudspeaker is kept awake for it. */
const UNHEARD: AudioContextOptions & { sinkId: { type: "none" } } = {
  latencyHint: "playback",
  sinkId: { type: "none" },
};

/** Measures a local track. */
export class TrackMeter implements Meter {
  readonly #context = new AudioContext(UNHEARD);
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    this.#analyser.fftSize = 1_024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#analyser);
    void this.#context.resume();
  }

  read(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    return Math.sqrt(sum / this.#samples.length);
  }

  close(): void {
    void this.#context.close();
  }
}

/** Milliseconds without a new packet after which somebody is silent: a silent sender sends one every 400 ms. */
const TIME_TO_SILENCE = 1_000;

/** Measures somebody else's track: by the levels in its packets where they are, else by the receiver's statistics. */
export class ReceiverMeter implements Meter {
  readonly #receiver: RTCRtpReceiver;
  #level = 0;
  #lastPacket = 0;
  #lastArrival = 0;

  constructor(receiver: RTCRtpReceiver) {
    this.#receiver = receiver;
  }

  read(): number {
    const [packet] = this.#receiver.getSynchronizationSources();
    if (packet && packet.timestamp !== this.#lastPacket) {
      this.#lastPacket = packet.timestamp;
      this.#lastArrival = performance.now();
    }
    if (!packet || performance.now() - this.#lastArrival > TIME_TO_SILENCE) return 0;
    if (packet.audioLevel !== undefined) return packet.audioLevel;
    void this.#readReport();
    return this.#level;
  }

  close(): void {}

  async #readReport(): Promise<void> {
    for (const report of (await this.#receiver.getStats()).values()) {
      if (report.type === "inbound-rtp") this.#level = report.audioLevel ?? 0;
    }
  }
}

/** Decibels below full scale that count as silence. */
const SILENCE = 60;

/** Loudness as it is perceived, 0 to 1, of an amplitude from 0 to 1: speech is around the middle. */
export function loudness(amplitude: number): number {
  if (amplitude <= 0) return 0;
  return Math.min(1, Math.max(0, 1 + (20 * Math.log10(amplitude)) / SILENCE));
}
