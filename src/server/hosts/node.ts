/**
 * Where the server runs. A host brings sockets, storage and a clock: Node with all rooms in one process, Workers with each room
 * in a Durable Object. This module is the one for Node.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createHostPolicy } from "../../base/host-policy.js";
import { ROOM_LIMITS } from "../../wire/room-protocol.js";
import type { CallerLimiter } from "../access/callers.js";
import { Callers, createCallerLimiter } from "../access/callers.js";
import { createIdentify } from "../access/identity.js";
import { createOriginPolicy } from "../access/origins.js";
import { createTokens } from "../access/tokens.js";
import { createApp } from "../app/app.js";
import type { RoomBehavior } from "../behaviors.js";
import { createCallsClient } from "../calls/client.js";
import { createIceServers } from "../calls/ice-servers.js";
import { turnLifetime } from "../calls/turn.js";
import type { ServerConfig } from "../config.js";
import type { Log } from "../log.js";
import { withoutAddresses } from "../log.js";
import { Metrics } from "../operations/metrics.js";
import type { ReportSink } from "../operations/reports.js";
import { logReports, toEach } from "../operations/reports.js";
import { checkFeatures } from "../../room/feature-state.js";
import type { RoomFeature } from "../../room/feature.js";
import type { CallerShare } from "../../room/state.js";
import { ROOM_SETTINGS } from "../../room/state.js";
import { WebhookEndpoint, eventsOf } from "../webhooks/endpoint.js";
import { CallsApi } from "../calls/api.js";
import { checkServices } from "../services/service.js";
import type { RoomService } from "../services/service.js";
import { tallyIn, tallyInMemory } from "../services/tally.js";
import { MemoryRooms } from "./memory-rooms.js";
import { dial } from "./node-dial.js";
import { NodeNetworks } from "./node-networks.js";
import { PlainRequests } from "./plain-requests.js";
import { NodeSockets } from "./node-sockets.js";
import { openSqlite } from "./sqlite.js";
import type { Database } from "./sqlite.js";

export { ConfigError, configFromEnv } from "../config.js";
export { openSqlite } from "./sqlite.js";
export type { Database } from "./sqlite.js";
export * from "../../room/feature.js";
export type * from "../services/service.js";
export type { ServiceSocket, ServiceSocketListener } from "../services/socket.js";
export type { EntryDecision, MessageDecision, Newcomer, RoomBehavior, RoomHandle, RoomStorage } from "../behaviors.js";

/** How {@link startRoomServer} runs: what {@link configFromEnv} reads, and what only code can say. */
export interface RoomServerOptions extends Omit<ServerConfig, "storage"> {
  /** Default `127.0.0.1`: this machine only. */
  host?: string;
  /** Default `0`: any free port. */
  port?: number;
  /**
   * Keeps the rooms over a restart: the path of a SQLite file, or a database that you open and close. Needs `jwtSecret`, as tokens
   * must outlive the process too. Default: rooms end with the process.
   */
  storage?: string | Database;
  /**
   * Names that people reach the server by, beside addresses and `localhost`; `*` for every one. Name them where nothing in front of
   * the server does: a page of somebody else's can give its own name this machine's address. Default: every name.
   */
  allowedHosts?: readonly string[];
  /** Answers what is not the room server's, such as static files. */
  fallback?: (request: Request) => Response | Promise<Response>;
  /** Rules of your own for all rooms. */
  behavior?: RoomBehavior;
  /** What rooms have beside people: state and messages of your own. See {@link RoomFeature}. */
  features?: readonly RoomFeature[];
  /** What the server does for rooms, such as to have speech written down. See {@link RoomService}. */
  services?: readonly RoomService[];
  /** How often one caller may do what. Default: {@link createCallerLimiter}. */
  limiter?: CallerLimiter;
  /** What people of one network get of a room. Default: three quarters of its seats, and 20 places at its door. */
  share?: Partial<CallerShare>;
  /** Default: nothing is logged. */
  log?: Log;
  /** Where reports of people go. Default: the log, without their own words. */
  onReport?: ReportSink;
  /** Milliseconds; for tests. */
  timing?: { heartbeat: number; stale: number };
  /** Milliseconds since 1970; for tests. Default `Date.now`. */
  clock?: () => number;
}

/** A room server that listens. */
export interface RoomServer {
  /** For example `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly port: number;
  /** Tells every client to come back later, closes everything, and resolves when the port is free. */
  close(): Promise<void>;
  /** Counts what there is now: rooms that are remembered, people in them, and open sockets. */
  stats(): { rooms: number; participants: number; sockets: number };
}

/**
 * Starts the room server on this machine. One process holds all rooms; with `storage` they survive it.
 *
 * @throws the error of `node:net`, such as `EADDRINUSE`, when it cannot listen; Error when `jwtSecret` is too short, or
 * when `storage` is given without it or cannot be opened; TypeError when something is wrong with `features`, `services` or
 * `webhook`.
 * @example
 * ```ts
 * const server = await startRoomServer({ ...configFromEnv(process.env), port: 3000 });
 * console.log(server.url);
 * ```
 */
