/** `/whip/…` (RFC 9725) and `/whep/…` (its sibling for playback), for encoders and players that have no page. */
import { Hono } from "hono";
import * as v from "valibot";
import { CALLS_LIMITS } from "../../wire/calls-api.js";
import { ParticipantNameSchema } from "../../wire/schemas/room-protocol.js";
import type { Role } from "../../wire/room-protocol.js";
import type { IceServers } from "../calls/ice-servers.js";
import { RoomServerError } from "../errors.js";
import { randomId } from "../../base/random-id.js";
import type { GuestIdentity, MediaAnswer, MediaRefusal } from "../whip/media.js";
import { noSuchResource, refuse } from "../whip/media.js";
import { readText } from "./http.js";
import type { RoomRoutes } from "./room-routes.js";
import { callerFor, isSelfChosen, keyOf, roomIdOf } from "./room-routes.js";

export const SDP = "application/sdp";
const FRAGMENT = "application/trickle-ice-sdpfrag";

/** Paths that a WHIP or WHEP client may ask about with OPTIONS, and what they take. */
const ENDPOINT = /^\/(whip\/[^/]+|whep\/[^/]+\/[^/]+|api\/calls\/whip\/[^/]+)$/;
const RESOURCE = /^\/(whip\/[^/]+|whep\/[^/]+\/[^/]+)\/[^/]+$/;

/** Headers of the answer to OPTIONS. */
export function mediaOptions(pathname: string): Record<string, string> {
  if (ENDPOINT.test(pathname)) return { "accept-post": SDP, allow: "OPTIONS, POST" };
  if (RESOURCE.test(pathname)) return { "accept-patch": FRAGMENT, allow: "DELETE, GET, HEAD, OPTIONS, PATCH" };
  return {};
}

