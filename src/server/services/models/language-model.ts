/** Who is asked for words: a language model, whatever its provider's requests look like. */
import type { AskTools, Fail, ProviderFailure } from "../provider-stream.js";

/** A turn of what a model is told. */
export interface ModelMessage {
  /** `system` is what the server itself wants, and comes first. What people said is `user`, never `system`. */
  readonly role: "system" | "user" | "assistant";
  /** As text. */
  readonly content: string;
}

/** What a model is asked. */
export interface ModelRequest {
  /** In order; the last is the `user`'s. */
  readonly messages: readonly ModelMessage[];
  /** Tokens of the answer at most. */
  readonly maxTokens: number;
}

/** A piece of an answer, as it comes. */
export type ModelPiece =
  /** More of the text. */
  | { readonly type: "text"; readonly text: string }
  /** Tokens that the question and the answer took, where the provider says so: the last that comes counts. */
  | { readonly type: "usage"; readonly tokens: number };

/**
 * A language model: questions go in, text comes out as it is written. It has no tools, and does nothing but write.
 *
 * @example One that says what it was asked.
 * ```ts
 * const parrot: LanguageModel = {
 *   name: "parrot",
 *   async *write({ messages }) {
 *     yield { type: "text", text: messages.at(-1)?.content ?? "" };
 *   },
 * };
 * ```
 */
export interface LanguageModel {
  /** For the log. */
  readonly name: string;
  /** Writes an answer. @throws ModelError with what people are told. */
  write(request: ModelRequest, tools: AskTools): AsyncIterable<ModelPiece>;
}

/** A model does not do what it was asked. It says no address and nothing that was answered: keys may be in it. */
export class ModelError extends Error {
  override readonly name = "ModelError";

  constructor(
    /** What people are told. */
    readonly failure: ProviderFailure,
    /** For the log. */
    readonly code: string,
  ) {
    super(`The language model does not answer (${code}).`);
  }
}

export const modelError: Fail = (failure, code) => new ModelError(failure, code);
