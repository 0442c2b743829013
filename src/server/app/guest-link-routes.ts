/**
 * `/api/calls/…`: guest links. A page or an encoder publishes as a guest of an id that it was given, and a mixer asks who
 * is live. All guests are in one room, {@link GUEST_ROOM}, unless `?room=` names another.
 */
import { Hono } from "hono";
import * as v from "valibot";
import { ParticipantNameSchema } from "../../wire/schemas/room-protocol.js";
import { RoomServerError } from "../errors.js";
import { randomId } from "../../base/random-id.js";
import type { GuestIdentity, Requester } from "../whip/media.js";
import type { Caller, RoomRoutes } from "./room-routes.js";
import { callerFor, keyOf, roomIdOf } from "./room-routes.js";
import { readOfferBody, refusal, replyTo } from "./whip-routes.js";

/** The room of guests. */
export const GUEST_ROOM = "guests";
/** Before a guest's id, so that no guest can pass for somebody else in the room. */
const PREFIX = "guest:";

function participantOf(guest: string): string {
  if (/^[\w.~-]{1,64}$/.test(guest)) return PREFIX + guest;
  throw new RoomServerError("invalid_name", "A guest id has 1 to 64 letters, digits, and . _ ~ -.");
}

/** Who asks, for the room. A token that names nobody is somebody all the same, whom no verdict can mean. */
const requesterOf = (known: Caller | undefined): Requester | undefined =>
  known && { participantId: keyOf(known) ?? randomId(), role: known.role, subject: known.subject };

/** Routes of guest links. On a server with tokens each takes a token for the room. */
export function guestLinkRoutes(routes: RoomRoutes): Hono {
  const { rooms, callers } = routes;
  const app = new Hono();
  const asked = async (request: Request): Promise<{ room: string; known: Caller | undefined }> => {
    const room = roomIdOf(new URL(request.url).searchParams.get("room") ?? GUEST_ROOM);
    return { room, known: await callerFor(request, room, routes) };
  };

  app.post("/api/calls/whip/:guest", async (c) => {
    const { room, known } = await asked(c.req.raw);
    const guestId = c.req.param("guest");
    const participantId = participantOf(guestId);
    const name = v.safeParse(ParticipantNameSchema, c.req.query("name") ?? guestId);
    if (!name.success) throw new RoomServerError("invalid_name", "?name= needs 1 to 80 characters.");
    const offer = (await readOfferBody(c.req.raw, { mayBeEmpty: false })) ?? "";
    await callers?.count("stream", await callers.keyOf(c.req.raw, known));
    const guest: GuestIdentity = {
      participantId,
      name: name.output,
      mayRename: true,
      role: known?.role,
      subject: known?.subject,
      caller: await callers?.strangerOf(c.req.raw, known),
      stream: { role: "speaker", bearer: known && keyOf(known) },
    };
    const answer = await rooms.media(room, { type: "publish", guest, offer });
    return replyTo(
      answer,
      (id) => `/whip/${encodeURIComponent(room)}/${id}`,
      () => routes.iceServers(c.req.raw.signal),
    );
  });

  app.delete("/api/calls/session/:guest", async (c) => {
    const { room, known } = await asked(c.req.raw);
    const participantId = participantOf(c.req.param("guest"));
    return replyTo(await rooms.media(room, { type: "end-guest", participantId, by: requesterOf(known) }));
  });

  app.get("/api/calls/sessions", async (c) => {
    const { room, known } = await asked(c.req.raw);
    const answer = (await rooms.find(room))
      ? await rooms.media(room, { type: "list", by: requesterOf(known) })
      : undefined;
    if (answer?.type === "refused") return refusal(answer);
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
