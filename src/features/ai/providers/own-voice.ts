import { failureOf } from "../../../server/services/provider-stream.js";
import { aborted } from "../../../base/abort.js";
import { Downsampler } from "../../../server/services/speech/downsample.js";
import { parse, textIn } from "../../../server/services/speech/provider.js";
import { SampleReader } from "../../../server/services/speech/sample-reader.js";
import { VoiceGate } from "../../../server/services/speech/voice-gate.js";
import type { ServiceSocket } from "../../../server/services/socket.js";
import { ProviderError, field } from "./provider.js";
import type { Conversation, SocketVoice, VoiceLine, VoiceOrder, VoiceRate, VoiceTools } from "./voice-line.js";

/** Where one's own AI is. */
export interface OwnVoiceOptions {
  /** `wss://…`, or `ws://` on this machine. `sampleRate` is added to its query. */
  readonly url: string;
  /** Shown as `Authorization: Bearer …`. */
  readonly key?: string;
  /** What may be chosen; the first is the default. Default: one, called `default`. */
  readonly voices?: readonly string[];
}

const HEARS = 16_000;
const RATES: readonly unknown[] = [16_000, 24_000, 48_000] satisfies VoiceRate[];
/** Milliseconds until it has to be ready. */
const PATIENCE = 20_000;
/** Bytes that wait in its socket, above which it does not hear what is said: it does not keep up. */
const BACKLOG = 1_048_576;

/**
 * An AI of one's own, by the protocol that captions have for a service of one's own, with sound in both directions.
 *
 * The room server opens a WebSocket when the AI is brought in. Towards the service: first
 * `{"type":"start","instructions":"…","voice":"…"}`, then binary messages of sound while whoever has the AI speaks (signed 16-bit
 * little-endian samples, one channel, 16,000 a second), and `{"type":"flush"}` when they pause. From the service:
 * `{"type":"ready"}` once it takes sound, with `"sampleRate":24000` where it does not speak with 16,000 samples a second; binary messages of what
 * it says, as quickly as it likes; `{"type":"stop"}` when somebody interrupts it, by which what waits is not said; and
 * `{"type":"error","code":"…"}` when it cannot go on. Either side may close.
 *
 * @example
 * ```ts
 * const { features, services } = aiOf({ provider: ownVoice({ url: "wss://voice.example.com/talk" }) });
 * ```
 */
export function ownVoice({ url, key, voices = ["default"] }: OwnVoiceOptions): SocketVoice {
  return {
    name: "own voice",
    voices,
    async converse(order, line, tools) {
      const address = new URL(url);
      address.searchParams.set("sampleRate", String(HEARS));
      const headers = key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } };
      const socket = await tools.dial(address.href, headers).catch((error: unknown) => {
        tools.signal.throwIfAborted();
        throw dialFailure(error);
      });
      return await new OwnConversation(socket, line).begin(order, tools);
    },
  };
}

/** Why a socket could not be opened, for people. */
function dialFailure(error: unknown): ProviderError {
  const { status } = error as { readonly status?: unknown };
  if (typeof status !== "number") return new ProviderError("unreachable", "no-answer");
  return new ProviderError(failureOf(status), `refused-${status}`);
}

class OwnConversation implements Conversation {
  readonly #socket: ServiceSocket;
  readonly #line: VoiceLine;
  readonly #downsampler = new Downsampler(HEARS);
  readonly #gate = new VoiceGate(HEARS);
  #rate: VoiceRate = HEARS;
  #hasSound = false;
  readonly #samples = new SampleReader();
  /** Until it is ready: how it turns out. */
  #settle: ((failed?: ProviderError) => void) | undefined;

  constructor(socket: ServiceSocket, line: VoiceLine) {
    this.#socket = socket;
    this.#line = line;
  }

  /** Resolves when it is ready. @throws ProviderError */
  async begin({ instructions, voice }: VoiceOrder, { schedule, signal }: VoiceTools): Promise<this> {
    const line = this.#line;
    const ready = new Promise<void>((resolve, reject) => {
      this.#settle = (failed) => (failed ? reject(failed) : resolve());
    });
    const cancel = schedule(() => this.#end(new ProviderError("unreachable", "not-ready")), PATIENCE);
    this.#socket.listen({
      message: (data) => {
        if (typeof data === "string") this.#read(parse(data));
        else line.say(this.#samples.push(new Uint8Array(data)), this.#rate);
      },
      closed: (code) => this.#end(new ProviderError("ended", `closed-${code}`)),
    });
    this.#socket.send(JSON.stringify({ type: "start", instructions, voice }));
    try {
      await Promise.race([ready, aborted(signal)]);
      signal.throwIfAborted();
      return this;
    } catch (error) {
      this.close();
      throw error;
    } finally {
      cancel();
      this.#settle = undefined;
    }
  }

  hear(samples: Int16Array): void {
    const gated = this.#gate.push(this.#downsampler.push(samples));
    if (gated.type === "pause") return this.pause();
    if (gated.type === "silence" || this.#socket.waiting > BACKLOG) return;
    this.#hasSound = true;
    for (const { buffer, byteOffset, byteLength } of gated.pieces) {
      this.#socket.send(new Uint8Array(buffer, byteOffset, byteLength));
    }
  }

  pause(): void {
    if (this.#hasSound) this.#socket.send(JSON.stringify({ type: "flush" }));
    this.#hasSound = false;
  }

  close(): void {
    this.#socket.close();
  }

  #read(message: unknown): void {
    switch (field(message, "type")) {
      case "ready": {
        const rate = field(message, "sampleRate") ?? HEARS;
        if (!RATES.includes(rate)) return this.#end(new ProviderError("refused", "sample-rate"));
        this.#rate = rate as VoiceRate;
        return this.#settle?.();
      }
      case "stop":
        return this.#line.hush();
      case "error":
        return this.#end(new ProviderError("ended", textIn(message, "code").replace(/[^\w.-]/g, "").slice(0, 64) || "error")); // prettier-ignore
      default:
        return undefined;
    }
  }

  #end(reason: ProviderError): void {
    if (this.#settle) return this.#settle(reason);
    this.#line.ended(reason.failure, reason.code);
  }
}
