import { CALLS_API_BASE } from "../wire/calls-api.js";
import { cloudflareAccess } from "./access/identity.js";
import type { IdentityProvider } from "./access/identity.js";
import type { TrustedProxy } from "./access/networks.js";
import { parseTrustedProxy } from "./access/networks.js";
import type { Access } from "./app/room-routes.js";
import type { CallsConfig } from "./calls/client.js";
import type { TurnConfig } from "./calls/ice-servers.js";
import type { WebhookConfig } from "./webhooks/config.js";
import { readWebhook } from "./webhooks/config.js";

/** What the server's environment says. */
export interface ServerConfig {
  /** The Realtime SFU app that all media of all rooms goes through. */
  calls: CallsConfig;
  /** The key for TURN servers. Without it, people whose network lets no UDP through may have no media. */
  turn?: TurnConfig;
  /** Signs join tokens; at least 32 bytes. Without it, tokens end with the process. */
  jwtSecret?: string;
  /** Origins whose pages may use the server, as in `https://example.com`, or `*`. */
  allowedOrigins?: readonly string[];
  /** Secrets of before `jwtSecret`: what was signed with them still counts. */
  previousJwtSecrets?: readonly string[];
  /** Who else may vouch for people. */
  identityProviders?: readonly IdentityProvider[];
  /** Default `open`: everybody may enter any room. `token`: only with a token that your backend signed. */
  access?: Access;
  /**
   * Milliseconds for which somebody's tokens are good: from the first that the server gives them, however often it is renewed. A
   * token of your backend may say an earlier end in its claim `until`. Default 12 hours.
   */
  tokenLifetime?: number;
  /** People in one room. Default 100. */
  maxParticipants?: number;
  /** People of the audience of one room, beside these. Default 10,000. */
  maxAudience?: number;
  /** File that keeps the rooms of a Node server over a restart. Without it they end with the process. */
  storage?: string;
  /** Whose word counts for where callers come from. Default: on Node the connection's, on Workers Cloudflare's. */
  trustedProxy?: TrustedProxy;
  /** Where your backend is told of what happens in rooms. Default: nowhere. */
  webhook?: WebhookConfig;
  /** Lets your backend list and steer rooms: the bearer token of `GET /api/rooms` and `POST /api/rooms/ID/actions`. Default: nobody may. */
  apiKey?: string;
  /**
   * How others reach this server, as in `https://example.com`: the SFU opens sockets there for services. Default on Node: the address
   * that it listens on, which is good for a local SFU alone. On Workers services that await sockets need it.
   */
  publicUrl?: string;
  /** Bearer token of `GET /metrics` on a Node server. Without it there are no metrics. */
  metricsToken?: string;
  /**
   * Path, such as `/partytracks`, under which the proxy also answers what the browser half of `partytracks` asks for. Its users can move
   * to this server piece by piece: give `PartyTracks` this path as `prefix`, `headers` with the token of the join (`Authorization: Bearer
   * …`) and its `iceServers`. Sessions belong to who made them, and tracks are pulled that were announced in the room, as everywhere.
   */
  partytracksPath?: string;
}

