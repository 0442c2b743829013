import { field, textIn, type Heard, type ReadMessage, type TranscriptionProvider } from "./provider.js";

/** Options of {@link deepgram}. */
export interface DeepgramOptions {
  /** An API key of Deepgram's. It stays on the server. */
  readonly key: string;
  /** `nova-3` unless given; a `flux-…` model is asked by its own API. */
  readonly model?: string;
  /** Where it is, for a private deployment. Default `wss://api.deepgram.com`. */
  readonly base?: string;
}

/** What Deepgram's models of before Flux are asked for, at its own address as at Workers AI. */
export function novaQuery(language: string): Record<string, string> {
  return {
    encoding: "linear16",
    sample_rate: "16000",
    channels: "1",
    interim_results: "true",
    smart_format: "true",
    punctuate: "true",
    endpointing: "300",
    utterance_end_ms: "1000",
    vad_events: "true",
    // It tells the languages apart itself where nobody says which.
    language: language === "" ? "multi" : language,
  };
}

/** What keeps a socket of Nova open, and what settles what it has. */
export const NOVA = {
  flush: JSON.stringify({ type: "Finalize" }),
  keepAlive: JSON.stringify({ type: "KeepAlive" }),
} as const;

/** Deepgram's speech recognition, at its own address. */
export function deepgram({
  key,
  model = "nova-3",
  base = "wss://api.deepgram.com",
}: DeepgramOptions): TranscriptionProvider {
  const isFlux = model.startsWith("flux");
  return {
    name: "deepgram",
    sampleRate: 16_000,
    connect({ dial }, language) {
      const query = isFlux ? { encoding: "linear16", sample_rate: "16000" } : novaQuery(language);
      const search = new URLSearchParams({ model, ...query });
      return dial(`${base}/${isFlux ? "v2" : "v1"}/listen?${search}`, { headers: { authorization: `Token ${key}` } });
    },
    audio: (pcm) => pcm,
    ...(isFlux ? {} : NOVA),
    reader: isFlux ? fluxReader : novaReader,
  };
}

/** Nova: pieces that are final are put together until the speaker pauses. */
export function novaReader(): ReadMessage {
  let settled = "";
  const join = (text: string): string => [settled, text].filter((part) => part !== "").join(" ");
  const finish = (text: string, tag: { readonly language?: string }): readonly Heard[] => {
    const whole = join(text);
    settled = "";
    return whole === "" ? [] : [{ type: "final", text: whole, ...tag }];
  };
  return (message) => {
    switch (field(message, "type")) {
      case "Results": {
        const [best] = asList(field(field(message, "channel"), "alternatives"));
        const text = textIn(best, "transcript");
        const [language] = asList(field(best, "languages"));
        const tag = typeof language === "string" ? { language } : {};
        if (field(message, "speech_final") === true || field(message, "from_finalize") === true)
          return finish(text, tag);
        if (field(message, "is_final") === true) settled = join(text);
        const whole = field(message, "is_final") === true ? settled : join(text);
        return whole === "" ? [] : [{ type: "partial", text: whole, ...tag }];
      }
      case "UtteranceEnd":
        return finish("", {});
      case "Error":
        return [{ type: "failed", code: textIn(message, "err_code") || "error" }];
      default:
        return [];
    }
  };
}

/** Flux: turns, of which each has its words whole. */
export function fluxReader(): ReadMessage {
  return (message) => {
    if (field(message, "type") === "Error") return [{ type: "failed", code: textIn(message, "code") || "error" }];
    const text = textIn(message, "transcript");
    switch (field(message, "event")) {
      case "StartOfTurn":
      case "Update":
      case "EagerEndOfTurn":
      case "TurnResumed":
        return text === "" ? [] : [{ type: "partial", text }];
      case "EndOfTurn":
        return text === "" ? [] : [{ type: "final", text }];
      default:
        return [];
    }
  };
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
