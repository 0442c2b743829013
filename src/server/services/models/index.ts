/**
 * Language models for services of a room: one small interface, and the providers behind it. Each is data: where it is asked, and how.
 * Keys stay on the server.
 *
 * @module
 */
import { readText } from "../env.js";
import { chatCompletions } from "./chat-completions.js";
import type { LanguageModel } from "./language-model.js";
import { workersAiModel } from "./workers-ai.js";

export { chatCompletions } from "./chat-completions.js";
export type { ChatCompletionsOptions } from "./chat-completions.js";
export { ModelError } from "./language-model.js";
export type { LanguageModel, ModelMessage, ModelPiece, ModelRequest } from "./language-model.js";
export { tokensOf, wholeAnswer } from "./whole-answer.js";
export type { WholeAnswer } from "./whole-answer.js";
export { workersAiModel } from "./workers-ai.js";
export type { WorkersAiModelOptions } from "./workers-ai.js";
export type { AskTools, ProviderFailure } from "../provider-stream.js";
export type { WorkersAiAccess, WorkersAiBinding } from "../workers-ai.js";

/**
 * The language model that the environment has a key or an address for; `undefined` without one. The first that is there counts.
 *
 * | variable | |
 * |---|---|
 * | `MODEL_URL`, `MODEL_KEY` | any address that takes `chat/completions`; the key is optional |
 * | `AZURE_OPENAI_ENDPOINT`, `AZURE_OPENAI_API_KEY`, `AZURE_OPENAI_CHAT_DEPLOYMENT` | OpenAI's models on Azure |
 * | `OPENAI_API_KEY` | OpenAI |
 * | `CLOUDFLARE_ACCOUNT_ID`, `CLOUDFLARE_AI_TOKEN` | Workers AI, from outside of a Worker |
 * | `MODEL_NAME` | another model than the kit's |
 */
export function modelFromEnv(env: Readonly<Record<string, unknown>>): LanguageModel | undefined {
  const read = (name: string): string | undefined => readText(env, name);
  const name = read("MODEL_NAME");
  const model = name === undefined ? {} : { model: name };
  const [url, key] = [read("MODEL_URL"), read("MODEL_KEY")];
  if (url !== undefined) return chatCompletions({ url, ...(key !== undefined && { key }), ...model });
  const [endpoint, azureKey] = [read("AZURE_OPENAI_ENDPOINT"), read("AZURE_OPENAI_API_KEY")];
  const deployment = read("AZURE_OPENAI_CHAT_DEPLOYMENT");
  if (endpoint !== undefined && azureKey !== undefined && deployment !== undefined) {
    const address = `${endpoint.replace(/\/+$/, "")}/openai/v1/chat/completions`;
    return chatCompletions({ url: address, headers: { "api-key": azureKey }, model: deployment });
  }
  const openAiKey = read("OPENAI_API_KEY");
  if (openAiKey !== undefined) return chatCompletions({ key: openAiKey, ...model });
  const [accountId, token] = [read("CLOUDFLARE_ACCOUNT_ID"), read("CLOUDFLARE_AI_TOKEN")];
  return accountId !== undefined && token !== undefined ? workersAiModel({ accountId, token, ...model }) : undefined;
}
