import * as v from "valibot";
import type { CallsFailure } from "../../wire/calls-api.js";
import type { CallOptions, CallsConfig } from "./client.js";
import { appUrl } from "./client.js";
import { CallsApiError } from "./error.js";
import type { SendHttp } from "./http.js";
import { check } from "./validate.js";

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
/** The service dials it: public, and with its own secret in the address, as no header can be set. */
const endpoint = v.pipe(v.string(), v.regex(/^wss?:\/\/\S+$/), v.maxLength(2048));

const AdapterSchema = v.variant("location", [
  v.object({ location: v.literal("local"), trackName: name, endpoint, inputCodec: v.literal("pcm") }),
  v.object({
    location: v.literal("remote"),
    sessionId: name,
    trackName: name,
    endpoint,
    outputCodec: v.picklist(["pcm", "jpeg"]),
  }),
]);

/**
 * A WebSocket adapter. `local`: what your endpoint sends becomes a track of a new session. `remote`: a track is sent to
 * your endpoint. PCM is 16-bit little-endian, 48 kHz, stereo; JPEG is one picture a second.
 */
export type WebSocketAdapter = v.InferOutput<typeof AdapterSchema>;

const AdaptersSchema = v.object({ adapters: v.pipe(v.array(AdapterSchema), v.minLength(1), v.maxLength(4)) });
const IdsSchema = v.object({ adapterIds: v.pipe(v.array(name), v.minLength(1), v.maxLength(4)) });

const ReplySchema = v.object({
  tracks: v.array(
    v.object({
      adapterId: v.optional(v.string()),
      sessionId: v.optional(v.string()),
      trackName: v.optional(v.string()),
      endpoint: v.optional(v.string()),
      bytesProcessed: v.optional(v.number()),
      errorCode: v.optional(v.string()),
      errorDescription: v.optional(v.string()),
    }),
  ),
});

/** One adapter of a reply. An ingest adapter has the `sessionId` in which its track was published. */
export type AdapterReply = v.InferOutput<typeof ReplySchema>["tracks"][number] & CallsFailure;

/** Media in and out over WebSockets: for recorders, transcribers and voices that speak no WebRTC. */
export class AdaptersApi {
  readonly #config: CallsConfig;
  readonly #send: SendHttp;

  constructor(config: CallsConfig, send: SendHttp) {
    this.#config = config;
    this.#send = send;
  }

  /**
   * Opens one to four adapters.
   *
   * @returns one item for each, failed ones among them when at least one was opened.
   * @throws CallsApiError 503 when none was opened, with the first one's code.
   * @example
   * ```ts
   * const [recorder] = await calls.adapters.open([
   *   { location: "remote", sessionId, trackName: "mic", endpoint: "wss://example.com/record?key=…", outputCodec: "pcm" },
   * ]);
   * ```
   */
  async open(adapters: readonly WebSocketAdapter[], options: CallOptions = {}): Promise<AdapterReply[]> {
    return this.#call("new", check(AdaptersSchema, { adapters }).adapters, false, options);
  }

  /** Closes adapters. One that is closed already counts as closed. */
  async close(adapterIds: readonly string[], options: CallOptions = {}): Promise<AdapterReply[]> {
    const tracks = check(IdsSchema, { adapterIds }).adapterIds.map((adapterId) => ({ adapterId }));
    try {
      return await this.#call("close", tracks, true, options);
    } catch (error) {
      // What the service answered before closing became idempotent.
      if (error instanceof CallsApiError && error.code === "adapter_not_found") return tracks;
      throw error;
    }
  }

  async #call(action: "new" | "close", tracks: object[], repeatable: boolean, { signal }: CallOptions) {
    const { status, reply } = await this.#send({
      method: "POST",
      url: appUrl(this.#config, `/adapters/websocket/${action}`),
      secret: this.#config.appSecret,
      body: { tracks },
      repeatable,
      signal,
    });
    const parsed = v.safeParse(ReplySchema, reply);
    if (!parsed.success) throw new CallsApiError(status, "backend_error");
    return parsed.output.tracks;
  }
}
