import { createHash, timingSafeEqual } from "node:crypto";
import type { CallsFailure } from "../../wire/calls-api.js";
import { ApiFailure } from "../failure.js";
import type { Caller } from "./fence.js";

/** A request with its body read. */
export interface HttpRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** The caller's IP address. */
  readonly remoteAddress: string;
  readonly caller: Caller;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** On every reply: nothing of it is kept, guessed at, framed, or loaded by a page that it was not given to. */
const GUARDS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

const PREFLIGHT: Readonly<Record<string, string>> = {
  "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
  "access-control-allow-headers": "authorization, content-type, *",
  "access-control-max-age": "7200",
};

/** The reply as it goes out: a page that may call may also read it, failures included. */
export function guarded(reply: HttpReply, caller: Caller | undefined): HttpReply {
  const cors = caller?.type === "page" && {
    "access-control-allow-origin": caller.origin,
    "access-control-expose-headers": "*",
  };
  return { ...reply, headers: { ...reply.headers, ...GUARDS, ...cors, vary: "Origin" } };
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  };
}

export function html(body: string): HttpReply {
  return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body };
}

export function noContent(): HttpReply {
  return { status: 204, headers: {}, body: "" };
}

export function preflight(): HttpReply {
  return { status: 204, headers: PREFLIGHT, body: "" };
}

export function failureReply(failure: ApiFailure): HttpReply {
  const { code: errorCode, subcode: errorSubcode, description: errorDescription } = failure;
  const body: CallsFailure = { errorCode, ...(errorSubcode && { errorSubcode }), errorDescription };
  return json(failure.status, body, failure.headers);
}

/** @throws 400 when the body is there and is no JSON object. An empty one is an empty object. */
export function readJson(body: string): unknown {
  if (body.trim() === "") return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new ApiFailure(400, "decoding_error", "Failed to decode body as JSON");
  }
}

/** @throws 401 unless the request carries this bearer token. */
export function requireBearer(request: HttpRequest, token: string): void {
  const [scheme, credentials] = (request.headers["authorization"] ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !isSame(credentials ?? "", token)) {
    throw new ApiFailure(401, "unauthorized", "The request is not authorized for this app");
  }
}

/** @throws 403 when a page calls that is not our own. */
export function refuseForeignPages({ caller }: HttpRequest): void {
  if (caller.type === "page") throw new ApiFailure(403, "unauthorized", "This is not for pages of other origins");
}

/** @throws 403 when any page calls. */
export function refusePages({ caller }: HttpRequest): void {
  if (caller.type !== "program") throw new ApiFailure(403, "unauthorized", "This is for programs, not for web pages");
}

/** Takes as long for a secret that is nearly right as for any other. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash("sha256").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
