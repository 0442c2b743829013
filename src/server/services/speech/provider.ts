/**
 * How a server hears people: a microphone's track goes through an adapter of the SFU, is made small, and goes to a provider while
 * somebody speaks, which turns it into words. Each provider is data: where its socket is, how sound goes in and what its messages mean.
 *
 * @module
 */
import type { ServiceHandle } from "../service.js";
import type { ServiceSocket } from "../socket.js";

/** What a message of a provider says. */
export type Heard =
  /** It takes sound from now on. Until then nothing is sent. */
  | { readonly type: "ready" }
  /** Words that may still change. */
  | { readonly type: "partial"; readonly text: string; readonly language?: string }
  /** Words that stay. */
  | { readonly type: "final"; readonly text: string; readonly language?: string }
  /** It does not go on, with a word for the log: never a key, and nothing that was said. */
  | { readonly type: "failed"; readonly code: string };

/** Reads one speaker's messages, one after the other. */
export type ReadMessage = (message: unknown) => readonly Heard[];

/** A provider of speech recognition over a WebSocket. */
export interface TranscriptionProvider {
  /** For the log. */
  readonly name: string;
  /** Samples a second of the sound that it takes: 16 bit, one channel. */
  readonly sampleRate: 16_000 | 24_000;
  /** Opens a socket for one speaker. @param language a BCP 47 tag; empty where it is not known. */
  connect(handle: Pick<ServiceHandle, "dial" | "signal">, language: string): Promise<ServiceSocket>;
  /** What is sent first. @param language as for {@link TranscriptionProvider.connect}. */
  readonly hello?: (language: string) => string;
  /** It says when it is ready; without it, it is at once. */
  readonly saysReady?: boolean;
  /** Sound as a message of it: signed 16-bit little-endian samples. */
  audio(pcm: Uint8Array<ArrayBuffer>): string | Uint8Array<ArrayBuffer>;
  /** Sent when somebody pauses: what is there may be settled. */
  readonly flush?: string;
  /** Seconds of sound after which captions send that although nobody pauses: for a provider that settles nothing by itself. */
  readonly longest?: number;
  /** Sent every few seconds in which there is no sound. */
  readonly keepAlive?: string;
  /** Begins to read the messages of one socket. */
  reader(): ReadMessage;
}

/** A message of text as JSON; `undefined` for anything else. */
export function parse(data: string | ArrayBuffer): unknown {
  if (typeof data !== "string") return undefined;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}

/** A field of something that may be anything. */
export const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** A field that is text; empty where it is not. */
export const textIn = (value: unknown, name: string): string => {
  const found = field(value, name);
  return typeof found === "string" ? found : "";
};
