import * as v from "valibot";
import { isLoopback } from "../addresses.js";
import { ApiFailure, disconnected, invalidBody, invalidDescription, notReady } from "../failure.js";
import { FaultsSchema, type CallFate, type Faults } from "../faults.js";
import { json, readJson, refusePages, type HttpReply, type HttpRequest } from "./exchange.js";

export function isAdminPath(path: string): boolean {
  return path.startsWith("/admin/");
}

/** The fault switches over HTTP: `GET` and `PUT /admin/faults`, `POST /admin/restart`. For programs on this machine only. */
export function callAdmin(request: HttpRequest, faults: Faults, restart: () => void): HttpReply {
  if (!isLoopback(request.remoteAddress)) {
    throw new ApiFailure(404, "not_found", "There is no such resource");
  }
  refusePages(request);
  if (request.path === "/admin/restart" && request.method === "POST") {
    restart();
    return json(200, {});
  }
  if (request.path !== "/admin/faults") throw new ApiFailure(404, "not_found", "There is no such resource");
  if (request.method === "PUT") {
    const options = v.safeParse(FaultsSchema, readJson(request.body));
    if (!options.success) throw invalidBody(`JSON body validation error: ${options.issues[0].message}`);
    faults.set(options.output);
  }
  return json(200, faults.options);
}

/** The failure that a forced status stands for. */
export function forcedFailure(status: NonNullable<CallFate["refuse"]>): ApiFailure {
  switch (status) {
    case 406:
      return invalidDescription("Another operation on this session is in progress.");
    case 410:
      return disconnected();
    case 425:
      return notReady();
    case 429:
      return new ApiFailure(429, "retryable_transient_error", "Too many requests on this session", {
        "retry-after": "1",
      });
    case 503:
      return new ApiFailure(503, "temporarily_unavailable_error", "The service is temporarily unavailable");
  }
}