/** Something in the environment is missing or wrong. The message names every such variable. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(
    /** One sentence for each variable, with what to do about it. */
    readonly problems: readonly string[],
  ) {
    super(`The room server cannot start:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the server's configuration.
 *
 * | variable | |
 * |---|---|
 * | `CALLS_APP_ID`, `CALLS_APP_SECRET` | the Realtime SFU app; required |
 * | `CALLS_API` | the Connection API's address, when it is not Cloudflare's |
 * | `CALLS_TURN_KEY_ID`, `CALLS_TURN_KEY_SECRET` | a TURN key; both or neither |
 * | `JWT_SECRET` | signs join tokens; at least 32 bytes. Without it tokens end with the process |
 * | `JWT_SECRET_PREVIOUS` | the secret of before, while tokens signed with it are in use |
 * | `IDENTITY_ISSUER`, `IDENTITY_AUDIENCE`, `IDENTITY_JWKS` | your identity provider: the `iss` and `aud` of its tokens, and its keys' address |
 * | `ACCESS_TEAM_DOMAIN`, `ACCESS_AUD` | Cloudflare Access in front of the server: `https://<team>.cloudflareaccess.com`, and the application's AUD |
 * | `CORS_ORIGIN` | origins whose pages may use the server, separated by commas, or `*` |
 * | `ROOM_ACCESS` | `open` (the default): everybody may enter any room; `token`: only with a token of your backend |
 * | `TOKEN_LIFETIME` | seconds for which somebody's tokens are good, from the first and however often renewed; 43200 when absent |
 * | `ROOM_PARTICIPANTS` | people in one room; 100 when absent |
 * | `ROOM_AUDIENCE` | people of its audience, beside these; 10000 when absent |
 * | `API_KEY` | lets your backend list and steer rooms over HTTP; at least 32 characters. Without it nobody can |
 * | `WEBHOOK_URL`, `WEBHOOK_SECRET` | your backend's address for events of rooms, and the key that signs them: 24 to 64 bytes in base64; both or neither |
 * | `WEBHOOK_EVENTS` | the events that it wants, separated by commas; all when absent |
 * | `PUBLIC_URL` | how others reach this server, as in `https://example.com`: where services let the SFU bring them media |
 * | `METRICS_TOKEN` | bearer token for `GET /metrics` of a Node server; without it there are none |
 * | `PARTYTRACKS_PATH` | path, such as `/partytracks`, under which the browser half of `partytracks` finds its API; without it nowhere |
 * | `TRUSTED_PROXY` | the header in which your own proxy says where a caller comes from, such as `x-real-ip` or `x-forwarded-for`; see below |
 * | `ROOM_STORAGE` | file that keeps the rooms of a Node server over a restart; needs `JWT_SECRET` |
 *
 * Limits are by caller, and people whom nobody vouches for are told apart by their address. Behind a proxy all would have the
 * proxy's, so name the header that it writes. Of a list, such as `x-forwarded-for`, the last address counts, which the proxy has
 * added itself; `x-forwarded-for:2` takes the one before it, when there are two proxies of yours one behind the other. Name no
 * header unless every request comes through the proxy: anybody else could write it.
 *
 * @throws ConfigError
 */
export function configFromEnv(env: Env): ServerConfig {
  const problems: string[] = [];
  const read = (name: string): string | undefined => env[name]?.trim() || undefined;
  const need = (name: string, what: string): string => {
    const value = read(name);
    if (value === undefined) problems.push(`${name} is missing: ${what}.`);
    return value ?? "";
  };

  const appId = need("CALLS_APP_ID", "the App ID of your Realtime SFU app");
  const appSecret = need("CALLS_APP_SECRET", "the App Secret of your Realtime SFU app");
  const base = read("CALLS_API") ?? CALLS_API_BASE;
  if (!isSafeBase(base)) problems.push("CALLS_API must be an https address, or an http one of this machine.");

  const turn = readTurn(read("CALLS_TURN_KEY_ID"), read("CALLS_TURN_KEY_SECRET"), problems);
  const jwtSecret = read("JWT_SECRET");
  const previous = read("JWT_SECRET_PREVIOUS");
  for (const [name, secret] of Object.entries({ JWT_SECRET: jwtSecret, JWT_SECRET_PREVIOUS: previous })) {
    if (secret !== undefined && new TextEncoder().encode(secret).length < 32) {
      problems.push(`${name} is too short: it needs 32 bytes. \`openssl rand -hex 32\` makes one.`);
    }
  }
  const identityProviders = readIdentityProviders(read, problems);
  const allowedOrigins = readOrigins(read("CORS_ORIGIN"), problems);

  const access = read("ROOM_ACCESS");
  if (access !== undefined && !isAccess(access)) problems.push("ROOM_ACCESS must be open or token.");
  const storage = read("ROOM_STORAGE");
  if (storage !== undefined && jwtSecret === undefined) {
    problems.push("JWT_SECRET is missing: ROOM_STORAGE needs tokens that outlive the process as well.");
  }
  const metricsToken = read("METRICS_TOKEN");
  if (metricsToken !== undefined && metricsToken.length < 16) problems.push("METRICS_TOKEN needs 16 characters.");
  const apiKey = read("API_KEY");
  if (apiKey !== undefined && apiKey.length < 32) {
    problems.push("API_KEY is too short: it needs 32 characters. `openssl rand -hex 32` makes one.");
  }
  const webhook = readWebhook(read, problems);
  const partytracksPath = read("PARTYTRACKS_PATH");
  if (partytracksPath !== undefined && !/^(\/[\w-]+)+$/.test(partytracksPath)) {
    problems.push("PARTYTRACKS_PATH must be a path such as /partytracks.");
  }
  const publicUrl = read("PUBLIC_URL");
  if (publicUrl !== undefined && !isSafeBase(publicUrl)) {
    problems.push("PUBLIC_URL must be an https address, or an http one of this machine.");
  }
  const proxy = read("TRUSTED_PROXY");
  const trustedProxy = proxy === undefined ? undefined : parseTrustedProxy(proxy);
  if (proxy !== undefined && !trustedProxy) {
    problems.push("TRUSTED_PROXY must be a header such as x-forwarded-for, or x-forwarded-for:2 for two proxies.");
  }
  const maxParticipants = readCount("ROOM_PARTICIPANTS", read, problems);
  const maxAudience = readCount("ROOM_AUDIENCE", read, problems);
  const lifetime = readCount("TOKEN_LIFETIME", read, problems);

  if (problems.length > 0) throw new ConfigError(problems);
  return {
    calls: { base, appId, appSecret },
    ...(turn && { turn }),
    ...(jwtSecret !== undefined && { jwtSecret }),
    ...(previous !== undefined && { previousJwtSecrets: [previous] }),
    ...(identityProviders.length > 0 && { identityProviders }),
    ...(allowedOrigins && { allowedOrigins }),
    ...(isAccess(access) && { access }),
    ...(maxParticipants !== undefined && { maxParticipants }),
    ...(maxAudience !== undefined && { maxAudience }),
    ...(lifetime !== undefined && { tokenLifetime: lifetime * 1000 }),
    ...(storage !== undefined && { storage }),
    ...(trustedProxy && { trustedProxy }),
    ...(apiKey !== undefined && { apiKey }),
    ...(webhook && { webhook }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(metricsToken !== undefined && { metricsToken }),
    ...(partytracksPath !== undefined && { partytracksPath }),
  };
}

/** The secret travels in a header: over the network only under TLS. */
function isSafeBase(base: string): boolean {
  if (!URL.canParse(base)) return false;
  const { protocol, hostname } = new URL(base);
  return protocol === "https:" || (protocol === "http:" && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));
}

function readTurn(
  keyId: string | undefined,
  keySecret: string | undefined,
  problems: string[],
): TurnConfig | undefined {
  if (keyId !== undefined && keySecret !== undefined) return { keyId, keySecret };
  if (keyId !== undefined) problems.push("CALLS_TURN_KEY_SECRET is missing: CALLS_TURN_KEY_ID needs it.");
  if (keySecret !== undefined) problems.push("CALLS_TURN_KEY_ID is missing: CALLS_TURN_KEY_SECRET needs it.");
  return undefined;
}

/** The variables of one provider: all or none. */
function readIdentityProviders(read: (name: string) => string | undefined, problems: string[]): IdentityProvider[] {
  const group = (...names: [string, string, ...string[]]): string[] | undefined => {
    const values = names.map(read);
    const missing = names.filter((_, index) => values[index] === undefined);
    if (missing.length === names.length) return undefined;
    for (const name of missing) problems.push(`${name} is missing: it belongs to ${names[0]} and ${names[1]}.`);
    return values.map((value) => value ?? "");
  };
  const isKeyAddress = (name: string, value: string): boolean => {
    const isSafe = value === "" || isSafeBase(value);
    if (!isSafe) problems.push(`${name} must be an https address, or an http one of this machine.`);
    return isSafe;
  };
  const [issuer = "", audience = "", jwks = ""] = group("IDENTITY_ISSUER", "IDENTITY_AUDIENCE", "IDENTITY_JWKS") ?? [];
  const [team = "", aud = ""] = group("ACCESS_TEAM_DOMAIN", "ACCESS_AUD") ?? [];
  return [
    ...(isKeyAddress("IDENTITY_JWKS", jwks) && jwks !== "" ? [{ issuer, audience, jwks }] : []),
    ...(isKeyAddress("ACCESS_TEAM_DOMAIN", team) && team !== "" ? [cloudflareAccess(team, aud)] : []),
  ];
}

const isAccess = (text: string | undefined): text is Access => text === "open" || text === "token";

function readCount(name: string, read: (name: string) => string | undefined, problems: string[]): number | undefined {
  const text = read(name);
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) problems.push(`${name} must be a whole number from 1.`);
  return count;
}

function readOrigins(list: string | undefined, problems: string[]): readonly string[] | undefined {
  const origins = list?.split(",").flatMap((origin) => origin.trim().replace(/\/$/, "") || []);
  for (const origin of origins ?? []) {
    if (origin !== "*" && !(URL.canParse(origin) && new URL(origin).origin === origin)) {
      problems.push("CORS_ORIGIN must list origins such as https://example.com, separated by commas, or be *.");
      break;
    }
  }
  return origins;
}
