import { SignJWT, errors, jwtVerify } from "jose";
import type { JWTPayload } from "jose";
import * as v from "valibot";
import { ParticipantNameSchema, RoomIdSchema } from "../../wire/room-protocol.js";
import { RoomServerError } from "../errors.js";
import { randomId } from "../random-id.js";
import { roleInToken } from "../room/roles.js";
import type { RoomPerson } from "../room/state.js";

/** HS256 needs a key that is as long as its hash. */
const MIN_SECRET_BYTES = 32;
const ALGORITHM = "HS256";
/** How long a join token lives when nothing else is said: a working day. Milliseconds. */
export const TOKEN_LIFETIME = 12 * 60 * 60 * 1000;

/** How long a socket ticket lives, in milliseconds: the way from the reply to the socket. */
const TICKET_LIFETIME = 30_000;
/** Says in a token's header that it is a ticket, and in a ticket's that it is no token. */
const TICKET_TYPE = "calls-ticket+jwt";

const ClaimsSchema = v.object({
  room: RoomIdSchema,
  /** Printable ASCII: ids travel in logs and headers. */
  sub: v.optional(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,128}$/))),
  name: v.optional(ParticipantNameSchema),
  role: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,32}$/))),
  subject: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))),
});

/** What a token says. A token that your own backend signed may leave out everything except the room. */
export interface TokenClaims {
  readonly room: string;
  readonly participantId: string | undefined;
  readonly name: string | undefined;
  readonly role: string | undefined;
  /** Who it is to an identity provider, as a hash. */
  readonly subject?: string | undefined;
}

/** What a join token says: all of it. */
export interface JoinClaims extends TokenClaims {
  readonly participantId: string;
  readonly name: string;
  readonly role: string;
}

/** A ticket that was shown. Whoever takes it makes sure that it is taken once. */
export interface UsedTicket {
  readonly id: string;
  /** Milliseconds since 1970; after that no ticket needs to be remembered. */
  readonly expiresAt: number;
}

export interface Tokens {
  /** Signs a join token. */
  issue(claims: JoinClaims): Promise<{ token: string; expiresAt: number }>;
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
  /** Signs a ticket that opens one socket for the token's bearer. */
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
 * @param options.lifetime of the tokens it issues, in milliseconds.
 * @param options.now milliseconds since 1970.
 * @throws Error when the secret is too short.
 */
export function createTokens(options: {
  secret: string;
  previous?: readonly string[];
  lifetime?: number;
  now: () => number;
}): Tokens {
  const { now, lifetime = TOKEN_LIFETIME, previous = [] } = options;
  const key = keyOf(options.secret);
  const keys = [key, ...previous.map(keyOf)];

  const sign = async ({ room, participantId, name, role, subject }: JoinClaims, typ: string, lives: number) => {
    const issuedAt = Math.floor(now() / 1000);
    const expires = issuedAt + Math.ceil(lives / 1000);
    const token = await new SignJWT({ room, name, role, ...(subject !== undefined && { subject }) })
      .setProtectedHeader({ alg: ALGORITHM, typ })
      .setSubject(participantId)
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
    return claimsOf(payload);
  };

  return {
    issue: (claims) => sign(claims, "JWT", lifetime),
    async issueTicket(claims) {
      const { token: ticket, expiresAt } = await sign(claims, TICKET_TYPE, TICKET_LIFETIME);
      return { ticket, expiresAt };
    },
    async verifyTicket(ticket) {
      const { payload, typ } = await read(ticket);
      const { jti, exp = 0 } = payload;
      if (typ !== TICKET_TYPE || jti === undefined) throw unauthorized("This is no ticket. Ask for one.");
      return { claims: asJoinClaims(claimsOf(payload)), ticket: { id: jti, expiresAt: exp * 1000 } };
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

/** @returns `undefined` when it is not signed with the key, or not a token at all. @throws when it has expired. */
async function verifySignature(token: string, key: Uint8Array, at: number): Promise<Verified | undefined> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      requiredClaims: ["exp"],
      currentDate: new Date(at),
    });
    return { payload, typ: protectedHeader.typ };
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new RoomServerError("token_expired", "The token has expired. Join the room again for a new one.");
    }
    return undefined;
  }
}

function claimsOf(payload: JWTPayload): TokenClaims {
  const parsed = v.safeParse(ClaimsSchema, payload);
  if (!parsed.success) throw unauthorized("The token's claims are not those of a join token.");
  const { room, sub: participantId, name, role, subject } = parsed.output;
  return { room, participantId, name, role, ...(subject !== undefined && { subject }) };
}

function asJoinClaims({ participantId, name, role = DEFAULT_ROLE, ...rest }: TokenClaims): JoinClaims {
  if (participantId === undefined || name === undefined) {
    throw unauthorized("The token names no participant. Exchange it for one with POST /api/rooms/:id/join.");
  }
  return { ...rest, participantId, name, role };
}

/** Somebody as the room knows them. */
export const personOf = ({ participantId, name, role, subject }: JoinClaims): RoomPerson => ({
  participantId,
  participantName: name,
  role: roleInToken(role),
  subject,
});

/** The role of somebody whose token says none. */
export const DEFAULT_ROLE = "participant";

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}
