/**
 * Who the AI is: a service that takes a WebRTC offer and answers it, and then hears and speaks; or one that sound is brought to and
 * from. Each of the first is data: where it is asked, what goes into the request, and where the answer stands in the reply.
 *
 * @module
 */
import { failureOf } from "../../../server/services/provider-stream.js";
import type { AiFailure } from "../contract.js";
import type { SocketVoice } from "./voice-line.js";

/** What a provider is asked for. */
export interface VoiceOffer {
  /** The SFU's offer of one section of sound, both ways. */
  readonly sdp: string;
  /** What the AI is to be. */
  readonly instructions: string;
  /** One of the provider's voices. */
  readonly voice: string;
}

/** What it answers. */
export interface VoiceAnswer {
  /** The answer to the offer. */
  readonly sdp: string;
  /** By which it is ended, where the provider can be told that. */
  readonly callId?: string;
}

/** What a provider may use. */
export interface ProviderTools {
  /** The platform's. */
  readonly fetch: typeof fetch;
}

/** A provider of an AI that hears and speaks. */
export type VoiceProvider = WebRtcVoice | SocketVoice;

/**
 * A provider of an AI that comes by WebRTC.
 *
 * @example A service of one's own that takes the bare offer.
 * ```ts
 * const mine: WebRtcVoice = {
 *   name: "mine",
 *   voices: ["calm"],
 *   async connect({ sdp, voice }, { fetch }) {
 *     const reply = await send(fetch, { url: `https://voices.example/${voice}`, contentType: "application/sdp", body: sdp });
 *     return { sdp: reply.text };
 *   },
 * };
 * ```
 */
export interface WebRtcVoice {
  /** For the log, and for what is kept over a restart. */
  readonly name: string;
  /** What may be chosen; the first is the default. */
  readonly voices: readonly string[];
  /** Begins a call. @throws ProviderError with what people are told. */
  connect(offer: VoiceOffer, tools: ProviderTools): Promise<VoiceAnswer>;
  /** Ends a call. Without it the call ends when the SFU sends nothing any more. */
  hangUp?(callId: string, tools: ProviderTools): Promise<void>;
}

/** A provider does not do what it was asked. It says no address and nothing that was answered: keys may be in it. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";

  constructor(
    /** What people are told. */
    readonly failure: AiFailure,
    /** For the log. */
    readonly code: string,
  ) {
    super(`The provider did not take the call (${code}).`);
  }
}

/** A request to a provider: POST, with its key among the headers. */
export interface ProviderRequest {
  readonly url: string;
  /** With the key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the body. */
  readonly contentType?: string;
  /** As it goes out. */
  readonly body?: string;
}

/** What of a reply matters. */
export interface ProviderReply {
  /** Its body. */
  readonly text: string;
  /** The last part of its `location`, where that can be an id. */
  readonly locationId?: string;
}

/** Milliseconds that a provider has for its answer. */
const PATIENCE = 15_000;
/** Characters of an answer. */
const LONGEST = 100_000;

/** Asks a provider. @throws ProviderError */
export async function send(
  ask: typeof fetch,
  { url, headers, contentType, body }: ProviderRequest,
): Promise<ProviderReply> {
  let response: Response;
  let text: string;
  try {
    response = await ask(url, {
      method: "POST",
      headers: { ...headers, ...(contentType !== undefined && { "content-type": contentType }) },
      ...(body !== undefined && { body }),
      // Wherever it would lead, the key is not for it.
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    text = await response.text();
  } catch {
    throw new ProviderError("unreachable", "no-answer");
  }
  const { status } = response;
  if (!response.ok) throw new ProviderError(failureOf(status), `http-${status}`);
  if (text.length > LONGEST) throw new ProviderError("refused", "too-long");
  const locationId = response.headers.get("location")?.split("?")[0]?.split("/").at(-1) ?? "";
  return { text, ...(isCallId(locationId) && { locationId }) };
}

/** It goes into an address: nothing else may come with it. */
export const isCallId = (text: string): boolean => /^[\w-]{1,128}$/.test(text);

/** @throws ProviderError when it is no session description. */
export function asAnswer(sdp: unknown): string {
  if (typeof sdp !== "string" || !sdp.startsWith("v=0")) throw new ProviderError("refused", "no-answer-in-reply");
  return sdp;
}

/** A reply that is JSON. @throws ProviderError */
export function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ProviderError("refused", "no-json");
  }
}

/** A field of something that may be anything. */
export const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
