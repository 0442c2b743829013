import { workersAiModel, type LanguageModel } from "../../../server/services/models/index.js";
import { bytesOf, type Fail } from "../../../server/services/provider-stream.js";
import { SampleReader } from "../../../server/services/speech/sample-reader.js";
import { workersAi, type WorkersAiOptions } from "../../../server/services/speech/workers-ai.js";
import { runForStream, type WorkersAiAccess } from "../../../server/services/workers-ai.js";
import { pipelineVoice, type SpeechProvider } from "./pipeline.js";
import { ProviderError } from "./provider.js";
import type { SocketVoice } from "./voice-line.js";

/** Options of {@link workersAiVoice}. */
export type WorkersAiVoiceOptions = WorkersAiAccess & {
  /** What hears. Default `@cf/deepgram/nova-3`. */
  readonly transcription?: NonNullable<WorkersAiOptions["model"]>;
  /** What answers: a text model of Workers AI, or any other. Default `@cf/meta/llama-3.3-70b-instruct-fp8-fast`. */
  readonly model?: string | LanguageModel;
  /** What speaks, with its voices. Default `@cf/deepgram/aura-1`. */
  readonly speech?: WorkersAiSpeechOptions;
  /** The language that it hears, as a BCP 47 tag. Its voices are English unless others are given. */
  readonly language?: string;
};

/** What speaks. */
export interface WorkersAiSpeechOptions {
  /** Default `@cf/deepgram/aura-1`. */
  readonly model?: string;
  /** Its voices; the first is the default. */
  readonly voices?: readonly string[];
}

/** Voices of `@cf/deepgram/aura-1`. */
export const AURA_VOICES: readonly string[] = [
  "asteria",
  "angus",
  "arcas",
  "athena",
  "helios",
  "hera",
  "luna",
  "orion",
  "orpheus",
  "perseus",
  "stella",
  "zeus",
];

const RATE = 24_000;

const fail: Fail = (failure, code) => new ProviderError(failure, code);

/** Speech of Workers AI. */
export function workersAiSpeech(
  access: WorkersAiAccess,
  { model = "@cf/deepgram/aura-1", voices = AURA_VOICES }: WorkersAiSpeechOptions = {},
): SpeechProvider {
  return {
    voices,
    sampleRate: RATE,
    async *speak(text, speaker, call) {
      const input = { text, speaker, encoding: "linear16", container: "none", sample_rate: RATE };
      const body = await runForStream(access, { model, input, options: { returnRawResponse: true } }, call, fail);
      const reader = new SampleReader();
      for await (const bytes of bytesOf(body, call.signal, fail)) yield reader.push(bytes);
    },
  };
}

/**
 * An AI of Workers AI: speech to text, a text model, and speech, one after the other.
 *
 * @example In a Worker.
 * ```ts
 * const provider = workersAiVoice({ binding: env.AI });
 * ```
 */
export function workersAiVoice(options: WorkersAiVoiceOptions): SocketVoice {
  const { transcription, model, speech, language, ...access } = options;
  return pipelineVoice({
    name: "workers ai",
    transcription: workersAi({
      ...access,
      ...(transcription && { model: transcription }),
    }),
    model: typeof model === "object" ? model : workersAiModel({ ...access, ...(model !== undefined && { model }) }),
    speech: workersAiSpeech(access, speech),
    ...(language !== undefined && { language }),
  });
}