const contentTypeOf = (request: Request): string =>
  (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

/**
 * Reads the offer of a POST.
 * @throws RoomServerError 415, 406, 413 or 400.
 */
export async function readOfferBody(request: Request, options: { mayBeEmpty: boolean }): Promise<string | undefined> {
  const accept = request.headers.get("accept");
  if (accept !== null && !/application\/(sdp|\*)|\*\/\*/.test(accept)) {
    throw new RoomServerError("invalid_message", `The answer is ${SDP}: accept it.`, 406);
  }
  const text = await readText(request, CALLS_LIMITS.sdp);
  if (text === "" && options.mayBeEmpty) return undefined;
  if (contentTypeOf(request) !== SDP) {
    throw new RoomServerError("invalid_message", `Send the offer as ${SDP}.`, 415);
  }
  if (text === "") throw new RoomServerError("invalid_message", "The offer is missing.");
  return text;
}

/** Who a POST is from: as the token has it, else as the address has it. */
async function guestOf(
  request: Request,
  room: string,
  routes: RoomRoutes,
  unnamed: { name: string; role: Role },
): Promise<GuestIdentity> {
  const caller = await callerFor(request, room, routes);
  const { callers } = routes;
  const said = new URL(request.url).searchParams.get("name") ?? unnamed.name;
  const name = v.safeParse(ParticipantNameSchema, caller?.name ?? said);
  if (!name.success) throw new RoomServerError("invalid_name", "?name= needs 1 to 80 characters.");
  return {
    participantId: caller?.participantId ?? randomId(),
    name: name.output,
    mayRename: isSelfChosen(caller),
    role: caller?.role,
    subject: caller?.subject,
    caller: await callers?.strangerOf(request, caller),
    stream: { role: unnamed.role, bearer: caller && keyOf(caller) },
  };
}

/**
 * The answer as a reply; `location` makes the address of a resource: a path from the root. It needs no name of the server, which
 * behind a proxy is another one, and OBS takes whatever is not a whole address for the whole path.
 */
export async function replyTo(
  answer: MediaAnswer,
  location: (resource: string) => string = () => "",
  iceServers?: () => Promise<IceServers>,
): Promise<Response> {
  switch (answer.type) {
    case "refused":
      return refusal(answer);
    case "created": {
      const links = linksOf((await iceServers?.()) ?? []);
      return new Response(answer.sdp, {
        status: 201,
        headers: {
          "content-type": SDP,
          location: location(answer.resource),
          etag: `"${answer.etag}"`,
          "accept-patch": FRAGMENT,
          ...(links !== "" && { link: links }),
        },
      });
    }
    default:
      return new Response(null, { status: 200 });
  }
}

export function refusal({ status, code, reason, retryAfter }: MediaRefusal): Response {
  const headers = { ...(retryAfter !== undefined && { "retry-after": `${retryAfter}` }) };
  return Response.json({ error: { code, reason } }, { status, headers });
}

/** ICE servers as RFC 9725 writes them. */
function linksOf(servers: IceServers): string {
  const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;
  return servers
    .flatMap(({ urls, username, credential }) =>
      [urls].flat().map((url) => {
        const secret =
          username === undefined || credential === undefined
            ? ""
            : `; username=${quoted(username)}; credential=${quoted(credential)}; credential-type="password"`;
        return `<${url}>; rel="ice-server"${secret}`;
      }),
    )
    .join(", ");
}

/** `PATCH`: candidates, which an SFU that is ICE-lite has no need of; a new start of ICE, which it cannot do; or an answer. */
async function patch(request: Request, room: string, resource: string, { rooms }: RoomRoutes): Promise<Response> {
  const found = await rooms.media(room, { type: "find", resource });
  if (found.type !== "found") return refusal(found.type === "refused" ? found : noSuchResource());
  const type = contentTypeOf(request);
  const body = await readText(request, CALLS_LIMITS.sdp);
  if (type === SDP && found.awaitsAnswer) {
    const answer = await rooms.media(room, { type: "answer", resource, sdp: body });
    return answer.type === "refused" ? refusal(answer) : new Response(null, { status: 204 });
  }
  if (type !== FRAGMENT) {
    const response = refusal(refuse(415, "invalid_message", `Send candidates as ${FRAGMENT}.`));
    response.headers.set("accept-patch", FRAGMENT);
    return response;
  }
  return refusalOfFragment(request.headers.get("if-match"), found.etag, body) ?? new Response(null, { status: 204 });
}

function refusalOfFragment(ifMatch: string | null, etag: string, body: string): Response | undefined {
  if (ifMatch?.trim() === "*") {
    return refusal(
      refuse(422, "invalid_message", "ICE cannot be restarted: the stream goes on as it is, or begin anew."),
    );
  }
  // Most clients send none with their candidates.
  const isSame = ifMatch === null || ifMatch.split(",").some((tag) => tag.trim() === `"${etag}"`);
  if (!isSame) return refusal(refuse(412, "invalid_message", "The ETag is another by now."));
  const isFragment = /^a=(candidate|end-of-candidates|ice-ufrag)/m.test(body);
  return isFragment ? undefined : refusal(refuse(400, "invalid_message", "There are no candidates in the body."));
}

const notAllowed = (allow: string): Response => {
  const response = refusal(refuse(405, "invalid_message", "This address does not do that."));
  response.headers.set("allow", allow);
  return response;
};

/** Routes of WHIP and WHEP. */
export function mediaRoutes(routes: RoomRoutes): Hono {
  const { rooms, callers } = routes;
  const app = new Hono();
  const countStream = async (request: Request, guest: GuestIdentity): Promise<void> =>
    callers?.count("stream", await callers.keyOf(request, guest));
  const onResource = (path: string): void => {
    app.get(path, async (c) => {
      const found = await rooms.media(roomIdOf(c.req.param("room") ?? ""), { type: "find", resource: idIn(c) });
      return found.type === "found"
        ? new Response(null, { status: 204, headers: { etag: `"${found.etag}"` } })
        : replyTo(found);
    });
    app.patch(path, (c) => patch(c.req.raw, roomIdOf(c.req.param("room") ?? ""), idIn(c), routes));
    app.delete(path, async (c) =>
      replyTo(await rooms.media(roomIdOf(c.req.param("room") ?? ""), { type: "end", resource: idIn(c) })),
    );
    app.all(path, (c) => notAllowed(mediaOptions(c.req.path)["allow"] ?? ""));
  };
  const idIn = (c: { req: { param(name: string): string | undefined } }): string => c.req.param("resource") ?? "";

  app.post("/whip/:room", async (c) => {
    const room = roomIdOf(c.req.param("room"));
    const guest = await guestOf(c.req.raw, room, routes, { name: "Guest", role: "speaker" });
    const offer = (await readOfferBody(c.req.raw, { mayBeEmpty: false })) ?? "";
    await countStream(c.req.raw, guest);
    const answer = await rooms.media(room, { type: "publish", guest, offer });
    return replyTo(
      answer,
      (id) => `/whip/${encodeURIComponent(room)}/${id}`,
      () => routes.iceServers(c.req.raw.signal),
    );
  });
  app.all("/whip/:room", () => notAllowed("OPTIONS, POST"));
  onResource("/whip/:room/:resource");

  app.post("/whep/:room/:publisher", async (c) => {
    const room = roomIdOf(c.req.param("room"));
    const publisher = c.req.param("publisher");
    const guest = await guestOf(c.req.raw, room, routes, { name: "Player", role: "viewer" });
    const offer = await readOfferBody(c.req.raw, { mayBeEmpty: true });
    await countStream(c.req.raw, guest);
    if (!(await rooms.find(room))) throw new RoomServerError("room_not_found", "There is no room of this id.");
    const screen = c.req.query("source") === "screen";
    const answer = await rooms.media(room, { type: "play", guest, publisher, screen, offer });
    const path = `/whep/${encodeURIComponent(room)}/${encodeURIComponent(publisher)}`;
    return replyTo(
      answer,
      (id) => `${path}/${id}`,
      () => routes.iceServers(c.req.raw.signal),
    );
  });
  app.all("/whep/:room/:publisher", () => notAllowed("OPTIONS, POST"));
  onResource("/whep/:room/:publisher/:resource");
  return app;
}
