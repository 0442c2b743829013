import { field, textIn, type Heard, type TranscriptionProvider } from "./provider.js";

/** Where one's own service is. */
export interface OwnServiceOptions {
  /** `wss://…`, or `ws://` on this machine. `sampleRate` and, where it is known, `language` are added to its query. */
  readonly url: string;
  /** Shown as `Authorization: Bearer …`. */
  readonly key?: string;
}

/**
 * A service of one's own, such as Whisper on a machine with a graphics card, by a protocol that takes an afternoon.
 *
 * The room server opens a WebSocket for each speaker. Towards the service: binary messages of sound (signed 16-bit little-endian
 * samples, one channel, 16,000 a second), and `{"type":"flush"}` when the speaker pauses. From the service, each as one line of JSON:
 * `{"type":"ready"}` once it takes sound, `{"type":"partial","text":"…"}` for words that may still change, and
 * `{"type":"final","text":"…","language":"en"}` for words that stay. `{"type":"error","code":"…"}` says that it cannot go on. Either
 * side may close.
 *
 * @example
 * ```ts
 * const { features, services } = captions({ provider: ownService({ url: "wss://ears.example.com/listen" }) });
 * ```
 */
export function ownService({ url, key }: OwnServiceOptions): TranscriptionProvider {
  return {
    name: "own service",
    sampleRate: 16_000,
    saysReady: true,
    connect({ dial }, language) {
      const address = new URL(url);
      address.searchParams.set("sampleRate", "16000");
      if (language !== "") address.searchParams.set("language", language);
      return dial(address.href, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
    },
    audio: (pcm) => pcm,
    flush: JSON.stringify({ type: "flush" }),
    reader: () => (message) => heardOf(message),
  };
}

function heardOf(message: unknown): readonly Heard[] {
  const text = textIn(message, "text");
  const language = textIn(message, "language");
  const tag = language === "" ? undefined : { language };
  switch (field(message, "type")) {
    case "ready":
      return [{ type: "ready" }];
    case "partial":
      return [{ type: "partial", text, ...tag }];
    case "final":
      return [{ type: "final", text, ...tag }];
    case "error":
      return [{ type: "failed", code: textIn(message, "code") || "error" }];
    default:
      return [];
  }
}
