import type { ServiceHandle } from "../../server/services/service.js";
import { ADAPTER_PCM, fromSamples } from "../../wire/adapter-packet.js";
import type { VoiceRate } from "./providers/voice-line.js";
import type { IngestTrack } from "./ingest.js";

/** Milliseconds. */
const PACE = {
  /** Of sound in one message. */
  piece: 100,
  /** Of sound that the SFU has in advance: what it has is heard, whoever interrupts. */
  ahead: 300,
  /** Between two looks at what is due. */
  look: 80,
} as const;
/** Seconds of sound that may wait to be said, and above which whoever makes more should wait. */
const WAITING = { most: 120, enough: 4 } as const;
/** Bytes that may wait in the socket before nothing more is put into it. */
const BACKLOG = 262_144;

interface Piece {
  readonly samples: Int16Array;
  readonly rate: VoiceRate;
}

/** Says what it is given at the pace of speech, so that it can be told to say no more. */
export class Mouth {
  readonly #track: Pick<IngestTrack, "send" | "waiting">;
  readonly #handle: Pick<ServiceHandle, "now" | "schedule">;
  #pieces: Piece[] = [];
  /** Seconds that wait. */
  #waiting = 0;
  /** When all that the SFU has will have been said. */
  #saidAt = 0;
  /** The last sample that was sent: the next piece goes on from there. */
  #last = 0;
  #isDue = false;
  #cancel = (): void => {};
  #drained: (() => void)[] = [];

  constructor(track: Pick<IngestTrack, "send" | "waiting">, handle: Pick<ServiceHandle, "now" | "schedule">) {
    this.#track = track;
    this.#handle = handle;
  }

  /** @returns `false` when so much waits already that it is not said. */
  say(samples: Int16Array, rate: VoiceRate): boolean {
    const seconds = samples.length / rate;
    if (seconds === 0) return true;
    if (this.#waiting + seconds > WAITING.most) return false;
    this.#pieces.push({ samples, rate });
    this.#waiting += seconds;
    if (!this.#isDue) this.#pump();
    return true;
  }

  /** Says nothing of what waits. */
  hush(): void {
    this.#pieces = [];
    this.#waiting = 0;
    this.#wake();
  }

  /** Resolves when only a few seconds wait. */
  async drained(): Promise<void> {
    while (this.#waiting > WAITING.enough) await new Promise<void>((resolve) => this.#drained.push(resolve));
  }

  close(): void {
    this.#cancel();
    this.hush();
  }

  #pump(): void {
    const now = this.#handle.now();
    this.#saidAt = Math.max(this.#saidAt, now);
    while (this.#saidAt - now < PACE.ahead && this.#track.waiting < BACKLOG) {
      const piece = this.#take();
      if (!piece) break;
      this.#track.send(this.#stretched(piece));
      this.#saidAt += (piece.samples.length / piece.rate) * 1_000;
    }
    if (this.#waiting <= WAITING.enough) this.#wake();
    this.#isDue = this.#pieces.length > 0;
    if (!this.#isDue) return;
    this.#cancel = this.#handle.schedule(() => this.#pump(), PACE.look);
  }

  #take(): Piece | undefined {
    const piece = this.#pieces.shift();
    if (!piece) return undefined;
    const { samples, rate } = piece;
    const most = (PACE.piece / 1_000) * rate;
    if (samples.length > most) this.#pieces.unshift({ samples: samples.subarray(most), rate });
    const taken = samples.subarray(0, most);
    this.#waiting = this.#pieces.length === 0 ? 0 : this.#waiting - taken.length / rate;
    return { samples: taken, rate };
  }

  /** As adapters take it: more samples, on straight lines between those that there are, on both sides. */
  #stretched({ samples, rate }: Piece): Uint8Array {
    const factor = ADAPTER_PCM.sampleRate / rate;
    const out = new Int16Array(samples.length * factor * ADAPTER_PCM.channels);
    let at = 0;
    for (const sample of samples) {
      for (let step = 1; step <= factor; step++) {
        const value = Math.round(this.#last + ((sample - this.#last) * step) / factor);
        out[at++] = value;
        out[at++] = value;
      }
      this.#last = sample;
    }
    return fromSamples(out);
  }

  #wake(): void {
    for (const wake of this.#drained.splice(0)) wake();
  }
}
