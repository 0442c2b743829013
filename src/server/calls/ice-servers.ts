import type { Log } from "../log.js";
import { CallsApiError } from "./error.js";
import { createHttp } from "./http.js";
import type { IceServers, TurnConfig } from "./turn.js";
import { TurnApi } from "./turn.js";

export type { IceServers, TurnConfig } from "./turn.js";

const TIMEOUT = 5_000;
const STUN: IceServers = [{ urls: ["stun:stun.cloudflare.com:3478"] }];

function isCloudflare(base: string): boolean {
  return new URL(base).hostname.endsWith(".cloudflare.com");
}

/**
 * Where a browser's ICE servers come from: TURN credentials when there is a key, else Cloudflare's STUN when the SFU is
 * Cloudflare's, else none.
 *
 * @returns a function that never rejects: without TURN most people can still talk.
 */
export function createIceServers(options: {
  callsBase: string;
  turn: TurnConfig | undefined;
  log: Log;
  fetch?: typeof fetch;
}): (signal: AbortSignal) => Promise<IceServers> {
  const { turn, log, callsBase } = options;
  const plain = isCloudflare(callsBase) ? STUN : [];
  if (!turn) return () => Promise.resolve(plain);
  // Somebody is waiting to enter: one attempt.
  const http = { timeout: TIMEOUT, retryDelays: [], ...(options.fetch && { fetch: options.fetch }) };
  const api = new TurnApi(turn, createHttp(http));
  return async (signal) => {
    try {
      return await api.createCredentials({}, { signal });
    } catch (error) {
      const { status, code } = error instanceof CallsApiError ? error : { status: undefined, code: "aborted" };
      log({ level: "warn", event: "no TURN credentials", code, ...(status !== undefined && { status }) });
      return plain;
    }
  };
}
