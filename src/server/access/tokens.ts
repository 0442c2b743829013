/**
 * Who asks: tokens, identity providers, origins and networks, and how often each caller may do what. What somebody may do in a
 * room is decided in `room/rights.ts`, of what is known from here. This module signs and checks what lets people in.
 *
 * @module
 */
import { SignJWT, errors, jwtVerify } from "jose";
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
/** Says in a token's header that it is a ticket, and in a ticket's that it is no token. */
const TICKET_TYPE = "calls-ticket+jwt";

/** What a join token says: all of it. */
export interface JoinClaims extends TokenClaims {
  /** Who its bearer is in the room. */
  readonly participantId: string;
  readonly name: string;
  /** What they may do, in the room's words. */
  readonly role: string;
}

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
  /** Signs a ticket that opens one socket for the token's bearer, while their stay lasts. */
  issueTicket(claims: JoinClaims): Promise<{ ticket: string; expiresAt: number }>;
  /** @throws RoomServerError */
  verifyTicket(ticket: string): Promise<{ claims: JoinClaims; ticket: UsedTicket }>;
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

  const sign = async (claims: TokenClaims, typ: string, lives: number) => {
    const { room, participantId, name, mayRename, role, subject, caller, until = Number.POSITIVE_INFINITY } = claims;
    const issuedAt = Math.floor(now() / 1000);
    const end = Math.floor(Math.min(until, now() + lifetime) / 1000);
    const expires = Math.min(issuedAt + Math.ceil(lives / 1000), end);
    const said = {
      room,
      name,
      role,
      until: end,
      ...(mayRename && { rename: true }),
      ...(subject !== undefined && { subject }),
      ...(caller !== undefined && { caller }),
    };
    const unsigned = new SignJWT(said);
    if (participantId !== undefined) unsigned.setSubject(participantId);
    const token = await unsigned
      .setProtectedHeader({ alg: ALGORITHM, typ })
      .setJti(randomId())
      .setIssuedAt(issuedAt)
      .setExpirationTime(expires)
      .sign(key);
    return { token, expiresAt: expires * 1000 };
  };

  const read = async (token: string): Promise<Verified> => {
    for (const candidate of keys) {
      const verified = await verifySignature(token, candidate, now());
      if (verified) return verified;
    }
    throw unauthorized("The token is not valid. Join the room to get one.");
  };

  const verify = async (token: string | undefined): Promise<TokenClaims> => {
    if (!token) throw unauthorized("A token is missing. Join the room to get one.");
    const { payload, typ } = await read(token);
    if (typ === TICKET_TYPE) throw unauthorized("This is a ticket. It opens a socket, and nothing else.");
    return claimsNow(payload, now());
  };

  return {
    issue: (claims) => sign(claims, "JWT", lifetime),
    async issueKey(room) {
      const host = { room, participantId: undefined, name: undefined, role: "host" };
      return (await sign(host, "JWT", lifetime)).token;
    },
    async issueTicket(claims) {
      const { token: ticket, expiresAt } = await sign(claims, TICKET_TYPE, TICKET_LIFETIME);
      return { ticket, expiresAt };
    },
    async verifyTicket(ticket) {
      const { payload, typ } = await read(ticket);
      const { jti, exp = 0 } = payload;
      if (typ !== TICKET_TYPE || jti === undefined) throw unauthorized("This is no ticket. Ask for one.");
      const claims = asJoinClaims(await claimsNow(payload, now()));
      // A used ticket is remembered for as long as it would be accepted, clock skew included.
      return { claims, ticket: { id: jti, expiresAt: (exp + CLOCK_SKEW) * 1000 } };
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

function keyOf(secret: string): Uint8Array {
  const key = new TextEncoder().encode(secret);
  if (key.length >= MIN_SECRET_BYTES) return key;
  throw new Error(`The JWT secret has ${key.length} bytes and needs at least ${MIN_SECRET_BYTES}.`);
}

const expired = (): RoomServerError =>
  new RoomServerError("token_expired", "The token has expired. Join the room again for a new one.");

/** @returns `undefined` when it is not signed with the key, or not a token at all. @throws when a claim is wrong. */
async function verifySignature(token: string, key: Uint8Array, at: number): Promise<Verified | undefined> {
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

/** Somebody as the room knows them. */
export const personOf = ({ participantId, name, mayRename, role, subject, caller }: JoinClaims): RoomPerson => ({
  participantId,
  participantName: name,
  mayRename,
  role: roleInToken(role),
  subject,
  caller,
});

/** The role of somebody whose token says none. */
export const DEFAULT_ROLE = "participant";

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}
