import { CALLS_API_BASE } from "../../wire/calls-api.js";
import type { AccountConfig } from "./account.js";
import { AppsApi, TurnKeysApi } from "./account.js";
import { AdaptersApi } from "./adapters.js";
import { createCallsClient } from "./client.js";
import type { CallsHttpOptions } from "./http.js";
import { createHttp } from "./http.js";
import { DataChannelsApi, SessionsApi, TracksApi } from "./sessions-api.js";
import type { TurnConfig } from "./turn.js";
import { TurnApi } from "./turn.js";

/** Options of {@link CallsApi}. */
export interface CallsApiOptions extends CallsHttpOptions {
  /** App ID of the Realtime SFU app. */
  appId: string;
  /** App Secret. It must never reach a browser. */
  appSecret: string;
  /** The Connection API's address; default Cloudflare's. */
  base?: string;
  /** For {@link CallsApi.turn}. */
  turn?: TurnConfig;
  /** For {@link CallsApi.apps} and {@link CallsApi.turnKeys}. */
  account?: AccountConfig;
}

/**
 * Everything that Cloudflare Realtime's APIs can do, for a backend: requests are checked before they are sent, replies
 * are checked when they come, and what may be repeated is repeated when the service does not answer.
 *
 * All methods take `{ signal }` as their last argument and reject with its reason when it is aborted. Otherwise they
 * reject with a {@link CallsApiError}.
 *
 * Calls that change one session must not overlap: wait for one, and for the exchange of session descriptions that it
 * begins, before the next.
 *
 * @example
 * ```ts
 * import { CallsApi } from "calls-elements/server/calls";
 *
 * const calls = new CallsApi({ appId, appSecret });
 * const { sessionId } = await calls.sessions.create();
 * const { sessionDescription } = await calls.tracks.add(sessionId, {
 *   sessionDescription: { type: "offer", sdp },
 *   tracks: [{ location: "local", mid: "0", trackName: "camera" }],
 * });
 * ```
 */
export class CallsApi {
  /** Makes sessions and tells how they stand. */
  readonly sessions: SessionsApi;
  /** Publishes, pulls, changes and closes tracks of a session. */
  readonly tracks: TracksApi;
  /** Opens, changes and closes data channels of a session. */
  readonly dataChannels: DataChannelsApi;
  /** WebSocket adapters: sound in, and sound or pictures out. */
  readonly adapters: AdaptersApi;
  /** Credentials for browsers; needs `turn`. */
  readonly turn: TurnApi;
  /** The account's TURN keys; needs `account`. */
  readonly turnKeys: TurnKeysApi;
  /** The account's SFU apps; needs `account`. */
  readonly apps: AppsApi;

  constructor({ appId, appSecret, base = CALLS_API_BASE, turn, account, ...http }: CallsApiOptions) {
    const config = { base, appId, appSecret };
    const client = createCallsClient(config, http);
    const send = createHttp(http);
    this.sessions = new SessionsApi(client);
    this.tracks = new TracksApi(client);
    this.dataChannels = new DataChannelsApi(client);
    this.adapters = new AdaptersApi(config, send);
    this.turn = new TurnApi(turn && { base, ...turn }, send);
    this.turnKeys = new TurnKeysApi(account, send);
    this.apps = new AppsApi(account, send);
  }
}
