import { createHmac, randomBytes } from "node:crypto";
import * as v from "valibot";
import { ApiFailure, invalidBody } from "../failure.js";
import { json, noContent, readJson, requireBearer, type HttpReply, type HttpRequest } from "./exchange.js";

/** TURN servers that share a secret with us (coturn's `--use-auth-secret`). */
export interface IceServerSecrets {
  /** STUN URLs, which need no credentials. */
  readonly stun?: readonly string[];
  /** TURN URLs. */
  readonly urls: readonly string[];
  /** The shared secret. */
  readonly secret: string;
  /**
   * Called with the user name of a credential that is revoked. Such a credential is good for any server with the secret until it
   * expires: only that server can end its allocations and refuse it from now on.
   */
  readonly onRevoked?: (username: string) => void;
}

/** A TURN key: who may ask for credentials. */
export interface TurnKey {
  readonly id: string;
  readonly key: string;
}

/** Seconds; the service's longest. */
const MAX_TTL = 172_800;
const CredentialsRequest = v.object({
  ttl: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_TTL)), 86_400),
  customIdentifier: v.optional(v.pipe(v.string(), v.maxLength(128))),
});

const PATH = /^\/v1\/turn\/keys\/([^/]+)\/credentials\/(generate|generate-ice-servers|([^/]+)\/revoke)$/;

export function isTurnPath(path: string): boolean {
  return path.startsWith("/v1/turn/");
}

/** Hands out TURN credentials that any server with the shared secret accepts until they expire. */
export function callTurnApi(
  request: HttpRequest,
  findKey: (id: string) => TurnKey | undefined,
  servers: IceServerSecrets | undefined,
  now: number,
): HttpReply {
  const [, keyId, action, username] = PATH.exec(request.path) ?? [];
  const key = keyId === undefined ? undefined : findKey(keyId);
  if (!key || request.method !== "POST") throw new ApiFailure(404, "not_found", "TURN key not found");
  requireBearer(request, key.key);
  if (username !== undefined) {
    const name = decodeURIComponent(username);
    // Ours say when they end, and then they have.
    const expiry = Number(/^(\d{1,12}):/.exec(name)?.[1] ?? NaN);
    if (Number.isNaN(expiry)) throw new ApiFailure(404, "not_found", "There is no such credential");
    if (expiry * 1000 > now) servers?.onRevoked?.(name);
    return noContent();
  }
  const body = v.safeParse(CredentialsRequest, readJson(request.body));
  if (!body.success) throw invalidBody(`JSON body validation error: ${body.issues[0].message}`);
  const expiry = Math.floor(now / 1000) + body.output.ttl;
  const iceServers = createIceServers(servers, expiry, body.output.customIdentifier);
  return json(201, action === "generate" ? { iceServers: iceServers.at(-1) ?? {} } : { iceServers });
}

interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

function createIceServers(servers: IceServerSecrets | undefined, expiry: number, identifier?: string): IceServer[] {
  if (!servers) return [];
  // The REST convention: user name `<expiry>:<id>`, password its HMAC-SHA1 under the shared secret.
  const username = `${expiry}:${identifier ?? randomBytes(8).toString("hex")}`;
  const credential = createHmac("sha1", servers.secret).update(username).digest("base64");
  const stun = servers.stun && servers.stun.length > 0 ? [{ urls: servers.stun }] : [];
  return [...stun, { urls: servers.urls, username, credential }];
}
