/**
 * Who asks: tokens, identity providers, origins and networks, and how often each caller may do what. What somebody may do in a
 * room is decided in `room/rights.ts`, of what is known from here. This module signs and checks what lets people in.
 *
 * @module
 */
import { SignJWT, decodeProtectedHeader, errors, jwtVerify } from "jose";
import type { JWTPayload } from "jose";
import { RoomServerError } from "../errors.js";
import { randomId } from "../../base/random-id.js";
import { roleInToken } from "../../room/roles.js";
import type { RoomPerson } from "../../room/state.js";
import { CLOCK_SKEW, claimError, claimsOf } from "./claims.js";
import type { TokenClaims } from "./claims.js";

export type { TokenClaims } from "./claims.js";

/** HS256 needs a key that is as long as its hash. */
const MIN_SECRET_BYTES = 32;
const ALGORITHM = "HS256";
/** How long tokens are good that follow from one another, when nothing else is said: a working day. Milliseconds. */
const LIFETIME = 12 * 60 * 60 * 1000;

/** How long a socket ticket lives, in milliseconds: the way from the reply to the socket. */
const TICKET_LIFETIME = 30_000;
/** Tokens of one's own that are known without a look at their signature. */
const REMEMBERED = 1_000;
/** Says in a token's header that it is a ticket, and in a ticket's that it is no token. */
const TICKET_TYPE = "calls-ticket+jwt";
/** The same for the key of a socket over plain HTTP. */
const POLL_KEY_TYPE = "calls-poll+jwt";
/** The same for the key of a guest link. */
const GUEST_KEY_TYPE = "calls-guest+jwt";

/** What a join token says: all of it. */
export interface JoinClaims extends TokenClaims {
  /** Who its bearer is in the room. */
  readonly participantId: string;
  readonly name: string;
  /** What they may do, in the room's words. */
  readonly role: string;
}

/** What the key of a guest link says: where its bearer publishes, and as whom. Without a name they choose one. */
export type GuestClaims = Omit<JoinClaims, "name"> & { readonly name: string | undefined };

/** A ticket that was shown. Whoever takes it makes sure that it is taken once. */
export interface UsedTicket {
  readonly id: string;
  /** Milliseconds since 1970; after that no ticket needs to be remembered. */
  readonly expiresAt: number;
}

/** Signs and checks what lets people in: join tokens, room keys and tickets. */
export interface Tokens {
  /** Signs a join token. It is good until the stay ends: the claims' own end, or a lifetime from now where that is sooner. */
  issue(claims: JoinClaims): Promise<{ token: string; expiresAt: number }>;
  /** Signs a token with which anybody comes into the room as host, under a name of their own. */
  issueKey(room: string): Promise<string>;
  /**
   * Reads a token of ours, or one that a backend signed with the same secret.
   * @throws RoomServerError `token_expired`, or `unauthorized` for anything else that is wrong with it.
   */
  verify(token: string | undefined): Promise<TokenClaims>;
  /**
   * Like `verify`, for a token that names a participant.
   * @throws RoomServerError
   */
  verifyJoin(token: string | undefined): Promise<JoinClaims>;
  /** Signs a ticket that opens one socket for the token's bearer, while their stay lasts. @param origin of the page that asks. */
  issueTicket(claims: JoinClaims, origin?: string | null): Promise<{ ticket: string; expiresAt: number }>;
  /** @throws RoomServerError */
  verifyTicket(ticket: string): Promise<{ claims: JoinClaims; ticket: UsedTicket; origin: string | undefined }>;
  /**
   * Signs the key of a guest link: it publishes as one guest of one room, and is good for nothing else.
   * @param lives milliseconds.
   */
  issueGuestKey(claims: GuestClaims, lives: number): Promise<{ key: string; expiresAt: number }>;
  /** @throws RoomServerError */
  verifyGuestKey(key: string): Promise<GuestClaims>;
  /** Signs the key of one socket over plain HTTP: it says which socket of which room, and is good for nothing else. */
  issuePollKey(claims: JoinClaims): Promise<{ key: string; id: string }>;
  /** @throws RoomServerError */
  verifyPollKey(key: string | undefined): Promise<{ room: string; seat?: number | undefined; id: string }>;
}

