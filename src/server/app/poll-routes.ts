/** `/api/poll`: a room's socket over plain HTTP. Whoever may open the WebSocket may open this one, by the same ticket. */
import { Hono } from "hono";
import type { OpenPollReply, PollReply } from "../../wire/room-protocol.js";
import { OpenPollRequestSchema, PollSayRequestSchema } from "../../wire/schemas/room-protocol.js";
import { ROOM_LIMITS, ROOM_PATHS } from "../../wire/tables.js";
import type { OriginPolicy } from "../access/origins.js";
import { bearerOf } from "../access/tokens.js";
import { RoomServerError } from "../errors.js";
import { parseBody, readJson } from "./http.js";
import type { RoomRoutes } from "./room-routes.js";
import { admitSocket } from "./socket.js";
import { placeOf } from "../live/place.js";

const MAX_OPEN = 16 * 1024;
/** Bytes of what is said at once: a few messages of the longest kind, written as JSON in JSON. */
const MAX_SAY = 16 * ROOM_LIMITS.message;

/** Routes of sockets over plain HTTP. */
export function pollRoutes(routes: RoomRoutes & { readonly origins: OriginPolicy }): Hono {
  const { tokens, rooms, callers } = routes;
  const app = new Hono();
  /** Whose socket it is, by its key. */
  const socketOf = async (request: Request): Promise<{ place: string; id: string }> => {
    const socket = await tokens.verifyPollKey(bearerOf(request));
    await callers?.count("poll", `socket ${socket.id}`);
    return { place: placeOf(socket), id: socket.id };
  };

  app.post(ROOM_PATHS.poll, async (c) => {
    const { protocols } = parseBody(OpenPollRequestSchema, await readJson(c.req.raw, MAX_OPEN));
    const admission = await admitSocket(c.req.raw, routes, protocols);
    if (admission.type === "refuse") return admission.response;
    if (admission.type === "close") {
      const { code, reason } = admission;
      return c.json({ end: { code, reason } } satisfies OpenPollReply, 201);
    }
    const { claims, versioned, ticket } = admission;
    const { key, id } = await tokens.issuePollKey(claims);
    await rooms.poll(placeOf(claims), { type: "open", id, claims, versioned, ticket });
    return c.json({ key } satisfies OpenPollReply, 201);
  });

  app.get(ROOM_PATHS.poll, async (c) => {
    const { place, id } = await socketOf(c.req.raw);
    const after = Number(c.req.query("after") ?? 0);
    if (!Number.isSafeInteger(after) || after < 0) throw new RoomServerError("invalid_message", "?after= is a count.");
    return c.json((await rooms.poll(place, { type: "receive", id, after })) satisfies PollReply);
  });

  app.put(ROOM_PATHS.poll, async (c) => {
    const said = parseBody(PollSayRequestSchema, await readJson(c.req.raw, MAX_SAY));
    const { place, id } = await socketOf(c.req.raw);
    await rooms.poll(place, { type: "say", id, ...said });
    return c.body(null, 204);
  });
  return app;
}
