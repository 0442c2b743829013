import type { ServiceHandle } from "../../server/services/service.js";
import { Dictation, type DictationOptions } from "../../server/services/speech/dictation.js";
import { MicrophoneTap, type Microphone } from "../../server/services/speech/microphone.js";

/** What an {@link Ear} needs. */
export interface EarOptions extends DictationOptions {
  readonly microphone: Microphone;
  readonly handle: ServiceHandle;
}

/** Milliseconds after a microphone has gone off until nothing of it is taken any more: the last word is on its way for so long. */
const TAIL = 500;

/** Listens to one speaker while their microphone is on, and lets what they have said be settled when it goes off. */
export class Ear {
  readonly #options: EarOptions;
  readonly #dictation: Dictation;
  #tap: MicrophoneTap | undefined;
  #cancelRest: (() => void) | undefined;

  constructor(options: EarOptions) {
    this.#options = options;
    this.#dictation = new Dictation(options);
    this.listen();
  }

  /** Their microphone is on. */
  listen(): void {
    this.#cancelRest?.();
    this.#cancelRest = undefined;
    const { handle, microphone, troubled } = this.#options;
    const heard = (samples: Int16Array): void => this.#dictation.push(samples);
    this.#tap ??= new MicrophoneTap({ handle, microphone, heard, troubled });
  }

  /** It is off, or they have been silent for long. Their last words may still come. */
  rest(): void {
    if (!this.#tap || this.#cancelRest) return;
    this.#cancelRest = this.#options.handle.schedule(() => {
      this.#cancelRest = undefined;
      this.#tap?.close();
      this.#tap = undefined;
      this.#dictation.rest();
    }, TAIL);
  }

  /** Nothing more of them is wanted. */
  close(): void {
    this.#cancelRest?.();
    this.#dictation.close();
    this.#tap?.close();
  }
}
