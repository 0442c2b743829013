/**
 * The kit's own room server, as a way to signal: a join over HTTP, then one socket after another, each of which goes on where
 * the one before it ended.
 *
 * @module
 */
import { checkRoomId } from "../room-id.js";
import type { Signaling } from "../signaling.js";
import { schedule as systemSchedule } from "../../base/clock.js";
import type { Schedule } from "../../base/clock.js";
import { checkServer } from "./check.js";
import { enter, tokenFor } from "./admission.js";
import type { TokenSource } from "./admission.js";
import { RoomServerConnection } from "./connection.js";
import { createRenewal } from "./renewal.js";
import { ServerHttp } from "./server-http.js";
import { TokenKeeper } from "./token-keeper.js";

export type { TokenProvider } from "./admission.js";

/** Options of {@link roomServer}. At most one of the three ways to a token is used: provider, endpoint, token. */
export interface RoomServerOptions extends TokenSource {
  /** Where the room server is. Default: the page's own origin. */
  url?: string | undefined;
  /** For this page's rooms, from your backend. Not needed where everybody may enter. */
  token?: string | undefined;
  /** A path or address that answers a `POST` of `{"room", "name"}` with `{"token"}`. Cookies go to the page's origin. */
  tokenEndpoint?: string | undefined;
  /** Comes in as one of the audience: hears and sees the stage, and is in no roster. */
  audience?: boolean | undefined;
  /** Default `globalThis.fetch`. */
  fetch?: typeof fetch | undefined;
  /** Default `globalThis.WebSocket`. */
  WebSocket?: typeof WebSocket | undefined;
  /** 0 to 1. Default `Math.random`. */
  random?: (() => number) | undefined;
  /** Default the system's. */
  schedule?: Schedule | undefined;
}

/**
 * Signaling through the room server: who is in the room over a WebSocket that reconnects by itself, or over plain HTTP where no
 * WebSocket gets through, and the Connection API through its proxy.
 *
 * `join` rejects with a CallsError: `invalid-room`, `invalid-name`, `room-full`, `unauthorized`, `token-expired`,
 * `forbidden`, `room-locked`, `room-ended`, `denied`, `banned`, `rate-limited`, `server-unreachable`, `not-configured`, `server-error`, `protocol`, or `aborted`.
 *
 * @example
 * ```ts
 * const room = createRoom({ signaling: roomServer({ tokenEndpoint: "/my/room-token" }) });
 * await room.request({ type: "join", room: "standup", name: "Ada" });
 * ```
 */
export function roomServer(options: RoomServerOptions = {}): Signaling {
  const { url = "/", audience = false, random = Math.random, schedule = systemSchedule } = options;
  return {
    async check({ signal }) {
      const { fetch = globalThis.fetch, WebSocket = globalThis.WebSocket } = options;
      const wires = { http: new ServerHttp(url, fetch, schedule), WebSocket, schedule };
      return await checkServer(wires, signal, () => performance.now());
    },
    async join({ room: wanted, name, signal, onWaiting, offer }) {
      const room = checkRoomId(wanted);
      // Looked up now, so that the module can be imported, and a page rendered, where they do not exist.
      const { fetch = globalThis.fetch, WebSocket = globalThis.WebSocket } = options;
      const http = new ServerHttp(url, fetch, schedule);
      const [token, opening] = await Promise.all([
        tokenFor(options, { room, name, signal }, http, schedule),
        // Without it the first pull takes a call of its own.
        offer?.().catch(() => undefined),
      ]);
      const extras = audience ? { audience } : {};
      const admission = await enter(http, { room, name, signal }, token, { ...extras, session: true, offer: opening });
      const renew = createRenewal({ source: options, entry: { room, name }, extras, http, schedule }, admission);
      const keeper = new TokenKeeper(admission, renew, schedule);
      const connection = new RoomServerConnection({ http, WebSocket, random, schedule }, keeper);
      await connection.enter(signal, onWaiting);
      return connection;
    },
  };
}
