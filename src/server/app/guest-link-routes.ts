/**
 * `/api/calls/…`: guest links. A page or an encoder publishes as a guest of an id that it was given, and a mixer asks who
 * is live. All guests are in one room, {@link GUEST_ROOM}, unless `?room=` names another.
 */
import { Hono } from "hono";
import * as v from "valibot";
import { ParticipantNameSchema } from "../../wire/room-protocol.js";
import { DEFAULT_ROLE } from "../access/tokens.js";
import { RoomServerError } from "../errors.js";
import type { RoomRoutes } from "./room-routes.js";
import { callerFor, roomIdOf } from "./room-routes.js";
import { readOfferBody, replyTo } from "./whip-routes.js";

/** The room of guests. */
export const GUEST_ROOM = "guests";
/** Before a guest's id, so that no guest can pass for somebody else in the room. */
const PREFIX = "guest:";

function participantOf(guest: string): string {
  if (/^[\w.~-]{1,64}$/.test(guest)) return PREFIX + guest;
  throw new RoomServerError("invalid_name", "A guest id has 1 to 64 letters, digits, and . _ ~ -.");
}

/** Routes of guest links. On a server with tokens each takes a token for the room. */
export function guestLinkRoutes(routes: RoomRoutes): Hono {
  const { rooms } = routes;
  const app = new Hono();
  const roomOf = async (request: Request): Promise<string> => {
    const room = roomIdOf(new URL(request.url).searchParams.get("room") ?? GUEST_ROOM);
    await callerFor(request, room, routes);
    return room;
  };

  app.post("/api/calls/whip/:guest", async (c) => {
    const room = await roomOf(c.req.raw);
    const guestId = c.req.param("guest");
    const participantId = participantOf(guestId);
    const name = v.safeParse(ParticipantNameSchema, c.req.query("name") ?? guestId);
    if (!name.success) throw new RoomServerError("invalid_name", "?name= needs 1 to 80 characters.");
    const offer = (await readOfferBody(c.req.raw, { mayBeEmpty: false })) ?? "";
    const guest = { participantId, name: name.output, role: DEFAULT_ROLE };
    const answer = await rooms.media(room, { type: "publish", guest, offer });
    return replyTo(
      answer,
      (id) => `/whip/${encodeURIComponent(room)}/${id}`,
      () => routes.iceServers(c.req.raw.signal),
    );
  });

  app.delete("/api/calls/session/:guest", async (c) => {
    const room = await roomOf(c.req.raw);
    const participantId = participantOf(c.req.param("guest"));
    return replyTo(await rooms.media(room, { type: "end-guest", participantId }));
  });

  app.get("/api/calls/sessions", async (c) => {
    const room = await roomOf(c.req.raw);
    const answer = (await rooms.find(room)) ? await rooms.media(room, { type: "list" }) : undefined;
    const guests = answer?.type === "list" ? answer.guests : [];
    const sessions = guests
      .filter(({ participantId }) => participantId.startsWith(PREFIX))
      .map(({ participantId, live, since }) => ({
        guestId: participantId.slice(PREFIX.length),
        participantId,
        room,
        live,
        since,
      }));
    return c.json({ sessions });
  });
  return app;
}
