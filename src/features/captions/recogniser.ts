/** The browser's own speech recognition, where there is one. */

/** What of `SpeechRecognition` is used: TypeScript's library does not have it. */
interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  start(track?: MediaStreamTrack): void;
  stop(): void;
  abort(): void;
}

interface RecognitionEvent extends Event {
  readonly resultIndex: number;
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }>;
}

type RecognitionClass = new () => Recognition;

const constructorOf = (): RecognitionClass | undefined => {
  const found: unknown =
    Reflect.get(globalThis, "SpeechRecognition") ?? Reflect.get(globalThis, "webkitSpeechRecognition");
  return typeof found === "function" ? (found as RecognitionClass) : undefined;
};

/** What does not get better by trying again. */
const FATAL = new Set(["network", "service-not-allowed", "not-allowed", "audio-capture"]);
/** Ends without a word, one after the other, after which it is given up for the page. */
const PATIENCE = 20;
/** Milliseconds. */
const PAUSE = 500;
/** Milliseconds between two changes of words that may still change. */
const PACE = 300;

let hasFailed = false;

/** Does this browser have speech recognition that works, as far as is known? */
export const canRecognise = (): boolean => !hasFailed && constructorOf() !== undefined;

/** Words as a browser understood them. */
export interface RecognisedWords {
  readonly text: string;
  readonly isFinal: boolean;
  readonly language?: string;
}

/** Listens to one track until it is closed. */
export class Recogniser {
  readonly #hear: (words: RecognisedWords) => void;
  readonly #recognition: Recognition | undefined;
  #isOver = false;
  #isFinishing = false;
  #silentEnds = 0;
  #toldAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param wanted the language as a BCP 47 tag; empty for the page's. */
  constructor(
    readonly track: MediaStreamTrack,
    readonly wanted: string,
    hear: (words: RecognisedWords) => void,
  ) {
    this.#hear = hear;
    const Class = constructorOf();
    if (!Class) return;
    const recognition = new Class();
    this.#recognition = recognition;
    recognition.lang = wanted || document.documentElement.lang || navigator.language;
    recognition.continuous = true;
    recognition.interimResults = true;
    recognition.addEventListener("result", (event) => this.#take(event as RecognitionEvent));
    recognition.addEventListener("error", (event) => {
      const error = String(Reflect.get(event, "error"));
      if (FATAL.has(error)) this.#giveUp();
      // Another language may be known.
      if (error === "language-not-supported") this.close();
    });
    // It ends by itself, after a silence or a minute.
    recognition.addEventListener("end", () => this.#restart());
    this.#start();
  }

  /** The microphone is off: what was said may still become words. */
  finish(): void {
    this.#isFinishing = true;
    clearTimeout(this.#timer);
    this.#recognition?.stop();
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#recognition?.abort();
  }

  #start(): void {
    try {
      // The call's own track: a second microphone would be opened else.
      this.#recognition?.start(this.track);
    } catch {
      this.#giveUp();
    }
  }

  #restart(): void {
    if (this.#isOver || this.#isFinishing) return;
    this.#silentEnds += 1;
    if (this.#silentEnds > PATIENCE) return this.#giveUp();
    this.#timer = setTimeout(() => this.#start(), PAUSE);
  }

  #giveUp(): void {
    hasFailed = true;
    this.close();
  }

  #take({ resultIndex, results }: RecognitionEvent): void {
    if (this.#isOver) return;
    this.#silentEnds = 0;
    const language = this.#recognition?.lang;
    const tag = language ? { language } : {};
    let live = "";
    for (let index = resultIndex; index < results.length; index++) {
      const text = results[index]?.[0]?.transcript ?? "";
      if (results[index]?.isFinal) this.#hear({ text, isFinal: true, ...tag });
      else live += text;
    }
    if (live === "" || performance.now() - this.#toldAt < PACE) return;
    this.#toldAt = performance.now();
    this.#hear({ text: live, isFinal: false, ...tag });
  }
}
