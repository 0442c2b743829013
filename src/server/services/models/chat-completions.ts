import { askForStream } from "../provider-stream.js";
import { modelError, type LanguageModel } from "./language-model.js";
import { piecesIn } from "./pieces.js";

/** Options of {@link chatCompletions}. */
export interface ChatCompletionsOptions {
  /** The key, as `Authorization: Bearer …`. It stays on the server. */
  readonly key?: string;
  /** Which model. Default `gpt-4.1-mini`. */
  readonly model?: string;
  /** Where it is asked. Default `https://api.openai.com/v1/chat/completions`. */
  readonly url?: string;
  /** Headers beside the key's, such as `api-key` on Azure. */
  readonly headers?: Readonly<Record<string, string>>;
  /** More of the request, such as `reasoning_effort`; what the kit says itself comes first. */
  readonly request?: Readonly<Record<string, unknown>>;
}

const OPENAI = "https://api.openai.com/v1/chat/completions";

/**
 * A language model behind `POST …/chat/completions`, as OpenAI has it, and with it Azure, Workers AI, llama.cpp, Ollama, vLLM and most
 * others.
 *
 * @example A model on a machine of one's own.
 * ```ts
 * const model = chatCompletions({ url: "http://localhost:11434/v1/chat/completions", model: "qwen3" });
 * ```
 */
export function chatCompletions({
  key,
  model = "gpt-4.1-mini",
  url = OPENAI,
  headers,
  request,
}: ChatCompletionsOptions): LanguageModel {
  // OpenAI's newer models refuse the older name, and most other servers know no other.
  const bound = url === OPENAI || headers?.["api-key"] !== undefined ? "max_completion_tokens" : "max_tokens";
  return {
    name: "chat completions",
    async *write({ messages, maxTokens }, tools) {
      const stream = { stream: true, stream_options: { include_usage: true } };
      const call = {
        url,
        headers: { ...headers, ...(key !== undefined && { authorization: `Bearer ${key}` }) },
        body: { ...request, model, messages, ...stream, [bound]: maxTokens },
      };
      yield* piecesIn(await askForStream(call, tools, modelError), tools.signal);
    },
  };
}
