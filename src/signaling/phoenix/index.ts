/**
 * Rooms of a Phoenix application: people over a channel with Presence, the Connection API over its proxy. The application's half is in
 * `demo/phoenix` of this package, which is small enough to be read.
 *
 * @module
 */
import { throwIfAborted } from "../../base/abort.js";
import { schedule as systemSchedule } from "../../base/clock.js";
import type { Schedule } from "../../base/clock.js";
import { CallsError } from "../../base/error.js";
import { cleanName, isName } from "../../wire/participant-name.js";
import { callsProxy } from "../calls-proxy.js";
import { checkRoomId } from "../room-id.js";
import { tokenFor } from "../room-server/admission.js";
import type { TokenSource } from "../room-server/admission.js";
import { ServerHttp } from "../room-server/server-http.js";
import type { Signaling } from "../signaling.js";
import { PhoenixConnection } from "./connection.js";

export { AI_FEATURE } from "../ai.js";
export type { AiCommand, AiState } from "../ai.js";
export type { TokenProvider } from "../room-server/admission.js";

/** Options of {@link phoenix}. At most one of the three ways to a token is used: provider, endpoint, token. */
export interface PhoenixOptions extends TokenSource {
  /**
   * Where the application has put this kit: its socket is at `socket` under it, and the paths of the Connection API too. Default:
   * `/calls` of the page's own origin.
   */
  url?: string | undefined;
  /** That the page's person may come into the room: what the `<.room>` component brings, good for as long as your server says. */
  token?: string | undefined;
  /** A path that answers a `POST` of `{"room", "name"}` with `{"token"}`, asked for each connection. */
  tokenEndpoint?: string | undefined;
  /** The topic of a room's channel. Default `calls:` and the room. */
  topic?: ((room: string) => string) | undefined;
  /** What your own `connect/3` wants of the socket's address, read for each connection. Tokens are better off in the join. */
  params?: (() => object) | undefined;
  /** Default `globalThis.fetch`. */
  fetch?: typeof fetch | undefined;
  /** Default `globalThis.WebSocket`. */
  WebSocket?: typeof WebSocket | undefined;
  /** 0 to 1. Default `Math.random`. */
  random?: (() => number) | undefined;
  /** Default the system's. */
  schedule?: Schedule | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  date?: (() => number) | undefined;
}

/**
 * Signaling through a Phoenix application: its channel and Presence, its proxy to the SFU, its AI participant as the feature `ai`.
 * Whoever comes into a room is in it by a token of the application's, and may there what the server says: `facts.actions`.
 *
 * `join` rejects with a CallsError: `invalid-room`, `invalid-name`, `unauthorized`, `token-expired`, `forbidden`, `room-full`,
 * `not-configured`, `rate-limited`, `server-unreachable`, `server-error`, `protocol` or `aborted`.
 *
 * @example
 * ```ts
 * const room = createRoom({ signaling: phoenix({ tokenEndpoint: "/calls/token" }) });
 * await room.request({ type: "join", room: "standup", name: "Ada" });
 * ```
 */
export function phoenix(options: PhoenixOptions = {}): Signaling {
  const { url = "/calls", schedule = systemSchedule, random = Math.random, date = Date.now } = options;
  const { topic = (room: string) => `calls:${room}`, params = () => ({}) } = options;
  return {
    async join({ room, name: wanted, signal }) {
      const { fetch: fetchIt = globalThis.fetch, WebSocket = globalThis.WebSocket } = options;
      const roomId = checkRoomId(room);
      const name = cleanName(wanted);
      if (!isName(name)) throw new CallsError("invalid-name", "Give a name of 1 to 80 characters.");
      throwIfAborted(signal);
      const http = new ServerHttp(url, fetchIt, schedule);
      const endpoint = http.url("/socket");
      endpoint.protocol = endpoint.protocol.replace("http", "ws");
      const proxy = http.url("/").href;
      const connection: PhoenixConnection = new PhoenixConnection({
        endpoint: endpoint.href,
        topic: topic(roomId),
        WebSocket,
        params,
        schedule,
        random,
        date,
        roomId,
        name,
        token: (left) => tokenFor(options, { room: roomId, name, signal: left }, http, schedule),
        calls: (left) =>
          callsProxy({ url: proxy, token: () => connection.token, signal: left, fetch: fetchIt, schedule }),
      });
      await connection.enter(signal);
      return connection;
    },
  };
}
