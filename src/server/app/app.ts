/**
 * The server's routes, as web-standard requests and responses, so that they run on Node and on Workers alike. They find out who
 * asks and what for, and hand it to a room.
 *
 * @module
 */
import { Hono } from "hono";
import type { OriginPolicy } from "../access/origins.js";
import { OriginRefusals } from "../access/origins.js";
import { CALLS_PATH, answerCalls } from "./calls-routes.js";
import { answerPartytracks } from "./partytracks-routes.js";
import { pollRoutes } from "./poll-routes.js";
import type { RoomRoutes } from "./room-routes.js";
import { createRoom, describeRoom, issueTicket, joinRoom } from "./room-routes.js";
import { RoomServerError } from "../errors.js";
import { guestLinkRoutes } from "./guest-link-routes.js";
import { SECURITY_HEADERS, dropBody } from "./http.js";
import type { Log } from "../log.js";
import type { Operations } from "./operation-routes.js";
import { operationRoutes } from "./operation-routes.js";
import type { Metrics } from "../operations/metrics.js";
import { serviceRoutes } from "./service-routes.js";
import { SOCKET_PATH } from "./socket.js";
import { steeringRoutes } from "./steering-routes.js";
import { mediaOptions, mediaRoutes } from "./whip-routes.js";

/** What the routes need: the rooms, the tokens, and what holds for whoever asks. */
export interface AppOptions extends RoomRoutes, Operations {
  /** Says which pages may use the server. */
  origins: OriginPolicy;
  /** Takes what goes wrong. It is given no tokens, no SDP and no message's contents. */
  log: Log;
  /** What rooms have beside people, by name: pages are told before they join. */
  features?: readonly string[];
  /** Counts joins and reports. */
  counters?: Metrics;
  /** Where the paths of `partytracks` are. Without it there are none. */
  partytracksPath?: string;
  /** Answers everything that is not the room server's: static files, a page. Without it, 404. */
  fallback?: (request: Request) => Response | Promise<Response>;
}

/** Paths that are never the fallback's. */
const OWN_PATH = /^\/(api|cloudflare|ws|services|health|metrics|openapi\.json|whip|whep)(\/|$)/;

const CORS_HEADERS: Readonly<Record<string, string>> = {
  "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
  "access-control-allow-headers": "authorization, content-type, if-match",
  "access-control-max-age": "7200",
};

/** What a page may read of a reply: the server's time, and what WHIP and WHEP have in headers. */
const EXPOSED_HEADERS = "date, retry-after, location, link, etag, accept-post, accept-patch";

/** WHIP clients ask with OPTIONS what an address takes; all others ask for CORS only. */
function optionsOf(pathname: string): Response {
  const media = mediaOptions(pathname);
  const status = Object.keys(media).length > 0 ? 200 : 204;
  return new Response(null, { status, headers: { ...CORS_HEADERS, ...media } });
}

/** The server's routes, for any host that has web-standard requests. Sockets are the host's: see `admitSocket`. */
export function createApp(options: AppOptions): Hono {
  const { origins, log, fallback, counters, partytracksPath, features = [] } = options;
  const isOwn = (path: string): boolean =>
    OWN_PATH.test(path) || (partytracksPath !== undefined && `${path}/`.startsWith(`${partytracksPath}/`));
  const refusals = new OriginRefusals(log);
  // Addresses that people type, into an encoder say, may end with a slash.
  const app = new Hono({ strict: false });

  app.use(async (c, next) => {
    // The path that is routed, which is decoded: the address itself may be written in many ways.
    const { path } = c.req;
    if (!isOwn(path)) return next();
    const origin = c.req.header("origin") ?? null;
    const welcome = origins(c.req.raw);
    if (!welcome) c.res = refusals.refuse(c.req.raw).toResponse();
    else if (c.req.method === "OPTIONS") c.res = optionsOf(path);
    else await next();
    await dropBody(c.req.raw);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value);
    c.res.headers.append("vary", "Origin");
    if (welcome && origin !== null) {
      c.res.headers.set("access-control-allow-origin", origin);
      c.res.headers.set("access-control-expose-headers", EXPOSED_HEADERS);
    }
    return undefined;
  });

  app.get("/health", (c) => c.json({ status: "ok", ...(features.length > 0 && { features }) }));
  app.post("/api/rooms", async (c) => c.json(await createRoom(c.req.raw, options), 201));
  app.get("/api/rooms/:id", async (c) => c.json(await describeRoom(c.req.raw, c.req.param("id"), options)));
  app.post("/api/rooms/:id/join", async (c) => {
    try {
      const reply = await joinRoom(c.req.raw, c.req.param("id"), options);
      counters?.count("calls_joins_total", { code: "ok" });
      return c.json(reply);
    } catch (error) {
      const code = error instanceof RoomServerError ? error.code : "internal";
      counters?.count("calls_joins_total", { code });
      throw error;
    }
  });
  app.post("/api/rooms/:id/ticket", async (c) => c.json(await issueTicket(c.req.raw, c.req.param("id"), options), 201));
  app.all(`${CALLS_PATH}/*`, (c) => answerCalls(c.req.raw, options));
  app.all(CALLS_PATH, (c) => answerCalls(c.req.raw, options));
  if (partytracksPath !== undefined) {
    app.all(`${partytracksPath}/*`, (c) => answerPartytracks(c.req.raw, partytracksPath, options));
  }
  app.route(
    "/",
    operationRoutes(options, (kind) => counters?.count("calls_reports_total", { kind })),
  );
  app.route("/", steeringRoutes(options));
  app.route("/", mediaRoutes(options));
  app.route("/", guestLinkRoutes(options));
  app.route("/", pollRoutes(options));
  app.route("/", serviceRoutes(options));
  app.get(SOCKET_PATH, () => {
    const error = new RoomServerError("invalid_message", "Open this address as a WebSocket.", 426);
    return error.toResponse({ upgrade: "websocket" });
  });

  app.notFound((c) => {
    if (fallback && !isOwn(c.req.path)) return fallback(c.req.raw);
    return new RoomServerError("invalid_message", "There is nothing at this address.", 404).toResponse();
  });
  app.onError((error) => {
    if (error instanceof RoomServerError) return error.toResponse();
    log({ level: "error", event: "request failed", message: error.message });
    return new RoomServerError("internal", "The server failed. Try again.").toResponse();
  });
  return app;
}
