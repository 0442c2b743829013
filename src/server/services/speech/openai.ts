import { field, textIn, type ReadMessage, type TranscriptionProvider } from "./provider.js";

/** Options of {@link openAi}. */
export interface OpenAiOptions {
  /** An API key of OpenAI's. It stays on the server. */
  readonly key: string;
  /** The transcription model; `gpt-live-transcribe` unless given. */
  readonly model?: string;
  /** The address of its realtime API; default `wss://api.openai.com/v1/realtime`. */
  readonly url?: string;
}

/** OpenAI's realtime transcription. It is told by us when somebody pauses. */
export function openAi({
  key,
  model = "gpt-live-transcribe",
  url = "wss://api.openai.com/v1/realtime",
}: OpenAiOptions): TranscriptionProvider {
  return {
    name: "openai",
    sampleRate: 24_000,
    saysReady: true,
    connect: ({ dial }) => dial(`${url}?intent=transcription`, { headers: { authorization: `Bearer ${key}` } }),
    hello: (language) =>
      JSON.stringify({
        type: "session.update",
        session: {
          type: "transcription",
          audio: {
            input: {
              format: { type: "audio/pcm", rate: 24_000 },
              // ISO 639-1, and nothing of where it is spoken.
              transcription: { model, ...(language !== "" && { language: language.split("-")[0] }) },
              turn_detection: null,
            },
          },
        },
      }),
    audio: (pcm) => JSON.stringify({ type: "input_audio_buffer.append", audio: base64(pcm) }),
    flush: JSON.stringify({ type: "input_audio_buffer.commit" }),
    longest: 30,
    reader: openAiReader,
  };
}

const TRANSCRIPTION = "conversation.item.input_audio_transcription.";
/** Items whose words are on their way. They are settled in turn, so that there are few. */
const MAX_ITEMS = 8;

function openAiReader(): ReadMessage {
  /** What is known of each item, by its id. */
  const items = new Map<string, string>();
  return (message) => {
    const type = textIn(message, "type");
    const id = textIn(message, "item_id");
    switch (type) {
      case "session.updated":
        return [{ type: "ready" }];
      case `${TRANSCRIPTION}delta`: {
        if (!items.has(id) && items.size >= MAX_ITEMS) items.clear();
        const text = (items.get(id) ?? "") + textIn(message, "delta");
        items.set(id, text);
        return text.trim() === "" ? [] : [{ type: "partial", text }];
      }
      case `${TRANSCRIPTION}completed`: {
        items.delete(id);
        const text = textIn(message, "transcript");
        return text.trim() === "" ? [] : [{ type: "final", text }];
      }
      case `${TRANSCRIPTION}failed`:
        items.delete(id);
        return [];
      case "error": {
        const code = textIn(field(message, "error"), "code") || "error";
        // There was too little sound for it: nothing that anybody has to know.
        return code === "input_audio_buffer_commit_empty" ? [] : [{ type: "failed", code }];
      }
      default:
        return [];
    }
  };
}

/** In pieces, as one call takes so many arguments at most. */
function base64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8_192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  }
  return btoa(text);
}
