import {
  ModelError,
  type LanguageModel,
  type ModelMessage,
  type ModelRequest,
} from "../../../server/services/models/index.js";
import type { AskTools } from "../../../server/services/provider-stream.js";
import { Dictation, type Words } from "../../../server/services/speech/dictation.js";
import type { TranscriptionProvider } from "../../../server/services/speech/provider.js";
import { ProviderError } from "./provider.js";
import { sentencesOf } from "./sentences.js";
import type { Conversation, SocketVoice, VoiceLine, VoiceOrder, VoiceRate, VoiceTools } from "./voice-line.js";

/** Turns text into speech. */
export interface SpeechProvider {
  /** What may be chosen; the first is the default. */
  readonly voices: readonly string[];
  /** Samples a second of what it says. */
  readonly sampleRate: VoiceRate;
  /** Says a sentence, as samples of one channel. @throws ProviderError */
  speak(
    text: string,
    voice: string,
    tools: Pick<VoiceTools, "fetch"> & { readonly signal: AbortSignal },
  ): AsyncIterable<Int16Array>;
}

/** Options of {@link pipelineVoice}. */
export interface PipelineOptions {
  /** For the log. */
  readonly name?: string;
  /** Speech to text. */
  readonly transcription: TranscriptionProvider;
  /** What answers. */
  readonly model: LanguageModel;
  /** Text to speech. */
  readonly speech: SpeechProvider;
  /** The language that it hears, as a BCP 47 tag. Default: whatever the transcription makes of it. */
  readonly language?: string;
}

/** What is bounded, so that nobody can make it grow. */
const LIMITS = {
  /** Turns and characters of the conversation that the model is told. */
  turns: 40,
  characters: 16_000,
  /** Characters and tokens of one answer: it is spoken, and nobody listens for longer. */
  answer: 4_000,
  tokens: 512,
  /** Failures in a row after which it is given up. */
  failures: 3,
} as const;
/** Milliseconds in which an answer has to go on. */
const PATIENCE = 20_000;
/** What goes with every instruction. */
const SPOKEN = "What you answer is spoken aloud: say it in plain sentences, without lists, markup or emoji.";

/**
 * An AI in three pieces: speech to text, a text model, and speech. It begins to speak with the first sentence, while the next is still
 * being written, and stops when somebody speaks.
 *
 * @example
 * ```ts
 * const provider = pipelineVoice({
 *   transcription: deepgram({ key }),
 *   model: chatCompletions({ url: "http://localhost:11434/v1/chat/completions", model: "llama3.3" }),
 *   speech: workersAiSpeech({ accountId, token }),
 * });
 * ```
 */
export function pipelineVoice(options: PipelineOptions): SocketVoice {
  return {
    name: options.name ?? "pipeline",
    voices: options.speech.voices,
    converse: async (order, line, tools) => new Pipeline(options, order, line, tools),
  };
}

/** An answer under way. */
interface Answer {
  readonly end: AbortController;
  /** What of it has gone out to be said. */
  said: string;
}

class Pipeline implements Conversation {
  readonly #options: PipelineOptions;
  readonly #order: VoiceOrder;
  readonly #line: VoiceLine;
  readonly #tools: VoiceTools;
  readonly #dictation: Dictation;
  #turns: ModelMessage[] = [];
  #answer: Answer | undefined;
  #failures = 0;

