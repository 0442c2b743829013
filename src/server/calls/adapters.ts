import * as v from "valibot";
import type {
  AdapterOperation,
  CloseAdapterReply,
  NewAdapterReply,
  WebSocketAdapter,
} from "../../wire/adapters-api.js";
import { NewAdaptersRequestSchema } from "../../wire/schemas/adapters-api.js";
import { ADAPTER_ROUTES, ADAPTERS_PER_CALL } from "../../wire/tables.js";
import type { CallOptions, CallsConfig } from "./client.js";
import { appUrl } from "./client.js";
import { CallsApiError } from "./error.js";
import type { SendHttp } from "./http.js";
import { check } from "./validate.js";

/** What callers hand over, under the names that they know it by: an error says which one is wrong. */
const AdaptersSchema = v.object({ adapters: NewAdaptersRequestSchema.entries.tracks });
const IdsSchema = v.object({
  adapterIds: v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1), v.maxLength(ADAPTERS_PER_CALL)),
});

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
  async open(adapters: readonly WebSocketAdapter[], options: CallOptions = {}): Promise<NewAdapterReply[]> {
    return this.#call("newAdapters", check(AdaptersSchema, { adapters }).adapters, false, options);
  }

  /** Closes adapters. One that is closed already counts as closed. */
  async close(adapterIds: readonly string[], options: CallOptions = {}): Promise<CloseAdapterReply[]> {
    const tracks = check(IdsSchema, { adapterIds }).adapterIds.map((adapterId) => ({ adapterId }));
    try {
      return await this.#call("closeAdapters", tracks, true, options);
    } catch (error) {
      // The service once answered so for adapters that were closed already; by now closing twice is a success.
      if (error instanceof CallsApiError && error.code === "adapter_not_found") return tracks;
      throw error;
    }
  }

  async #call(operation: AdapterOperation, tracks: object[], repeatable: boolean, { signal }: CallOptions) {
    const { method, path } = ADAPTER_ROUTES[operation];
    const { status, reply } = await this.#send({
      method,
      url: appUrl(this.#config, path),
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
