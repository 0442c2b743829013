import type { AskTools } from "../provider-stream.js";
import { ModelError, type LanguageModel, type ModelRequest } from "./language-model.js";

/** An answer that was read to its end. */
export interface WholeAnswer {
  /** All of it. */
  readonly text: string;
  /** What question and answer took: as the provider says, or about. */
  readonly tokens: number;
}

/** Characters of a token, about. */
const TOKEN = 3;

/** What a question and so much of its answer take, where the provider does not say it. */
export const tokensOf = ({ messages }: ModelRequest, text: string): number =>
  Math.ceil(messages.reduce((sum, { content }) => sum + content.length, text.length) / TOKEN);

/**
 * Has a model write an answer, and reads all of it.
 *
 * @param longest characters at which it is not read any further.
 * @throws ModelError, or the signal's reason.
 */
export async function wholeAnswer(
  model: LanguageModel,
  request: ModelRequest,
  tools: AskTools,
  longest: number,
): Promise<WholeAnswer> {
  let text = "";
  let tokens: number | undefined;
  for await (const piece of model.write(request, tools)) {
    tools.signal.throwIfAborted();
    if (piece.type === "usage") ({ tokens } = piece);
    else text += piece.text;
    if (text.length > longest) throw new ModelError("refused", "too-long");
  }
  return { text: text.trim(), tokens: Math.ceil(tokens ?? tokensOf(request, text)) };
}
