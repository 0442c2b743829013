/** The paths that `partytracks` calls, for programs that move from its server half to this one. */
import { bearerOf } from "../access/tokens.js";
import { CALLS_PATH, answerCalls } from "./calls-routes.js";
import type { RoomRoutes } from "./room-routes.js";

/**
 * Answers what the browser half of `partytracks` asks for under `prefix`, as the proxy does: the caller's token says whose session it
 * is, and a track can be pulled that somebody in the same room has announced. The client gets the token by its `headers` option, and
 * `iceServers` from the reply to the join, as it asks for them without its headers.
 */
export async function answerPartytracks(request: Request, prefix: string, routes: RoomRoutes): Promise<Response> {
  // As it was written: nothing in it is decoded, here or later.
  const path = new URL(request.url).pathname.slice(prefix.length);
  if (path === "/generate-ice-servers") return Response.json({ iceServers: await iceServersFor(request, routes) });
  return answerCalls(request, routes, proxyPath(request.method, path));
}

/** Where the proxy has the same; what it has not is nowhere. */
function proxyPath(method: string, path: string): string {
  if (path === "/sessions/new") return method === "POST" ? CALLS_PATH : "";
  return path.startsWith("/sessions/") ? `${CALLS_PATH}${path.slice("/sessions".length)}` : "";
}

/** Credentials are for people in a room; whoever shows no token gets none, and can still connect without. */
async function iceServersFor(request: Request, { tokens, callers, iceServers }: RoomRoutes): Promise<unknown[]> {
  const bearer = bearerOf(request);
  if (bearer === undefined) return [];
  const claims = await tokens.verifyJoin(bearer);
  await callers?.count("ticket", await callers.keyOf(request, claims));
  return [...(await iceServers(request.signal))];
}
