/**
 * A local SFU that speaks Cloudflare's Connection API, so that a call works with no account and no network. It answers as the
 * service does, with its errors and quirks, and can misbehave on purpose for tests. Node only.
 *
 * @module
 */
import type { SfuOptions } from "./options.js";
import { Sfu, type SfuCounters } from "./sfu.js";

export type { Logger, SfuLimits, SfuOptions, SfuTimings } from "./options.js";
export type { EndpointPolicy } from "./adapters/endpoints.js";
export type { FaultOptions } from "./faults.js";
export type { IceServerSecrets } from "./http/turn.js";
export type { SfuCounters } from "./sfu.js";

/** A running local SFU. */
export interface LocalSfu {
  /** Base address of the Connection API, as in `http://127.0.0.1:41234/v1`. */
  readonly url: string;
  /** The App ID that calls name in their addresses. */
  readonly appId: string;
  /** The App Secret that calls show as their bearer token. */
  readonly appSecret: string;
  /** The one UDP port that the media of all sessions goes through. */
  readonly udpPort: number;
  /** The bearer token of the account API. */
  readonly accountToken: string;
  /** The TURN key to ask `/turn/keys/{id}/credentials/generate-ice-servers` with. */
  readonly turnKey: { readonly id: string; readonly key: string };
  /** Counters of what lives in the SFU now. */
  sessions(): SfuCounters;
  /** Ends all sessions and frees all ports and timers. */
  close(): Promise<void>;
}

/**
 * Starts an SFU that speaks Cloudflare's Connection API on this machine.
 *
 * @throws when a port is taken; RangeError for an app id or secret that no request could carry.
 * @example
 * ```ts
 * const sfu = await startSfu();
 * const reply = await fetch(`${sfu.url}/apps/${sfu.appId}/sessions/new`, {
 *   method: "POST",
 *   headers: { authorization: `Bearer ${sfu.appSecret}` },
 * });
 * const { sessionId } = await reply.json();
 * await sfu.close();
 * ```
 */
export async function startSfu(options: SfuOptions = {}): Promise<LocalSfu> {
  const { host = "127.0.0.1" } = options;
  for (const [name, text] of Object.entries({ appId: options.appId, appSecret: options.appSecret })) {
    // It travels in an address or a header: anything else would be refused with every call.
    if (text !== undefined && !/^[\x21-\x7e]+$/.test(text)) {
      throw new RangeError(`${name} must be printable ASCII without spaces.`);
    }
  }
  const sfu = await Sfu.start(options);
  const app = sfu.store.ensure("apps", "local", options.appId, options.appSecret);
  const turnKey = sfu.store.ensure("turn_keys", "local");
  return {
    url: `http://${addressOf(host)}:${sfu.httpPort}/v1`,
    appId: app.uid,
    appSecret: app.secret,
    udpPort: sfu.udpPort,
    accountToken: sfu.accountToken,
    turnKey: { id: turnKey.uid, key: turnKey.secret },
    sessions: () => sfu.counters(),
    close: () => sfu.close(),
  };
}

/** Where this machine finds what listens on `host`. */
function addressOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
