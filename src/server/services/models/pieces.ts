/** What the events of language models say: OpenAI's shape, which most providers speak, and the older one of Workers AI. */
import { eventsIn } from "./event-stream.js";
import { ModelError, type ModelPiece } from "./language-model.js";

/** Fields of something that may be anything. */
const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => Object(value) as Record<string, unknown>;

/** The pieces of an answer in a stream of events. @throws ModelError */
export async function* piecesIn(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<ModelPiece> {
  let hasEnded = false;
  for await (const event of eventsIn(body, signal)) {
    if (event.trim() === "[DONE]") return;
    const { choices, response, usage, error } = fieldsOf(parse(event));
    if (error !== undefined && error !== null) throw new ModelError("unreachable", "error-in-stream");
    const [choice] = Array.isArray(choices) ? (choices as unknown[]) : [];
    const { delta, finish_reason: reason } = fieldsOf(choice);
    const text = fieldsOf(delta)["content"] ?? response;
    if (typeof text === "string" && text !== "") yield { type: "text", text };
    const tokens = fieldsOf(usage)["total_tokens"];
    if (typeof tokens === "number" && tokens >= 0) yield { type: "usage", tokens };
    // The tokens come after it, and the end after them: not everybody says that in words.
    hasEnded ||= typeof reason === "string" || typeof response === "string";
  }
  if (!hasEnded) throw new ModelError("unreachable", "broken-off");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ModelError("refused", "no-json");
  }
}
