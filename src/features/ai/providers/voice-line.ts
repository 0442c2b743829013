import type { ServiceHandle } from "../../../server/services/service.js";
import type { AiFailure } from "../contract.js";

/** Samples a second of what an AI says: 16 bit, one channel. */
export type VoiceRate = 16_000 | 24_000 | 48_000;

/** Who an AI is to be. */
export interface VoiceOrder {
  /** What it is to be. */
  readonly instructions: string;
  /** One of the provider's voices. */
  readonly voice: string;
}

/** The way from a provider into the room. */
export interface VoiceLine {
  /** Says this, after what waits to be said. What is more than two minutes ahead is not said. */
  say(samples: Int16Array, sampleRate: VoiceRate): void;
  /** Says nothing of what waits: somebody speaks. */
  hush(): void;
  /** Resolves when only a few seconds wait to be said: whoever makes more should wait for it. */
  drained(): Promise<void>;
  /** It goes no further. @param code a word for the log: never a key, and nothing that was said. */
  ended(failure: AiFailure, code: string): void;
}

/** What a provider may use. All of it ends with the signal. */
export type VoiceTools = Pick<ServiceHandle, "dial" | "fetch" | "log" | "now" | "schedule" | "signal">;

/** An AI at the other end of a line. */
export interface Conversation {
  /** Whoever has it speaks. @param samples of 48 kHz, left and right in turn. */
  hear(samples: Int16Array): void;
  /** Nobody has it any more, or somebody else: what was said is all. */
  pause(): void;
  /** Ends it. */
  close(): void;
}

/**
 * A provider of an AI to whom sound goes over a socket, or in pieces of its own: the room server brings it from the SFU and back.
 *
 * @example One that says what it hears.
 * ```ts
 * const echo: SocketVoice = {
 *   name: "echo",
 *   voices: ["yours"],
 *   converse: async (_, line) => ({
 *     hear: (samples) => line.say(samples.filter((__, index) => index % 2 === 0), 48_000),
 *     pause: () => {},
 *     close: () => {},
 *   }),
 * };
 * ```
 */
export interface SocketVoice {
  /** For the log. */
  readonly name: string;
  /** What may be chosen; the first is the default. */
  readonly voices: readonly string[];
  /** Begins. Resolves when it can be spoken with. @throws ProviderError with what people are told. */
  converse(order: VoiceOrder, line: VoiceLine, tools: VoiceTools): Promise<Conversation>;
}
