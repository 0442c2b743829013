/** `/cloudflare/session/…`: the way to the SFU. */
import type { CallsOperation } from "../../wire/calls-api.js";
import { CALLS_OPERATIONS } from "../../wire/calls-api.js";
import type { Tokens } from "../access/tokens.js";
import { bearerOf } from "../access/tokens.js";
import type { CallsAnswer } from "../calls/failures.js";
import { failed } from "../calls/failures.js";
import type { CallsRequest } from "../calls/guard.js";
import { RoomServerError } from "../errors.js";
import { parseBody, readJson } from "./http.js";
import type { Rooms } from "../rooms.js";

export const CALLS_PATH = "/cloudflare/session";

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

/** Answers a request to the proxy. Its errors have the shape of the Connection API. */
export async function answerCalls(request: Request, tokens: Tokens, rooms: Rooms): Promise<Response> {
  const { status, body, retryAfter } = await answer(request, tokens, rooms);
  return Response.json(body, {
    status,
    ...(retryAfter !== undefined && { headers: { "retry-after": `${retryAfter}` } }),
  });
}

async function answer(request: Request, tokens: Tokens, rooms: Rooms): Promise<CallsAnswer> {
  try {
    const claims = await tokens.verifyJoin(bearerOf(request));
    const route = routeOf(request.method, new URL(request.url).pathname);
    if (!route) return failed(404, "not_found");
    return await rooms.call(claims.room, claims.participantId, await readRequest(request, route));
  } catch (error) {
    if (error instanceof RoomServerError) return asAnswer(error);
    throw error;
  }
}

async function readRequest(request: Request, { operation, sessionId }: Route): Promise<CallsRequest> {
  const { schema } = CALLS_OPERATIONS[operation];
  const json = schema ? await readJson(request, MAX_BODY) : undefined;
  // Only a new session may come without a body.
  const body = schema && (json !== undefined || operation !== "newSession") ? parseBody(schema, json) : undefined;
  return { operation, sessionId, body } as CallsRequest;
}

function asAnswer({ code, reason, status }: RoomServerError): CallsAnswer {
  switch (code) {
    case "invalid_message":
      return failed(400, "decoding_error", reason);
    case "message_too_large":
      return failed(413, "payload_too_large", reason);
    default:
      return failed(status, code, reason);
  }
}
