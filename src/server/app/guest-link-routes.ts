/**
 * `/api/calls/…`: guest links. A page or an encoder publishes as a guest of an id that it was given, and a mixer asks who
 * is live. All guests are in one room, {@link GUEST_ROOM}, unless `?room=` names another.
 */
import { Hono } from "hono";
import * as v from "valibot";
import type { GuestLink } from "../../wire/guest-links.js";
import { GUEST_ID, GUEST_LINK_LIFE } from "../../wire/guest-links.js";
import { GuestLinkRequestSchema } from "../../wire/schemas/guest-links.js";
import { ParticipantNameSchema } from "../../wire/schemas/room-protocol.js";
import type { GuestClaims } from "../access/tokens.js";
import { DEFAULT_ROLE, bearerOf, isGuestKey } from "../access/tokens.js";
import { isOperator, requireOperator } from "../access/operator.js";
import { RoomServerError } from "../errors.js";
import { randomId } from "../../base/random-id.js";
import type { GuestIdentity, MediaAnswer, Requester } from "../whip/media.js";
import { parseBody, readJson } from "./http.js";
import type { Caller, RoomRoutes } from "./room-routes.js";
import { OPERATOR, callerFor, isSelfChosen, keyOf, roomIdOf } from "./room-routes.js";
import { readOfferBody, refusal, replyTo } from "./whip-routes.js";

/** The room of guests. */
export const GUEST_ROOM = "guests";
/** Before a guest's id, so that no guest can pass for somebody else in the room. */
const PREFIX = "guest:";
/** Bytes. */
const MAX_LINK = 4 * 1024;

function participantOf(guest: string): string {
  if (GUEST_ID.test(guest)) return PREFIX + guest;
  throw new RoomServerError("invalid_name", "A guest id has 1 to 64 letters, digits, and . _ ~ -.");
}

/** Who asks, for the room. A token that names nobody is somebody all the same, whom no verdict can mean. */
const requesterOf = (known: Caller | undefined): Requester | undefined =>
  known && { participantId: keyOf(known) ?? randomId(), role: known.role, subject: known.subject };

/** Somebody who asks something of a room of guests. */
interface Asked {
  readonly room: string;
  readonly known: Caller | undefined;
}

/** Routes of guest links. On a server with tokens each takes a token for the room, or the key of a link. */
export function guestLinkRoutes(routes: RoomRoutes): Hono {
  const { rooms, callers, tokens } = routes;
  const app = new Hono();

  /** Who asks: the guest of a link, your backend, or somebody as everywhere. */
  const askedBy = async (request: Request): Promise<Asked & { readonly link?: GuestClaims }> => {
    const said = new URL(request.url).searchParams.get("room");
    const bearer = bearerOf(request);
    if (bearer !== undefined && isGuestKey(bearer)) {
      const link = await tokens.verifyGuestKey(bearer);
      if (said !== null && roomIdOf(said) !== link.room) throw otherLink();
      return { room: link.room, known: link, link };
    }
    const room = roomIdOf(said ?? GUEST_ROOM);
    if (!isOperator(request, routes.apiKey)) return { room, known: await callerFor(request, room, routes) };
    await requireOperator(request, routes);
    return { room, known: OPERATOR };
  };
  /** The same, held to what they may do. */
  const asked = async (request: Request): Promise<Asked> => {
    const { room, known, link } = await askedBy(request);
    await callers?.count("ticket", await callers.keyOf(request, known));
    if (link) throw new RoomServerError("forbidden", "The key of a guest link publishes, and nothing else.");
    return { room, known };
  };

  /** May they make links? Where nobody is in the room yet, who they are to the server decides. */
  const refuseInvitation = async ({
    room,
    known,
  }: Asked): Promise<Extract<MediaAnswer, { type: "refused" }> | undefined> => {
    if (await rooms.find(room)) {
      const answer = await rooms.media(room, { type: "invite", by: requesterOf(known) });
      return answer.type === "refused" ? answer : undefined;
    }
    if (routes.access === "open" || known?.role === "host") return undefined;
    throw new RoomServerError("forbidden", "Only a host may make links for guests.");
  };

  app.post("/api/calls/links", async (c) => {
    const request = c.req.raw;
    const { room, known } = await asked(request);
    const said = parseBody(GuestLinkRequestSchema, (await readJson(request, MAX_LINK)) ?? {});
    const refused = await refuseInvitation({ room, known });
    if (refused) return refusal(refused);
    const { guestId = randomId(), name, expiresIn = GUEST_LINK_LIFE.usual } = said;
    const participantId = participantOf(guestId);
    // Whom nobody vouches for does not get around what their network may do by the links that they make.
    const caller = await callers?.strangerOf(request, known);
    const claims = { room, participantId, name, role: DEFAULT_ROLE, mayRename: name === undefined, caller };
    const { key, expiresAt } = await tokens.issueGuestKey(claims, expiresIn * 1000);
    const path = `/guest_join?id=${encodeURIComponent(guestId)}#key=${key}`;
    const whip = `/api/calls/whip/${encodeURIComponent(guestId)}`;
    return c.json({ guestId, participantId, room, key, whip, path, expiresAt } satisfies GuestLink, 201);
  });

  app.post("/api/calls/whip/:guest", async (c) => {
    const request = c.req.raw;
    const { room, known, link } = await askedBy(request);
    const guestId = c.req.param("guest");
    const participantId = participantOf(guestId);
    if (link && link.participantId !== participantId) throw otherLink();
    const name = v.safeParse(ParticipantNameSchema, link?.name ?? c.req.query("name") ?? guestId);
    if (!name.success) throw new RoomServerError("invalid_name", "?name= needs 1 to 80 characters.");
    const offer = (await readOfferBody(request, { mayBeEmpty: false })) ?? "";
    await callers?.count("stream", await callers.keyOf(request, known));
    const guest: GuestIdentity = {
      participantId,
      name: name.output,
      mayRename: link === undefined || isSelfChosen(known),
      role: known?.role,
      subject: known?.subject,
      caller: await callers?.strangerOf(request, known),
      stream: { role: "speaker", bearer: known && keyOf(known) },
    };
    const answer = await rooms.media(room, { type: "publish", guest, offer });
    return replyTo(
      answer,
      (id) => `/whip/${encodeURIComponent(room)}/${id}`,
      () => routes.iceServers(request.signal),
    );
  });

  app.delete("/api/calls/session/:guest", async (c) => {
    const { room, known } = await asked(c.req.raw);
    const participantId = participantOf(c.req.param("guest"));
    const ban = c.req.query("ban") === "true";
    return replyTo(await rooms.media(room, { type: "end-guest", participantId, by: requesterOf(known), ban }));
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
      .map(({ participantId, name, live, since }) => ({
        guestId: participantId.slice(PREFIX.length),
        participantId,
        name,
        room,
        live,
        since,
      }));
    return c.json({ sessions });
  });
  return app;
}

const otherLink = (): RoomServerError => new RoomServerError("forbidden", "The key is that of another link.");