  constructor(options: PipelineOptions, order: VoiceOrder, line: VoiceLine, tools: VoiceTools) {
    this.#options = options;
    this.#order = order;
    this.#line = line;
    this.#tools = tools;
    this.#dictation = new Dictation({
      provider: options.transcription,
      language: options.language ?? "",
      handle: tools,
      inTurns: true,
      heard: (words) => this.#hear(words),
      troubled: (code) => this.#fail(errorOf(code)),
    });
  }

  hear(samples: Int16Array): void {
    this.#dictation.push(samples);
  }

  pause(): void {
    this.#dictation.rest();
  }

  close(): void {
    this.#dictation.close();
    this.#answer?.end.abort();
  }

  #hear({ type, text }: Words): void {
    if (text.trim() === "" || this.#tools.signal.aborted) return;
    // Somebody speaks: what it was saying is interrupted.
    this.#finish();
    this.#line.hush();
    if (type === "partial") return;
    this.#remember({ role: "user", content: text });
    const answer = { end: new AbortController(), said: "" };
    this.#answer = answer;
    void this.#say(answer);
  }

  /** The answer is over, whether it was said as a whole or not. */
  #finish(): void {
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.end.abort();
    if (answer && answer.said !== "") this.#remember({ role: "assistant", content: answer.said });
  }

  #remember(turn: ModelMessage): void {
    const turns = [...this.#turns, turn].slice(-LIMITS.turns);
    let characters = turns.reduce((sum, { content }) => sum + content.length, 0);
    while (turns.length > 1 && characters > LIMITS.characters) characters -= turns.shift()?.content.length ?? 0;
    this.#turns = turns;
  }

  async #say(answer: Answer): Promise<void> {
    const { model, speech } = this.#options;
    const { fetch, schedule } = this.#tools;
    const signal = AbortSignal.any([answer.end.signal, this.#tools.signal]);
    let cancel = (): void => {};
    const goOn = (): void => {
      cancel();
      cancel = schedule(() => answer.end.abort(new ProviderError("unreachable", "stalled")), PATIENCE);
    };
    try {
      goOn();
      const content = `${this.#order.instructions}\n${SPOKEN}`;
      const request = { messages: [{ role: "system", content } as const, ...this.#turns], maxTokens: LIMITS.tokens };
      for await (const sentence of sentencesOf(textOf(model, request, { fetch, signal }))) {
        if (answer.said.length + sentence.length > LIMITS.answer) break;
        // What is far ahead of what is heard would be thrown away when somebody interrupts.
        cancel();
        await this.#line.drained();
        signal.throwIfAborted();
        goOn();
        answer.said = `${answer.said} ${sentence}`.trim();
        for await (const samples of speech.speak(sentence, this.#order.voice, { fetch, signal })) {
          signal.throwIfAborted();
          goOn();
          this.#line.say(samples, speech.sampleRate);
        }
      }
      this.#failures = 0;
      if (this.#answer === answer) this.#finish();
    } catch (error) {
      const reason: unknown = answer.end.signal.aborted ? answer.end.signal.reason : error;
      // Somebody has interrupted it, or it is over.
      if (this.#tools.signal.aborted || (this.#answer !== answer && !(reason instanceof ProviderError))) return;
      if (this.#answer === answer) this.#finish();
      this.#fail(reason instanceof ProviderError ? reason : new ProviderError("unreachable", "failed"));
    } finally {
      cancel();
    }
  }

  /** Once is no reason to go: it is said in the log, and the next question may be answered. */
  #fail({ failure, code }: ProviderError): void {
    this.#failures += 1;
    if (failure === "refused" || this.#failures >= LIMITS.failures) this.#line.ended(failure, code);
    else this.#tools.log("warn", "the AI could not answer", { code });
  }
}

/** What a model writes. @throws ProviderError, or the signal's reason */
async function* textOf(model: LanguageModel, request: ModelRequest, tools: AskTools): AsyncGenerator<string> {
  try {
    for await (const piece of model.write(request, tools)) if (piece.type === "text") yield piece.text;
  } catch (error) {
    throw error instanceof ModelError ? new ProviderError(error.failure, error.code) : error;
  }
}

/** What people are told of a word of the transcription's for the log. */
function errorOf(code: string): ProviderError {
  const [, status] = /^refused-(\d{3})$/.exec(code) ?? [];
  if (status === "429" || status === "503") return new ProviderError("busy", code);
  return new ProviderError(status?.startsWith("4") ? "refused" : "unreachable", code);
}