export async function startRoomServer(options: RoomServerOptions): Promise<RoomServer> {
  const { host = "127.0.0.1", port = 0, access = "open", clock = Date.now } = options;
  const log = withoutAddresses(options.log ?? (() => {}));
  const down = new AbortController();
  const { maxParticipants = ROOM_LIMITS.participants, maxAudience = ROOM_LIMITS.audience } = options;
  const share = { ...ROOM_SETTINGS.share, ...options.share };
  const features = checkFeatures(options.features);
  const services = checkServices(options.services);
  const events = eventsOf(options.webhook);
  const sizes = { participants: maxParticipants, audience: maxAudience };
  const settings = { ...ROOM_SETTINGS, ...options.timing, ...sizes, share, features, events };
  const webhook = options.webhook && new WebhookEndpoint(options.webhook, { log, now: clock });
  const { jwtSecret: secret = randomBytes(32).toString("hex"), previousJwtSecrets: previous = [] } = options;
  const { identityProviders, tokenLifetime: lifetime } = options;
  const tokens = createTokens({ secret, previous, now: clock, ...(lifetime !== undefined && { lifetime }) });
  const origins = createOriginPolicy(options.allowedOrigins, { trustsProxy: options.trustedProxy !== undefined });
  const hosts = createHostPolicy(options.allowedHosts ?? ["*"]);

  const storage = await openStorage(options);
  const ownsStorage = typeof options.storage === "string";
  const networks = new NodeNetworks(options.trustedProxy, log);
  const callers = new Callers({
    limiter: options.limiter ?? createCallerLimiter({ now: clock }),
    secret,
    networkOf: (request) => networks.of(request),
  });
  const sockets = new NodeSockets({ tokens, hosts, origins, callers, log });
  const tally = storage && services.length > 0 ? tallyIn(storage) : tallyInMemory();
  const counters = new Metrics();
  const iceServers = createIceServers({ callsBase: options.calls.base, turn: options.turn, log });
  let origin = options.publicUrl;
  let isListening = false;
  const rooms = new MemoryRooms({
    settings,
    client: counters.watch(createCallsClient(options.calls)),
    log,
    signal: down.signal,
    storage,
    behavior: options.behavior,
    webhook,
    iceServers,
    ...(services.length > 0 && {
      services: {
        list: services,
        calls: new CallsApi(options.calls),
        ports: {
          dial,
          origin: () => origin,
          isReady: () => isListening,
          tally: async (entry) => tally(entry),
        },
      },
    }),
    ports: {
      send: (socket, text) => {
        counters.sent(text);
        sockets.send(socket, text);
      },
      close: (socket, code, reason) => sockets.close(socket, code, reason),
      now: clock,
    },
  });
  const stats = (): ReturnType<RoomServer["stats"]> => {
    const { sockets: polled, ...counts } = rooms.stats();
    return { ...counts, sockets: sockets.size + polled };
  };
  const app = createApp({
    rooms,
    tokens,
    access,
    callers,
    now: clock,
    counters,
    features: features.map(({ name }) => name),
    ...(options.metricsToken !== undefined && {
      metrics: { token: options.metricsToken, text: () => counters.text(stats()) },
    }),
    onReport: toEach(options.onReport ?? logReports(log), webhook && ((report) => rooms.report(report))),
    apiKey: options.apiKey,
    origins,
    log,
    iceServers,
    ...(options.partytracksPath !== undefined && { partytracksPath: options.partytracksPath }),
    ...(options.turn && { iceLifetime: turnLifetime(options.turn) }),
    ...(identityProviders && { identify: createIdentify(identityProviders, { now: clock }) }),
    ...(options.fallback && { fallback: options.fallback }),
  });

  const answer = (request: Request, { incoming }: { incoming: { socket: { remoteAddress?: string | undefined } } }) => {
    networks.note(request, incoming.socket.remoteAddress);
    return app.fetch(request);
  };
  const listener = getRequestListener(answer, { overrideGlobalObjects: false });
  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    if (hosts(request.headers.host)) void listener(request, response);
    else response.writeHead(403, { "content-type": "text/plain" }).end("This server is not known by this name.\n");
  };
  const server = createServer(respond);
  const plain = new PlainRequests(respond);
  sockets.attach(server, rooms, plain);
  await listen(server, port, host).catch((error: unknown) => {
    if (ownsStorage) storage?.close();
    throw error;
  });
  const sweeping = every(settings.heartbeat / 2, () => rooms.sweep());
  const pinging = every(settings.stale / 2, () => sockets.ping());

  const bound = (server.address() as AddressInfo).port;
  origin ??= `http://${addressOf(host)}:${bound}`;
  isListening = true;
  rooms.beginServices();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    sweeping.end();
    pinging.end();
    down.abort();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await sockets.closeAll();
    server.closeAllConnections();
    plain.close();
    await closed;
    if (ownsStorage) storage?.close();
  };
  return {
    url: `http://${addressOf(host)}:${bound}`,
    port: bound,
    close: () => (closing ??= close()),
    stats,
  };
}

/**
 * Looks again and again for who is silent, each time after all is read that has come: timers run first in a process that was held
 * up, when the heartbeats and pongs of that time are there and nobody has heard them.
 */
function every(milliseconds: number, look: () => void): { end(): void } {
  let soon: NodeJS.Immediate | undefined;
  const timer = setInterval(() => (soon = setImmediate(look)), milliseconds);
  return {
    end: () => {
      clearInterval(timer);
      clearImmediate(soon);
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function openStorage({ storage, jwtSecret }: RoomServerOptions): Promise<Database | undefined> {
  if (storage === undefined) return undefined;
  if (jwtSecret === undefined)
    throw new Error("Give a jwtSecret: rooms that survive a restart need tokens that do too.");
  return typeof storage === "string" ? openSqlite(storage) : storage;
}

/** The host as a browser on this machine would write it. */
function addressOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
