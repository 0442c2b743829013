import { randomId } from "../../../base/random-id.js";
import { asAnswer, asJson, field, isCallId, send, type VoiceOffer, type WebRtcVoice } from "./provider.js";

/** Voices of OpenAI's realtime models. */
export const OPENAI_VOICES: readonly string[] = [
  "marin",
  "cedar",
  "alloy",
  "ash",
  "ballad",
  "coral",
  "echo",
  "sage",
  "shimmer",
  "verse",
];

/** Options that all providers have in common that speak as OpenAI does. */
export interface VoiceModelOptions {
  /** The key. It stays on the server. */
  readonly key: string;
  /** Which model. */
  readonly model?: string;
  /** What may be chosen; the first is the default. */
  readonly voices?: readonly string[];
  /** More of the session, such as `audio.input.turn_detection`; what the kit says itself comes first. */
  readonly session?: Readonly<Record<string, unknown>>;
}

/** Options of {@link openAiRealtime}. */
export interface OpenAiRealtimeOptions extends VoiceModelOptions {
  /** Where calls are begun; default `https://api.openai.com/v1/realtime/calls`. */
  readonly url?: string;
  /** Headers beside the key's. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The session as the Realtime API takes it. */
export function realtimeSession(
  { instructions, voice }: VoiceOffer,
  { model, session }: Pick<VoiceModelOptions, "model" | "session">,
): object {
  const audio = field(session, "audio");
  const output = { ...(field(audio, "output") as object | undefined), voice };
  return {
    ...session,
    type: "realtime",
    model,
    instructions,
    output_modalities: ["audio"],
    audio: { ...(audio as object | undefined), output },
  };
}

/** A part of a form that is no file: browsers' and platforms' own forms would give it the name of one. */
const part = (boundary: string, name: string, type: string, text: string): string =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n${text}\r\n`;

/**
 * OpenAI's Realtime API: the offer and the session go in one form, and the call can be ended by its id.
 *
 * @example
 * ```ts
 * await startRoomServer({ ...config, ...aiOf({ provider: openAiRealtime({ key }) }) });
 * ```
 */
export function openAiRealtime({
  key,
  model = "gpt-realtime-2.1",
  voices = OPENAI_VOICES,
  session,
  url = "https://api.openai.com/v1/realtime/calls",
  headers,
}: OpenAiRealtimeOptions): WebRtcVoice {
  const authorized = { ...headers, authorization: `Bearer ${key}` };
  return {
    name: "openai",
    voices,
    async connect(offer, { fetch: ask }) {
      const boundary = `form-${randomId()}`;
      const { text, locationId } = await send(ask, {
        url,
        headers: { ...authorized, accept: "application/sdp" },
        contentType: `multipart/form-data; boundary=${boundary}`,
        body: `${part(boundary, "sdp", "application/sdp", offer.sdp)}${part(
          boundary,
          "session",
          "application/json",
          JSON.stringify(realtimeSession(offer, { model, ...(session && { session }) })),
        )}--${boundary}--\r\n`,
      });
      return { sdp: asAnswer(text), ...(locationId !== undefined && { callId: locationId }) };
    },
    async hangUp(callId, { fetch: ask }) {
      const [address, query] = url.split("?");
      await send(ask, { url: `${address}/${callId}/hangup${query ? `?${query}` : ""}`, headers: authorized });
    },
  };
}

/** Options of {@link gptLive}. */
export interface GptLiveOptions extends VoiceModelOptions {
  /** Where sessions are begun; default `https://api.openai.com/v1/live/sessions`. */
  readonly url?: string;
  /** Headers beside the key's. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** OpenAI's GPT-Live: the offer goes as a part of JSON. The call ends when the SFU sends nothing any more. */
export function gptLive({
  key,
  model = "gpt-live-1",
  voices = OPENAI_VOICES,
  session,
  url = "https://api.openai.com/v1/live/sessions",
  headers,
}: GptLiveOptions): WebRtcVoice {
  return {
    name: "gpt-live",
    voices,
    async connect({ sdp, instructions, voice }, { fetch: ask }) {
      const audio = field(session, "audio") as object | undefined;
      const { text } = await send(ask, {
        url,
        headers: { ...headers, authorization: `Bearer ${key}` },
        contentType: "application/json",
        body: JSON.stringify({
          session: { ...session, model, instructions, audio: { ...audio, output: { voice } } },
          transport: { type: "webrtc", sdp },
        }),
      });
      const reply = asJson(text);
      const id = field(field(reply, "session"), "id");
      const answer = asAnswer(field(field(reply, "transport"), "sdp"));
      return { sdp: answer, ...(typeof id === "string" && isCallId(id) && { callId: id }) };
    },
  };
}
