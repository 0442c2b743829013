import type { ServiceHandle } from "../service.js";
import { Downsampler } from "./downsample.js";
import { Pause } from "./pause.js";
import type { Heard, TranscriptionProvider } from "./provider.js";
import { TranscriptionStream } from "./stream.js";
import { VoiceGate } from "./voice-gate.js";

/** Words that somebody said. */
export type Words = Extract<Heard, { type: "partial" | "final" }>;

/** What a {@link Dictation} needs. */
export interface DictationOptions {
  /** A BCP 47 tag; empty where it is not known. */
  readonly language: string;
  readonly provider: TranscriptionProvider;
  readonly handle: Pick<ServiceHandle, "dial" | "log" | "now" | "schedule" | "signal">;
  /** Who pauses is answered: words are settled then, and not before, however long somebody speaks. */
  readonly inTurns?: boolean;
  heard(words: Words): void;
  /** The provider does not work, with a word for the log. It is tried again. */
  troubled(code: string): void;
}

/** Milliseconds without sound after which a provider is let go of: it is called again with the next word. */
const IDLE = 20_000;
/** Seconds of silence that a provider hears which nobody can tell that somebody pauses: by then it has noticed itself. */
const UNTOLD = 6;

/** One speaker's sound, as an adapter sends it, turned into words while they speak. */
export class Dictation {
  readonly #options: DictationOptions;
  readonly #downsampler: Downsampler;
  readonly #gate: VoiceGate;
  readonly #pause = new Pause();
  #stream: TranscriptionStream | undefined;
  #isClosed = false;
  #isResting = false;
  /** Samples that went to the provider since it was last told to settle what it has. */
  #unsettled = 0;
  #notBefore = 0;
  #cancelIdle = (): void => {};

  constructor(options: DictationOptions) {
    this.#options = options;
    const { sampleRate, flush } = options.provider;
    this.#downsampler = new Downsampler(sampleRate);
    this.#gate = new VoiceGate(sampleRate, flush === undefined ? UNTOLD : undefined);
  }

  /** @param samples of 48 kHz, left and right in turn. */
  push(samples: Int16Array): void {
    if (this.#isClosed) return;
    const gated = this.#gate.push(this.#downsampler.push(samples));
    if (gated.type === "sound") for (const piece of gated.pieces) this.#send(piece);
    else if (gated.type === "pause") this.#settle();
  }

  /** Nothing more comes for now: what is there may be settled. */
  rest(): void {
    const { sampleRate, flush } = this.#options.provider;
    // Nobody can tell it, and so it has to hear it.
    if (flush === undefined && !this.#isResting) {
      for (let piece = 0; piece < 10 * UNTOLD; piece++) this.#stream?.send(new Int16Array(sampleRate / 10));
    }
    this.#settle();
  }

  #send(piece: Int16Array<ArrayBuffer>): void {
    const { inTurns = false, provider } = this.#options;
    const { sampleRate, longest = Number.POSITIVE_INFINITY } = provider;
    const stream = this.#streamed();
    stream?.send(piece);
    this.#unsettled += piece.length;
    if (inTurns || this.#unsettled < longest * sampleRate) return;
    this.#unsettled = 0;
    stream?.flush();
  }

  #settle(): void {
    this.#unsettled = 0;
    this.#stream?.flush();
    this.#isResting = true;
    this.#cancelIdle();
    this.#cancelIdle = this.#options.handle.schedule(() => {
      this.#stream?.close();
      this.#stream = undefined;
    }, IDLE);
  }

  /** Lets go of the provider. */
  close(): void {
    this.#isClosed = true;
    this.#cancelIdle();
    this.#stream?.close();
  }

  #streamed(): TranscriptionStream | undefined {
    this.#cancelIdle();
    this.#isResting = false;
    const { provider, language, handle, heard, troubled } = this.#options;
    if (this.#stream || handle.now() < this.#notBefore) return this.#stream;
    this.#stream = new TranscriptionStream(provider, language, handle, {
      heard: (words) => {
        this.#pause.reset();
        heard(words);
      },
      ended: (code) => {
        const wasReady = this.#stream?.isReady;
        this.#stream = undefined;
        // Nobody says anything: whoever does not wait for that is called again with the next word.
        if (this.#isResting && wasReady) return;
        this.#notBefore = handle.now() + this.#pause.take();
        handle.log("warn", "speech recognition ended", { code });
        troubled(code);
      },
    });
    return this.#stream;
  }
}
