/** `/metrics`, `/openapi.json` and the reports of people. */
import { Hono } from "hono";
import { isSame } from "../access/operator.js";
import { bearerOf } from "../access/tokens.js";
import { RoomServerError } from "../errors.js";
import { RateLimiter } from "../calls/rate-limiter.js";
import type { Log } from "../log.js";
import { openApi } from "../operations/openapi.js";
import type { Report, ReportKind, ReportSink } from "../operations/reports.js";
import { REPORT_SCHEMAS, logReports } from "../operations/reports.js";
import { randomId } from "../../base/random-id.js";
import { parseBody, readJson } from "./http.js";
import type { RoomRoutes } from "./room-routes.js";
import { roomIdOf } from "./room-routes.js";
import { placeOf } from "../live/place.js";

export interface Operations {
  /** Who may read the metrics, and what they read. Without it there are none. */
  metrics?: { readonly token: string; text(): string };
  /** Where reports go. Default: the log, without people's own words. */
  onReport?: ReportSink;
}

/** Bytes. */
const MAX_REPORT = 128 * 1024;
/** Of one participant. */
const REPORT_RATE = { perSecond: 0.1, burst: 10 };

/** Routes of what keeps the server running. */
export function operationRoutes(
  { rooms, tokens, callers, now = Date.now, log, metrics, onReport }: Operations & RoomRoutes & { log: Log },
  reported: (kind: ReportKind) => void = () => {},
): Hono {
  const app = new Hono();
  const limiter = new RateLimiter(REPORT_RATE, now);
  const sink = onReport ?? logReports(log);

  app.get("/openapi.json", (c) => c.json(openApi()));

  app.get("/metrics", (c) => {
    if (!metrics) throw new RoomServerError("invalid_message", "There is nothing at this address.", 404);
    if (!isSame(bearerOf(c.req.raw) ?? "", metrics.token)) {
      throw new RoomServerError("unauthorized", "Show the token of METRICS_TOKEN.");
    }
    return c.text(metrics.text(), 200, { "content-type": "text/plain; version=0.0.4" });
  });

  for (const kind of Object.keys(REPORT_SCHEMAS) as ReportKind[]) {
    app.post(`/api/rooms/:id/${kind}`, async (c) => {
      const claims = await tokens.verifyJoin(bearerOf(c.req.raw));
      const room = roomIdOf(c.req.param("id"));
      if (claims.room !== room) throw new RoomServerError("forbidden", "The token is for another room.");
      await callers?.count("report", await callers.keyOf(c.req.raw, claims));
      if (!limiter.allows(`${room} ${claims.participantId}`)) {
        throw new RoomServerError("rate_limited", "That was reported often enough. Wait a moment.");
      }
      if (!(await rooms.knows(placeOf(claims), claims.participantId))) {
        throw new RoomServerError("forbidden", "Only who is or was in the room can report on it.");
      }
      const body = parseBody(REPORT_SCHEMAS[kind], await readJson(c.req.raw, MAX_REPORT));
      const id = randomId();
      await sink({ kind, id, room, participant: claims.participantId, body } as Report);
      reported(kind);
      return c.json({ id }, 202);
    });
  }
  return app;
}
