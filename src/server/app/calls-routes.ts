/** `/cloudflare/session/…`: the way to the SFU. */
import { ROOM_PATHS } from "../../wire/tables.js";
import type { CallsOperation } from "../../wire/calls-api.js";
import { CALLS_OPERATIONS } from "../../wire/schemas/calls-api.js";
import { bearerOf } from "../access/tokens.js";
import type { CallsAnswer } from "../../wire/calls-answer.js";
import { failed } from "../../wire/calls-answer.js";
import type { CallsRequest } from "../../room/guard.js";
import { RoomServerError } from "../errors.js";
import { parseBody, readJson } from "./http.js";
import type { RoomRoutes } from "./room-routes.js";
import { placeOf } from "../live/place.js";

export const CALLS_PATH = ROOM_PATHS.sessions;

/** Two session descriptions would fit; the service publishes no bound of its own. */
const MAX_BODY = 1024 * 1024;

interface Route {
  readonly operation: CallsOperation;
  readonly sessionId: string | undefined;
}

const OPERATIONS = Object.keys(CALLS_OPERATIONS) as CallsOperation[];

/**
 * Finds the operation of a request by its raw path. Nothing in it is decoded, so that an escaped slash or dot cannot mean
 * anything.
 */
export function routeOf(method: string, pathname: string): Route | undefined {
  if (method === "POST" && pathname === CALLS_PATH) return { operation: "newSession", sessionId: undefined };
  const [, sessionId, rest = ""] = /^\/cloudflare\/session\/([\w-]{1,128})(\/[a-z/]+)?$/.exec(pathname) ?? [];
  const operation = OPERATIONS.find(
    (name) => CALLS_OPERATIONS[name].method === method && CALLS_OPERATIONS[name].path === `/:id${rest}`,
  );
  return sessionId === undefined || !operation ? undefined : { operation, sessionId };
}

/**
 * Answers a request to the proxy. Its errors have the shape of the Connection API.
 *
 * @param path where the request would have gone, when it came another way.
 */
export async function answerCalls(
  request: Request,
  routes: RoomRoutes,
  path = new URL(request.url).pathname,
): Promise<Response> {
  const { status, body, retryAfter } = await answer(request, path, routes);
  return Response.json(body, {
    status,
    ...(retryAfter !== undefined && { headers: { "retry-after": `${retryAfter}` } }),
  });
}

async function answer(request: Request, path: string, { tokens, rooms, callers }: RoomRoutes): Promise<CallsAnswer> {
  try {
    const claims = await tokens.verifyJoin(bearerOf(request));
    const route = routeOf(request.method, path);
    if (!route) return failed(404, "not_found");
    // Before the body is read: the largest ones cost the most.
    // People behind one address may be many: each has calls of their own.
    if (route.operation === "newSession") await callers?.count("session", await callers.keyOf(request, claims));
    else await callers?.count(isLarge(request) ? "large call" : "call", `${claims.room} ${claims.participantId}`);
    const asked = await readRequest(request, route);
    return await rooms.call(placeOf(claims), claims.participantId, asked);
  } catch (error) {
    if (error instanceof RoomServerError) return asAnswer(error);
    throw error;
  }
}

/** Bytes that the descriptions of large rooms stay below. */
const LARGE = 128 * 1024;
const isLarge = ({ method, headers }: Request): boolean =>
  method !== "GET" && Number(headers.get("content-length") ?? Number.POSITIVE_INFINITY) > LARGE;

async function readRequest(request: Request, { operation, sessionId }: Route): Promise<CallsRequest> {
  const { schema } = CALLS_OPERATIONS[operation];
  const json = schema ? await readJson(request, MAX_BODY) : undefined;
  // Only a new session may come without a body.
  const body = schema && (json !== undefined || operation !== "newSession") ? parseBody(schema, json) : undefined;
  return { operation, sessionId, body } as CallsRequest;
}

function asAnswer({ code, reason, status, retryAfter }: RoomServerError): CallsAnswer {
  switch (code) {
    case "invalid_message":
      return failed(400, "decoding_error", reason);
    case "message_too_large":
      return failed(413, "payload_too_large", reason);
    default:
      return { ...failed(status, code, reason), ...(retryAfter !== undefined && { retryAfter }) };
  }
}
