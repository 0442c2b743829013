/** The room server as a Cloudflare Worker: `main` of a Worker, or the parts of one of your own. */
import type { Hono } from "hono";
import { Callers, createCallerLimiter } from "../access/callers.js";
import { networkBehind } from "../access/networks.js";
import { createIdentify } from "../access/identity.js";
import { createOriginPolicy } from "../access/origins.js";
import type { OriginPolicy } from "../access/origins.js";
import { createTokens } from "../access/tokens.js";
import type { Tokens } from "../access/tokens.js";
import { createApp } from "../app/app.js";
import { SECURITY_HEADERS } from "../app/http.js";
import { SOCKET_PATH, admitSocket } from "../app/socket.js";
import { createIceServers } from "../calls/ice-servers.js";
import { turnLifetime } from "../calls/turn.js";
import { ConfigError } from "../config.js";
import { RoomServerError } from "../errors.js";
import { ROOM_SUBPROTOCOL } from "../../wire/room-protocol.js";
import { logReports, toEach } from "../operations/reports.js";
import { serviceSocketAt } from "../services/path.js";
import { declaredFeatures } from "./declared-features.js";
import { DurableRooms } from "./durable-rooms.js";
import type { WorkerEnv, WorkerHooks } from "./worker-config.js";
import { readWorkerConfig, workerHooks } from "./worker-config.js";
import { createSocketPair, upgradeResponse } from "./workerd.js";

export { RoomObject } from "./room-object.js";
export { createRoomObject } from "./create-room-object.js";
export * from "../../room/feature.js";
export type * from "../services/service.js";
export type { ServiceSocket, ServiceSocketListener } from "../services/socket.js";
export type { EntryDecision, MessageDecision, Newcomer, RoomBehavior, RoomHandle, RoomStorage } from "../behaviors.js";
export type { WorkerEnv, WorkerHooks } from "./worker-config.js";

/** Cloudflare writes the caller's address into each request, whatever the caller wrote there. */
const CLOUDFLARE = { header: "cf-connecting-ip", hops: 1 };

/** A Worker's default export. */
export interface Worker {
  /** Answers one request; sockets are handed on to the room's object. */
  fetch(request: Request, env: WorkerEnv): Promise<Response>;
}

/** What is made once for an environment. */
interface Parts {
  readonly app: Hono;
  readonly rooms: DurableRooms;
  readonly tokens: Tokens;
  readonly origins: OriginPolicy;
  readonly callers: Callers;
}

/**
 * Makes the Worker in front of the rooms. Its main module must also export `RoomObject`.
 *
 * @example
 * ```ts
 * import { RoomObject, createWorker } from "calls-elements/server/worker";
 *
 * const rooms = createWorker();
 * export { RoomObject };
 * export default {
 *   fetch(request, env) {
 *     if (new URL(request.url).pathname === "/hello") return new Response("Hello");
 *     return rooms.fetch(request, env);
 *   },
 * };
 * ```
 */
export function createWorker(hooks: WorkerHooks = {}): Worker {
  const made = new WeakMap<WorkerEnv, Parts>();
  const { log } = workerHooks(hooks);
  return {
    async fetch(request, env) {
      try {
        const parts = made.get(env) ?? makeParts(env, hooks);
        made.set(env, parts);
        return await answer(request, parts);
      } catch (error) {
        const message = error instanceof ConfigError ? error.message : `The Worker failed: ${String(error)}`;
        log({ level: "error", event: "request failed", message });
        const reply = new RoomServerError("internal", "The server failed. Its log says why.").toReply();
        return Response.json(reply, { status: 500, headers: SECURITY_HEADERS });
      }
    },
  };
}

function makeParts(env: WorkerEnv, hooks: WorkerHooks): Parts {
  const config = readWorkerConfig(env);
  const { log, now } = workerHooks(hooks);
  const rooms = new DurableRooms(env.ROOMS);
  const { jwtSecret: secret, previousJwtSecrets: previous = [], identityProviders, tokenLifetime: lifetime } = config;
  const tokens = createTokens({ secret, previous, now, ...(lifetime !== undefined && { lifetime }) });
  const origins = createOriginPolicy(config.allowedOrigins, { trustsProxy: config.trustedProxy !== undefined });
  const { trustedProxy = CLOUDFLARE } = config;
  const callers = new Callers({
    limiter: hooks.limiter?.(env) ?? createCallerLimiter({ now }),
    secret,
    networkOf: ({ headers }) => networkBehind(trustedProxy, headers),
  });
  const { ASSETS } = env;
  const app = createApp({
    rooms,
    tokens,
    origins,
    log,
    access: config.access,
    callers,
    now,
    iceServers: createIceServers({ callsBase: config.calls.base, turn: config.turn, log }),
    ...(config.partytracksPath !== undefined && { partytracksPath: config.partytracksPath }),
    ...(config.turn && { iceLifetime: turnLifetime(config.turn) }),
    ...(identityProviders && { identify: createIdentify(identityProviders, { now }) }),
    onReport: toEach(hooks.onReport ?? logReports(log), config.webhook && ((report) => rooms.report(report))),
    apiKey: config.apiKey,
    features: hooks.features?.map(({ name }) => name) ?? declaredFeatures(),
    ...(ASSETS && { fallback: (request) => ASSETS.fetch(request) }),
  });
  return { app, rooms, tokens, origins, callers };
}

async function answer(request: Request, parts: Parts): Promise<Response> {
  const isUpgrade = request.headers.get("upgrade")?.toLowerCase() === "websocket";
  const { pathname } = new URL(request.url);
  const wanted = isUpgrade ? serviceSocketAt(pathname) : undefined;
  if (wanted) return parts.rooms.connectService(wanted.room, wanted.key);
  if (!isUpgrade || pathname !== SOCKET_PATH) return parts.app.fetch(request);
  const admission = await admitSocket(request, parts);
  switch (admission.type) {
    case "refuse":
      return admission.response;
    case "close": {
      const { client, server } = createSocketPair();
      server.accept();
      server.close(admission.code, admission.reason);
      const offered = request.headers.get("sec-websocket-protocol")?.includes(ROOM_SUBPROTOCOL);
      return upgradeResponse(client, offered ? ROOM_SUBPROTOCOL : undefined);
    }
    case "accept":
      return parts.rooms.connect(admission);
  }
}

export default createWorker();
