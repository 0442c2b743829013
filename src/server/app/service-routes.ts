/** `/api/rooms/:id/…`: what services of a room tell a backend with the API key, and take from it. */
import { Hono } from "hono";
import { requireOperator } from "../access/operator.js";
import { RoomServerError } from "../errors.js";
import { readJson } from "./http.js";
import type { RoomRoutes } from "./room-routes.js";
import { roomIdOf } from "./room-routes.js";

/** Bytes. */
const MAX_BODY = 64 * 1024;

/** Routes of services, behind all that are the room server's own. */
export function serviceRoutes(routes: RoomRoutes): Hono {
  const app = new Hono();
  app.on(["GET", "POST"], "/api/rooms/:id/:path", async (c) => {
    await requireOperator(c.req.raw, routes);
    const id = roomIdOf(c.req.param("id"));
    const method = c.req.method === "POST" ? "POST" : "GET";
    const body = method === "POST" ? await readJson(c.req.raw, MAX_BODY) : undefined;
    const reply = await routes.rooms.ask(id, c.req.param("path"), { method, query: c.req.query(), body });
    if (!reply) throw new RoomServerError("room_not_found", "There is no room of this id.");
    if (reply === "nowhere") throw new RoomServerError("invalid_message", "There is nothing at this address.", 404);
    const { status = 200, contentType = "application/json", text } = reply;
    return new Response(text, { status, headers: { "content-type": contentType } });
  });
  return app;
}
