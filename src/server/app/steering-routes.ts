/** `/api/rooms`, for a backend with the API key: which rooms there are, and what a host could do in each of them. */
import { Hono } from "hono";
import { randomId } from "../../base/random-id.js";
import type { RoomCommand, RoomList } from "../../wire/room-api.js";
import { RoomCommandSchema } from "../../wire/schemas/room-api.js";
import type { RoomAction } from "../../wire/room-protocol.js";
import { ROOM_ERROR_CODES } from "../../wire/tables.js";
import type { FeatureRefusal } from "../../room/feature.js";
import { requireOperator } from "../access/operator.js";
import { RoomServerError } from "../errors.js";
import { parseBody, readJson } from "./http.js";
import type { RoomRoutes } from "./room-routes.js";
import { roomIdOf } from "./room-routes.js";

/** Bytes. */
const MAX_COMMAND = 64 * 1024;
/** Rooms of one page. */
const PAGE = { usual: 20, most: 100 } as const;

/** What there is in a query: `after` an id, and how many. */
function pageOf(request: Request): { after: string; limit: number } {
  const { searchParams } = new URL(request.url);
  const limit = Number(searchParams.get("limit") ?? PAGE.usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE.most) {
    throw new RoomServerError("invalid_message", `'limit' is a whole number from 1 to ${PAGE.most}.`);
  }
  const after = searchParams.get("after") ?? "";
  return { after: after === "" ? "" : roomIdOf(after), limit };
}

/** The action of the room, and under which name the room says it. */
function actionOf(command: RoomCommand): { action: RoomAction; name: string | undefined } {
  if (command.type !== "chat") return { action: command, name: undefined };
  const { name, id = randomId(), ...said } = command;
  return { action: { ...said, id }, name };
}

/** A feature of the application may refuse with a code of its own. */
function errorOf({ code, reason }: FeatureRefusal): RoomServerError {
  const known = ROOM_ERROR_CODES.find((each) => each === code);
  return known ? new RoomServerError(known, reason) : new RoomServerError("forbidden", `${code}: ${reason}`, 409);
}

/** Routes of a backend that steers rooms. Without an API key there are none. */
export function steeringRoutes(routes: RoomRoutes): Hono {
  const { rooms } = routes;
  const app = new Hono();

  app.get("/api/rooms", async (c) => {
    await requireOperator(c.req.raw, routes);
    return c.json((await rooms.list(pageOf(c.req.raw))) satisfies RoomList);
  });

  app.post("/api/rooms/:id/actions", async (c) => {
    await requireOperator(c.req.raw, routes);
    const id = roomIdOf(c.req.param("id"));
    const command = parseBody(RoomCommandSchema, await readJson(c.req.raw, MAX_COMMAND)) as RoomCommand;
    const { action, name } = actionOf(command);
    const steered = await rooms.steer(id, action, name);
    if (!steered) throw new RoomServerError("room_not_found", "There is no room of this id.");
    const { refusal } = steered;
    if (refusal) throw errorOf(refusal);
    return c.body(null, 204);
  });
  return app;
}