const unauthorized = (reason: string): RoomServerError => new RoomServerError("unauthorized", reason);

/**
 * Signs and checks join tokens: JWT, HS256 and nothing else.
 *
 * @param options.secret at least 32 bytes; share it with the backend that mints tokens, and with nobody else.
 * @param options.previous secrets of before: what was signed with them still counts, and nothing new is.
 * @param options.lifetime of the tokens it issues, and of all that they are renewed to, in milliseconds. Default 12 hours.
 * @param options.now milliseconds since 1970.
 * @throws Error when the secret is too short.
 * @example A backend that says who comes into a room, and as what.
 * ```ts
 * const tokens = createTokens({ secret, now: Date.now });
 * const { token } = await tokens.issue({ room: "standup", participantId: user.id, name: user.name, role: "host" });
 * ```
 */
export function createTokens(options: {
  secret: string;
  previous?: readonly string[];
  lifetime?: number;
  now: () => number;
}): Tokens {
  const { now, lifetime = LIFETIME, previous = [] } = options;
  const key = keyOf(options.secret);
  const keys = [key, ...previous.map(keyOf)];

  const sign = async (
    claims: TokenClaims,
    typ: string,
    lives: number,
    { origin, longest = lifetime }: { origin?: string | null | undefined; longest?: number } = {},
  ) => {
    const {
      room,
      participantId,
      name,
      mayRename,
      role,
      subject,
      caller,
      seat,
      until = Number.POSITIVE_INFINITY,
    } = claims;
    const issuedAt = Math.floor(now() / 1000);
    const end = Math.floor(Math.min(until, now() + longest) / 1000);
    const expires = Math.min(issuedAt + Math.ceil(lives / 1000), end);
    const id = randomId();
    const payload = {
      room,
      name,
      role,
      until: end,
      jti: id,
      iat: issuedAt,
      exp: expires,
      ...(participantId !== undefined && { sub: participantId }),
      ...(mayRename && { rename: true }),
      ...(subject !== undefined && { subject }),
      ...(caller !== undefined && { caller }),
      ...(seat !== undefined && { seat }),
      ...(origin && { origin }),
    };
    const token = await new SignJWT(payload).setProtectedHeader({ alg: ALGORITHM, typ }).sign(await key());
    remember(token, { payload, typ });
    return { token, id, expiresAt: expires * 1000 };
  };

  /** What was signed here a moment ago, and is shown next: a signature that was just made need not be computed again. */
  const signed = new Map<string, Verified & { readonly payload: { readonly exp: number } }>();
  const remember = (token: string, verified: Verified & { readonly payload: { readonly exp: number } }): void => {
    signed.set(token, verified);
    const [oldest = ""] = signed.keys();
    if (signed.size > REMEMBERED) signed.delete(oldest);
  };

  const read = async (token: string): Promise<Verified> => {
    const own = signed.get(token);
    if (own && own.payload.exp + CLOCK_SKEW > now() / 1000) return own;
    for (const candidate of keys) {
      const verified = await verifySignature(token, await candidate(), now());
      if (verified) return verified;
    }
    throw unauthorized("The token is not valid. Join the room to get one.");
  };

  const verify = async (token: string | undefined): Promise<TokenClaims> => {
    if (!token) throw unauthorized("A token is missing. Join the room to get one.");
    const { payload, typ } = await read(token);
    if (typ === TICKET_TYPE || typ === POLL_KEY_TYPE) {
      throw unauthorized("This is for a socket, and for nothing else. Join the room to get a token.");
    }
    if (typ === GUEST_KEY_TYPE)
      throw unauthorized("This is the key of a guest link: it publishes as that guest, no more.");
    return claimsNow(payload, now());
  };

  return {
    async issue(claims) {
      const { token, expiresAt } = await sign(claims, "JWT", lifetime);
      return { token, expiresAt };
    },
    async issueKey(room) {
      const host = { room, participantId: undefined, name: undefined, role: "host" };
      return (await sign(host, "JWT", lifetime)).token;
    },
    async issueTicket(claims, origin) {
      const { token: ticket, expiresAt } = await sign(claims, TICKET_TYPE, TICKET_LIFETIME, { origin });
      return { ticket, expiresAt };
    },
    async verifyTicket(ticket) {
      const { payload, typ } = await read(ticket);
      const { jti, exp = 0, origin } = payload;
      if (typ !== TICKET_TYPE || jti === undefined) throw unauthorized("This is no ticket. Ask for one.");
      const claims = asJoinClaims(await claimsNow(payload, now()));
      // A used ticket is remembered for as long as it would be accepted, clock skew included.
      return {
        claims,
        ticket: { id: jti, expiresAt: (exp + CLOCK_SKEW) * 1000 },
        origin: typeof origin === "string" ? origin : undefined,
      };
    },
    async issueGuestKey(claims, lives) {
      const { token: key, expiresAt } = await sign(claims, GUEST_KEY_TYPE, lives, { longest: lives });
      return { key, expiresAt };
    },
    async verifyGuestKey(key) {
      const { payload, typ } = await read(key);
      const { participantId, role = DEFAULT_ROLE, ...rest } = await claimsNow(payload, now());
      if (typ !== GUEST_KEY_TYPE || participantId === undefined)
        throw unauthorized("This is not the key of a guest link.");
      return { ...rest, participantId, role };
    },
    async issuePollKey(claims) {
      const { token: key, id } = await sign(claims, POLL_KEY_TYPE, lifetime);
      return { key, id };
    },
    async verifyPollKey(key) {
      if (!key) throw unauthorized("The socket's key is missing. Open a socket to get one.");
      const { payload, typ } = await read(key);
      const { jti: id } = payload;
      if (typ !== POLL_KEY_TYPE || id === undefined)
        throw unauthorized("This is no socket's key. Open a socket to get one.");
      const { room, seat } = await claimsNow(payload, now());
      return { room, seat, id };
    },
    verify,
    async verifyJoin(token) {
      return asJoinClaims(await verify(token));
    },
  };
}

