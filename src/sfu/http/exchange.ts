import type { CallsFailure } from "../../wire/calls-api.js";
import { ApiFailure } from "../failure.js";

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
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** On every reply, errors included: pages of any origin talk to a local SFU. */
export const CORS: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "*",
};

const PREFLIGHT: Readonly<Record<string, string>> = {
  ...CORS,
  "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
  "access-control-allow-headers": "authorization, content-type, *",
  "access-control-max-age": "7200",
};

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return {
    status,
    headers: { ...CORS, "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  };
}

export function html(body: string): HttpReply {
  return { status: 200, headers: { ...CORS, "content-type": "text/html; charset=utf-8" }, body };
}

export function noContent(): HttpReply {
  return { status: 204, headers: CORS, body: "" };
}

export function preflight(): HttpReply {
  return { status: 204, headers: PREFLIGHT, body: "" };
}

export function failureReply(failure: ApiFailure): HttpReply {
  const body: Required<CallsFailure> = { errorCode: failure.code, errorDescription: failure.description };
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
  if (scheme?.toLowerCase() !== "bearer" || credentials !== token) {
    throw new ApiFailure(401, "unauthorized", "The request is not authorized for this app");
  }
}
