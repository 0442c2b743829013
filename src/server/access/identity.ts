/** People whom somebody else vouches for: your identity provider, or Cloudflare Access in front of the server. */
import { createRemoteJWKSet, customFetch, decodeJwt, errors, jwtVerify } from "jose";
import type { JWTPayload, JWTVerifyGetKey } from "jose";
import { RoomServerError } from "../errors.js";
import { CLOCK_SKEW, claimError, hashOf, nameIn, subjectOf } from "./claims.js";
import { bearerOf } from "./tokens.js";

/** Whose tokens are believed, and where the keys are that they are signed with. */
export interface IdentityProvider {
  /** The tokens' `iss`, letter for letter. */
  readonly issuer: string;
  /** The tokens' `aud`: a token for another application is not for this server. */
  readonly audience: string;
  /** Address of the provider's JSON Web Key Set. */
  readonly jwks: string;
  /** The claim that holds the person's role in the room. Without it the provider says nothing about roles. */
  readonly roleClaim?: string;
  /** The header that holds the token. Default: `Authorization: Bearer`. */
  readonly header?: string;
}

/** What a provider says of somebody. Which rooms they may enter, it does not: they may enter each. */
export interface Identity {
  readonly name: string | undefined;
  /** What they may do, by the provider's word; `undefined` when it says nothing of it. */
  readonly role: string | undefined;
  /** The same for the same person at every visit; a hash, so that the room need not know more. */
  readonly subject: string;
}

/**
 * Reads a request's identity.
 *
 * @returns `undefined` when the request shows no token of a provider.
 * @throws RoomServerError `unauthorized` or `token_expired` when it shows one that is not good; `upstream_unavailable` when
 * the provider's keys cannot be had.
 */
export type Identify = (request: Request) => Promise<Identity | undefined>;

/** What providers sign with. Never a shared secret: what checks a token must not be able to make one. */
const ALGORITHMS = ["RS256", "ES256"];
const TOKEN = "the identity provider's token";

/**
 * Cloudflare Access as a provider: it puts a signed header on every request that it lets through. Its cookie is not looked
 * at, because other sites can make a browser send cookies.
 *
 * @param teamDomain for example `https://acme.cloudflareaccess.com`.
 * @param audience the application's AUD tag.
 */
export function cloudflareAccess(teamDomain: string, audience: string): IdentityProvider {
  const issuer = teamDomain.replace(/\/+$/, "");
  return { issuer, audience, jwks: `${issuer}/cdn-cgi/access/certs`, header: "cf-access-jwt-assertion" };
}

/**
 * Makes the reader of identities. Keys are fetched when they are needed, kept, and fetched again when a token is signed
 * with one that is new.
 *
 * @param options.cooldown milliseconds between two fetches of keys; for tests.
 * @example
 * ```ts
 * const identify = createIdentify(
 *   [{ issuer: "https://id.example", audience: "rooms", jwks: "https://id.example/.well-known/jwks.json" }],
 *   { now: Date.now },
 * );
 * ```
 */
export function createIdentify(
  providers: readonly IdentityProvider[],
  options: { now: () => number; fetch?: typeof fetch; cooldown?: number },
): Identify {
  const { now, cooldown = 30_000 } = options;
  const doFetch = options.fetch ?? ((input, init) => fetch(input, init));
  const known = providers.map((provider) => ({
    provider,
    keys: createRemoteJWKSet(new URL(provider.jwks), {
      cooldownDuration: cooldown,
      [customFetch]: (url, init) => doFetch(url, init),
    }),
  }));
  return async (request) => {
    for (const { provider, keys } of known) {
      const token = tokenFor(provider, request);
      if (token !== undefined) return identityOf(await verify(token, provider, keys, now()), provider);
    }
    return undefined;
  };
}

/**
 * The token that the provider has to answer for. A bearer of another issuer may be a token of our own: it says more than a
 * header that a proxy puts on every request.
 */
function tokenFor({ header, issuer }: IdentityProvider, request: Request): string | undefined {
  const bearer = bearerOf(request);
  if (header !== undefined) return bearer === undefined ? (request.headers.get(header) ?? undefined) : undefined;
  try {
    return bearer !== undefined && decodeJwt(bearer).iss === issuer ? bearer : undefined;
  } catch {
    return undefined;
  }
}

const notValid = (): RoomServerError =>
  new RoomServerError("unauthorized", "The identity provider's token is not valid here.");

async function verify(
  token: string,
  { issuer, audience }: IdentityProvider,
  keys: JWTVerifyGetKey,
  at: number,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ["exp", "sub"],
      clockTolerance: CLOCK_SKEW,
      currentDate: new Date(at),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new RoomServerError("token_expired", "The identity provider's token has expired. Sign in again.");
    }
    // Everything that a token can be wrong in is a JOSEError with another code than these.
    const isUnavailable =
      !(error instanceof errors.JOSEError) ||
      error instanceof errors.JWKSTimeout ||
      error instanceof errors.JWKSInvalid ||
      error.code === "ERR_JOSE_GENERIC";
    if (isUnavailable) {
      throw new RoomServerError(
        "upstream_unavailable",
        "The identity provider's keys cannot be had. Try again shortly.",
      );
    }
    throw claimError(error, TOKEN) ?? notValid();
  }
}

async function identityOf(payload: JWTPayload, { roleClaim, issuer }: IdentityProvider): Promise<Identity> {
  const role = roleClaim === undefined ? undefined : payload[roleClaim];
  const subject = subjectOf(payload.sub, TOKEN);
  if (subject === undefined) throw notValid();
  return {
    name: nameIn(payload["name"]),
    role: typeof role === "string" && /^[\w-]{1,32}$/.test(role) ? role : undefined,
    subject: await hashOf(`${issuer} ${subject}`),
  };
}
