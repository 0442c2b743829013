import type { PlatformSocket } from "../socket.js";
import { DialError, serviceSocketOf } from "../socket.js";
import { addressOf, type WorkersAiAccess } from "../workers-ai.js";
import { NOVA, fluxReader, novaQuery, novaReader } from "./deepgram.js";
import type { TranscriptionProvider } from "./provider.js";

/** Options of {@link workersAi}. */
export type WorkersAiOptions = WorkersAiAccess & {
  /** `@cf/deepgram/nova-3` unless given; `@cf/deepgram/flux` hears English alone, and knows better when somebody has finished. */
  readonly model?: "@cf/deepgram/nova-3" | "@cf/deepgram/flux";
};

/** What the binding answers with when it is asked for a socket. */
interface SocketReply {
  readonly webSocket?: (PlatformSocket & { accept(): void }) | null;
}

/** Speech recognition of Workers AI. */
export function workersAi(options: WorkersAiOptions): TranscriptionProvider {
  const { model = "@cf/deepgram/nova-3" } = options;
  const isFlux = model.endsWith("/flux");
  const queryOf = (language: string): Record<string, string> =>
    isFlux ? { encoding: "linear16", sample_rate: "16000" } : novaQuery(language);
  return {
    name: "workers ai",
    sampleRate: 16_000,
    async connect({ dial }, language) {
      const query = queryOf(language);
      if ("binding" in options) {
        const { webSocket } = (await options.binding.run(model, query, { websocket: true })) as SocketReply;
        if (!webSocket) throw new DialError(undefined);
        webSocket.accept();
        return serviceSocketOf(webSocket);
      }
      const { url, headers } = addressOf(options, model);
      return dial(`${url.replace(/^http/, "ws")}?${new URLSearchParams(query)}`, { headers });
    },
    audio: (pcm) => pcm,
    ...(isFlux ? {} : NOVA),
    reader: isFlux ? fluxReader : novaReader,
  };
}