interface Verified {
  readonly payload: JWTPayload;
  readonly typ: string | undefined;
}

/** The key of a secret, which is imported once: where a thousand people come at once, that is most of what a token costs. */
function keyOf(secret: string): () => Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  if (bytes.length < MIN_SECRET_BYTES) {
    throw new Error(`The JWT secret has ${bytes.length} bytes and needs at least ${MIN_SECRET_BYTES}.`);
  }
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  let key: CryptoKey | undefined;
  return async () => (key ??= await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign", "verify"]));
}

const expired = (): RoomServerError =>
  new RoomServerError("token_expired", "The token has expired. Join the room again for a new one.");

/** @returns `undefined` when it is not signed with the key, or not a token at all. @throws when a claim is wrong. */
async function verifySignature(token: string, key: CryptoKey, at: number): Promise<Verified | undefined> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      requiredClaims: ["exp"],
      clockTolerance: CLOCK_SKEW,
      currentDate: new Date(at),
    });
    return { payload, typ: protectedHeader.typ };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw expired();
    const wrong = claimError(error);
    if (wrong) throw wrong;
    return undefined;
  }
}

/** What a token says whose stay has not ended. */
async function claimsNow(payload: JWTPayload, at: number): Promise<TokenClaims> {
  const claims = await claimsOf(payload);
  if (claims.until !== undefined && claims.until + CLOCK_SKEW * 1000 <= at) throw expired();
  return claims;
}

function asJoinClaims({ participantId, name, role = DEFAULT_ROLE, ...rest }: TokenClaims): JoinClaims {
  if (participantId === undefined || name === undefined) {
    throw unauthorized("The token names no participant. Exchange it for one with POST /api/rooms/:id/join.");
  }
  return { ...rest, participantId, name, role };
}

/** Does it say of itself that it is the key of a guest link? Whether it is one, only its signature tells. */
export function isGuestKey(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === GUEST_KEY_TYPE;
  } catch {
    return false;
  }
}

/** Somebody as the room knows them. */
export const personOf = ({ participantId, name, mayRename, role, subject, caller, seat }: JoinClaims): RoomPerson => ({
  participantId,
  participantName: name,
  mayRename,
  role: roleInToken(role),
  subject,
  caller,
  ...(seat !== undefined && { seat }),
});

/** The role of somebody whose token says none. */
export const DEFAULT_ROLE = "participant";

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}
