/** The server's half of the AI participant: the service that brings it in, and who it may be. */
import type { RoomFeature } from "../../room/feature.js";
import { readText } from "../../server/services/env.js";
import type { RoomService } from "../../server/services/service.js";
import { azureRealtime } from "./providers/azure.js";
import { gptLive, openAiRealtime } from "./providers/openai.js";
import { ownVoice } from "./providers/own-voice.js";
import type { VoiceProvider } from "./providers/provider.js";
import { workersAiVoice } from "./providers/workers-ai.js";
import { aiFeature, type AiFeatureOptions } from "./room.js";
import { aiService, type AiServiceOptions } from "./service.js";

export { azureRealtime } from "./providers/azure.js";
export type { AzureRealtimeOptions } from "./providers/azure.js";
export { gptLive, OPENAI_VOICES, openAiRealtime } from "./providers/openai.js";
export type { GptLiveOptions, OpenAiRealtimeOptions, VoiceModelOptions } from "./providers/openai.js";
export { ownVoice } from "./providers/own-voice.js";
export type { OwnVoiceOptions } from "./providers/own-voice.js";
export { pipelineVoice } from "./providers/pipeline.js";
export type { PipelineOptions, SpeechProvider } from "./providers/pipeline.js";
export { ProviderError, send } from "./providers/provider.js";
export type {
  ProviderReply,
  ProviderRequest,
  ProviderTools,
  VoiceAnswer,
  VoiceOffer,
  VoiceProvider,
  WebRtcVoice,
} from "./providers/provider.js";
export type {
  Conversation,
  SocketVoice,
  VoiceLine,
  VoiceOrder,
  VoiceRate,
  VoiceTools,
} from "./providers/voice-line.js";
export { AURA_VOICES, workersAiSpeech, workersAiVoice } from "./providers/workers-ai.js";
export type { WorkersAiSpeechOptions, WorkersAiVoiceOptions } from "./providers/workers-ai.js";
export type { LanguageModel } from "../../server/services/models/index.js";
export type { WorkersAiAccess, WorkersAiBinding } from "../../server/services/workers-ai.js";
export { aiService } from "./service.js";
export type { AiServiceOptions } from "./service.js";
export * from "./index.js";

/** Options of {@link aiOf}. */
export interface AiOptions extends Omit<AiFeatureOptions, "available">, Pick<AiServiceOptions, "totalMinutesPerDay"> {
  /** Who the AI is. Without one nobody can bring it in, and the page shows no button. */
  readonly provider?: VoiceProvider | undefined;
}

/** What a room server is started with. */
export interface AiParts {
  /** For `features`. */
  readonly features: readonly RoomFeature[];
  /** For `services`. */
  readonly services: readonly RoomService[];
}

/**
 * An AI for the rooms of a server: the feature and the service that belong together.
 *
 * @example
 * ```ts
 * await startRoomServer({ ...config, ...aiOf({ provider: voiceFromEnv(process.env), minutesPerDay: 60 }) });
 * ```
 */
export function aiOf({ provider, totalMinutesPerDay, ...options }: AiOptions = {}): AiParts {
  const { name, voices = provider?.voices ?? [] } = options;
  const feature = aiFeature({ ...options, voices, available: provider !== undefined });
  const service = aiService({
    feature,
    provider,
    ...(name !== undefined && { name }),
    ...(totalMinutesPerDay !== undefined && { totalMinutesPerDay }),
  });
  return { features: [feature as unknown as RoomFeature], services: [service] };
}

/**
 * The provider that the environment has a key for; `undefined` without one.
 *
 * | variable | |
 * |---|---|
 * | `VOICE_URL`, `VOICE_KEY` | an AI of one's own, see {@link ownVoice}; the key is optional |
 * | `AZURE_OPENAI_ENDPOINT`, `AZURE_OPENAI_API_KEY`, `AZURE_OPENAI_DEPLOYMENT` | OpenAI's models on Azure |
 * | `OPENAI_API_KEY` | OpenAI |
 * | `CLOUDFLARE_ACCOUNT_ID`, `CLOUDFLARE_AI_TOKEN` | Workers AI, from outside of a Worker |
 * | `AI_MODEL` | another model than the kit's; one of OpenAI's whose name begins with `gpt-live` is asked by its own path |
 * | `AI_URL` | another address than OpenAI's, or than that of Cloudflare's API |
 *
 * The first that is there counts.
 */
export function voiceFromEnv(env: Readonly<Record<string, unknown>>): VoiceProvider | undefined {
  const read = (name: string): string | undefined => readText(env, name);
  const [ownUrl, ownKey] = [read("VOICE_URL"), read("VOICE_KEY")];
  if (ownUrl !== undefined) return ownVoice({ url: ownUrl, ...(ownKey !== undefined && { key: ownKey }) });
  const [endpoint, azureKey] = [read("AZURE_OPENAI_ENDPOINT"), read("AZURE_OPENAI_API_KEY")];
  const deployment = read("AZURE_OPENAI_DEPLOYMENT");
  if (endpoint !== undefined && azureKey !== undefined && deployment !== undefined) {
    return azureRealtime({ endpoint, key: azureKey, deployment });
  }
  const [key, model, url] = [read("OPENAI_API_KEY"), read("AI_MODEL"), read("AI_URL")];
  const named = model === undefined ? {} : { model };
  if (key === undefined) {
    const [accountId, token] = [read("CLOUDFLARE_ACCOUNT_ID"), read("CLOUDFLARE_AI_TOKEN")];
    if (accountId === undefined || token === undefined) return undefined;
    return workersAiVoice({ accountId, token, ...named, ...(url !== undefined && { api: url }) });
  }
  const options = { key, ...named, ...(url !== undefined && { url }) };
  return model?.startsWith("gpt-live") ? gptLive(options) : openAiRealtime(options);
}
