/** The server's half of captions: the service that listens, and who turns speech into words for it. */
import type { RoomFeature } from "../../room/feature.js";
import { readText } from "../../server/services/env.js";
import type { LanguageModel } from "../../server/services/models/index.js";
import type { RoomService } from "../../server/services/service.js";
import { deepgram } from "../../server/services/speech/deepgram.js";
import { openAi } from "../../server/services/speech/openai.js";
import { ownService } from "../../server/services/speech/own-service.js";
import type { TranscriptionProvider } from "../../server/services/speech/provider.js";
import { workersAi } from "../../server/services/speech/workers-ai.js";
import {
  captionsFeature,
  transcriptFeature,
  type CaptionsFeatureOptions,
  type TranscriptFeatureOptions,
} from "./room.js";
import { translationsFeature } from "./translation/room.js";
import { translationService } from "./translation/service.js";
import { captionsService, type CaptionsServiceOptions } from "./service.js";

export { deepgram } from "../../server/services/speech/deepgram.js";
export type { DeepgramOptions } from "../../server/services/speech/deepgram.js";
export { openAi } from "../../server/services/speech/openai.js";
export type { OpenAiOptions } from "../../server/services/speech/openai.js";
export { ownService } from "../../server/services/speech/own-service.js";
export type { OwnServiceOptions } from "../../server/services/speech/own-service.js";
export type { Heard, ReadMessage, TranscriptionProvider } from "../../server/services/speech/provider.js";
export { workersAi } from "../../server/services/speech/workers-ai.js";
export type { WorkersAiOptions } from "../../server/services/speech/workers-ai.js";
export type { WorkersAiAccess, WorkersAiBinding } from "../../server/services/workers-ai.js";
export { captionsService } from "./service.js";
export type { CaptionsServiceOptions } from "./service.js";
export * from "../../server/services/models/index.js";
export { translationService } from "./translation/service.js";
export type { TranslationServiceOptions } from "./translation/service.js";
export { spokenIn } from "./spoken.js";
export * from "./index.js";

/** Options of {@link captionsOf}. */
export interface CaptionsOptions
  extends
    CaptionsServiceOptions,
    Omit<CaptionsFeatureOptions, "source">,
    Pick<TranscriptFeatureOptions, "keepMinutes"> {
  /** Has a transcript, too. `true`: hosts begin it; `on`: it is written from the beginning of a room on. */
  readonly transcript?: boolean | "on";
  /** Who translates what was said into the languages that people want to read. Without one there are no translations. */
  readonly model?: LanguageModel | undefined;
  /** Languages that may be chosen, as BCP 47 tags. Default: about thirty. */
  readonly languages?: readonly string[];
}

/** What a room server is started with. */
export interface CaptionsParts {
  /** For `features`. */
  readonly features: readonly RoomFeature[];
  /** For `services`. */
  readonly services: readonly RoomService[];
}

/**
 * Captions for a room server: the features and the service that belong together.
 *
 * @example
 * ```ts
 * await startRoomServer({ ...config, ...captionsOf({ provider: deepgram({ key }), language: "en" }) });
 * ```
 */
export function captionsOf({
  provider,
  microphones,
  transcript,
  keepMinutes,
  model,
  languages,
  ...options
}: CaptionsOptions = {}): CaptionsParts {
  const source = provider ? "server" : "browser";
  const written: TranscriptFeatureOptions = {
    on: transcript === "on",
    ...(keepMinutes !== undefined && { keepMinutes }),
  };
  const features: readonly RoomFeature[] = [
    captionsFeature({ ...options, source }) as unknown as RoomFeature,
    ...(transcript ? [transcriptFeature(written) as unknown as RoomFeature] : []),
  ];
  const service = captionsService({ ...(provider && { provider }), ...(microphones && { microphones }) });
  if (!model) return { features, services: [service] };
  const translations = translationsFeature({ available: true, ...(languages && { languages }) });
  return {
    features: [...features, translations as unknown as RoomFeature],
    services: [service, translationService({ feature: translations, model })],
  };
}

/**
 * The provider that the environment has a key for; `undefined` without one.
 *
 * | variable | |
 * |---|---|
 * | `CAPTIONS_URL`, `CAPTIONS_KEY` | a service of one's own, see {@link ownService}; the key is optional |
 * | `DEEPGRAM_API_KEY` | Deepgram |
 * | `CLOUDFLARE_ACCOUNT_ID`, `CLOUDFLARE_AI_TOKEN` | Workers AI, from outside of a Worker |
 * | `OPENAI_API_KEY` | OpenAI |
 *
 * The first that is there counts. In a Worker, `workersAi({ binding: env.AI })` needs no key.
 */
export function providerFromEnv(env: Readonly<Record<string, unknown>>): TranscriptionProvider | undefined {
  const read = (name: string): string | undefined => readText(env, name);
  const [url, key] = [read("CAPTIONS_URL"), read("CAPTIONS_KEY")];
  if (url !== undefined) return ownService({ url, ...(key !== undefined && { key }) });
  const deepgramKey = read("DEEPGRAM_API_KEY");
  if (deepgramKey !== undefined) return deepgram({ key: deepgramKey });
  const [accountId, token] = [read("CLOUDFLARE_ACCOUNT_ID"), read("CLOUDFLARE_AI_TOKEN")];
  if (accountId !== undefined && token !== undefined) return workersAi({ accountId, token });
  const openAiKey = read("OPENAI_API_KEY");
  return openAiKey === undefined ? undefined : openAi({ key: openAiKey });
}
