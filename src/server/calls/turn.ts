import * as v from "valibot";
import { CALLS_API_BASE } from "../../wire/calls-api.js";
import type { JoinRoomReply } from "../../wire/room-protocol.js";
import type { CallOptions } from "./client.js";
import { CallsApiError } from "./error.js";
import type { SendHttp } from "./http.js";
import { check } from "./validate.js";

/** A browser's `iceServers`. */
export type IceServers = JoinRoomReply["iceServers"];

/** A TURN key of Cloudflare Realtime. */
export interface TurnConfig {
  /** The TURN key's id. */
  readonly keyId: string;
  /** The TURN key's secret, of which credentials are made. It must never reach a browser. */
  readonly keySecret: string;
  /** Lifetime of the credentials in seconds; at least as long as the longest call. The service takes up to 48 hours. */
  readonly ttl?: number;
  /** The API's address, when it is not the service's own. */
  readonly base?: string;
}

/** Seconds. */
const DEFAULT_TTL = 24 * 60 * 60;
const MAX_TTL = 48 * 60 * 60;

/** Milliseconds for which the credentials of a key are good. */
export const turnLifetime = ({ ttl = DEFAULT_TTL }: TurnConfig): number => ttl * 1000;

const RequestSchema = v.object({
  ttl: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_TTL)),
  customIdentifier: v.optional(v.pipe(v.string(), v.maxLength(128))),
});
const ReplySchema = v.object({
  iceServers: v.array(
    v.object({
      urls: v.union([v.string(), v.array(v.string())]),
      username: v.optional(v.string()),
      credential: v.optional(v.string()),
    }),
  ),
});

/** Browsers block port 53, so that such an address only makes gathering slow. */
const isUsable = (url: string): boolean => !/:53(\?|$)/.test(url);

function usable(servers: IceServers): IceServers {
  return servers
    .map((server) => ({ ...server, urls: [server.urls].flat().filter(isUsable) }))
    .filter(({ urls }) => urls.length > 0);
}

/** Credentials for people whose network lets no media through. */
export class TurnApi {
  readonly #config: TurnConfig | undefined;
  readonly #send: SendHttp;

  constructor(config: TurnConfig | undefined, send: SendHttp) {
    this.#config = config;
    this.#send = send;
  }

  /**
   * Makes credentials for one browser.
   *
   * @param request.ttl seconds; default that of the key's configuration, else a day.
   * @param request.customIdentifier names the user in TURN analytics.
   * @returns `iceServers` for `new RTCPeerConnection`, without the addresses that browsers block.
   * @example
   * ```ts
   * const iceServers = await calls.turn.createCredentials({ ttl: 3600, customIdentifier: "room-7" });
   * ```
   */
  async createCredentials(
    request: { ttl?: number; customIdentifier?: string } = {},
    options: CallOptions = {},
  ): Promise<IceServers> {
    const body = check(RequestSchema, { ...request, ttl: request.ttl ?? this.#config?.ttl ?? DEFAULT_TTL });
    const { status, reply } = await this.#call("generate-ice-servers", body, options);
    const parsed = v.safeParse(ReplySchema, reply);
    if (!parsed.success) throw new CallsApiError(status, "backend_error");
    return usable(parsed.output.iceServers);
  }

  /** Takes credentials back: calls that use them end. */
  async revokeCredentials(username: string, options: CallOptions = {}): Promise<void> {
    if (username === "") throw CallsApiError.invalid("'username' is missing.");
    await this.#call(`${encodeURIComponent(username)}/revoke`, undefined, options);
  }

  async #call(action: string, body: object | undefined, { signal }: CallOptions) {
    if (!this.#config) throw CallsApiError.invalid("Give CallsApi a TURN key: { turn: { keyId, keySecret } }.");
    const { keyId, keySecret, base = CALLS_API_BASE } = this.#config;
    const url = `${base.replace(/\/+$/, "")}/turn/keys/${encodeURIComponent(keyId)}/credentials/${action}`;
    return this.#send({ method: "POST", url, secret: keySecret, body, repeatable: true, signal });
  }
}
