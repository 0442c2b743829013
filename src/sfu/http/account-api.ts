import * as v from "valibot";
import { CALLS_LIMITS } from "../../wire/calls-api.js";
import { ApiFailure, invalidBody } from "../failure.js";
import type { AccountItem, AccountItemKind, AccountStore } from "./account-store.js";
import { json, readJson, refusePages, requireBearer, type HttpReply, type HttpRequest } from "./exchange.js";

const NamedSchema = v.object({ name: v.optional(v.pipe(v.string(), v.maxLength(CALLS_LIMITS.name)), "") });
const PATH = /^\/client\/v4\/accounts\/[^/]+\/calls\/(apps|turn_keys)(?:\/([^/]+))?$/;

export function isAccountPath(path: string): boolean {
  return path.startsWith("/client/v4/accounts/");
}

/**
 * Answers one call to the account API, in its envelope.
 *
 * @param token the bearer that is asked for.
 */
export function callAccountApi(request: HttpRequest, store: AccountStore, token: string): HttpReply {
  try {
    refusePages(request);
    requireBearer(request, token);
    return route(request, store);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const errors = [{ code: error.status * 100, message: error.description }];
    return json(error.status, { success: false, errors, messages: [], result: null });
  }
}

function route(request: HttpRequest, store: AccountStore): HttpReply {
  const [, kind, uid] = PATH.exec(request.path) ?? [];
  if (kind !== "apps" && kind !== "turn_keys") throw new ApiFailure(404, "not_found", "There is no such resource");
  if (uid === undefined) {
    if (request.method === "GET") return success(200, store.list(kind).map(publicFields));
    if (request.method !== "POST") throw wrongMethod(request);
    if (store.isFull(kind))
      throw new ApiFailure(403, "invalid_params", "The account has as many as it may: delete some");
    const item = store.create(kind, readName(request));
    const secret = kind === "apps" ? { secret: item.secret } : { key: item.secret };
    return success(201, { ...publicFields(item), ...secret });
  }
  const item = store.find(kind, uid);
  if (!item) throw new ApiFailure(404, "not_found", "There is no such app or key");
  return callItem(request, store, kind, item);
}

function callItem(request: HttpRequest, store: AccountStore, kind: AccountItemKind, item: AccountItem): HttpReply {
  switch (request.method) {
    case "GET":
      return success(200, publicFields(item));
    case "PUT":
      return success(200, publicFields(store.rename(item, kind, readName(request))));
    case "DELETE":
      store.delete(kind, item.uid);
      return success(200, publicFields(item));
    default:
      throw wrongMethod(request);
  }
}

function success(status: number, result: unknown): HttpReply {
  return json(status, { success: true, errors: [], messages: [], result });
}

function publicFields({ uid, name, created, modified }: AccountItem): Omit<AccountItem, "secret"> {
  return { uid, name, created, modified };
}

function readName(request: HttpRequest): string {
  const body = v.safeParse(NamedSchema, readJson(request.body));
  if (!body.success) throw invalidBody(body.issues[0].message);
  return body.output.name;
}

function wrongMethod({ method }: HttpRequest): ApiFailure {
  return new ApiFailure(405, "not_found", `This resource has no method ${method}`);
}
