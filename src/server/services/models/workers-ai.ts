import { runForStream, type WorkersAiAccess } from "../workers-ai.js";
import { modelError, type LanguageModel } from "./language-model.js";
import { piecesIn } from "./pieces.js";

/** Options of {@link workersAiModel}. */
export type WorkersAiModelOptions = WorkersAiAccess & {
  /** Which model. Default `@cf/meta/llama-3.3-70b-instruct-fp8-fast`. */
  readonly model?: string;
};

/**
 * A language model of Workers AI.
 *
 * @example In a Worker.
 * ```ts
 * const model = workersAiModel({ binding: env.AI });
 * ```
 */
export function workersAiModel({
  model = "@cf/meta/llama-3.3-70b-instruct-fp8-fast",
  ...access
}: WorkersAiModelOptions): LanguageModel {
  return {
    name: "workers ai",
    async *write({ messages, maxTokens }, tools) {
      const input = { messages, stream: true, max_tokens: maxTokens };
      yield* piecesIn(await runForStream(access, { model, input }, tools, modelError), tools.signal);
    },
  };
}
