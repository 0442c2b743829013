/** What a token's claims say. What is of no use is left out or made to fit; what could let somebody in as another is refused. */
import { errors } from "jose";
import type { JWTPayload } from "jose";
import { cleanName, cutName } from "../../wire/participant-name.js";
import { normalRoomId } from "../../wire/room-id.js";
import { ROOM_LIMITS } from "../../wire/room-protocol.js";
import { RoomServerError } from "../errors.js";

/** Seconds that the clock of whoever signed a token may be wrong, in either direction. */
export const CLOCK_SKEW = 30;

/** Characters of the word for a network. */
const CALLER_LENGTH = 32;

/** Characters of a name that are looked at. */
const LONGEST_NAME = 1_024;

/** What a token says. A token that your own backend signed may leave out everything except the room. */
export interface TokenClaims {
  /** The id of the one room that it is for. */
  readonly room: string;
  /** Who its bearer is in the room; `undefined` where a backend left that to the server. */
  readonly participantId: string | undefined;
  readonly name: string | undefined;
  /** The person chose the name themselves, and may choose another. Without it the name stays. */
  readonly mayRename?: boolean | undefined;
  /** What they may do, in the words of whoever signed it; the room takes what it knows. */
  readonly role: string | undefined;
  /** Who it is to an identity provider, as a hash. */
  readonly subject?: string | undefined;
  /** From which network they came, as an opaque word, when nobody vouches for them. */
  readonly caller?: string | undefined;
  /** The shard of the room in which they are while they are of its audience. */
  readonly seat?: number | undefined;
  /** The end of the stay, in milliseconds since 1970: no token that follows from this one is good for longer. */
  readonly until?: number | undefined;
}

/** @param whose the token's name in a sentence. */
const wrongClaim = (claim: string, whose = "the token"): RoomServerError =>
  new RoomServerError("unauthorized", `The '${claim}' claim of ${whose} is missing or wrong.`);

/** The refusal of a token whose signature is good, and a claim is not; `undefined` for every other error. */
export function claimError(error: unknown, whose = "the token"): RoomServerError | undefined {
  if (!(error instanceof errors.JWTClaimValidationFailed)) return undefined;
  if (error.claim === "nbf" && error.reason === "check_failed") {
    return new RoomServerError(
      "unauthorized",
      `The time of ${whose} has not come, by its 'nbf' claim. Check the clocks.`,
    );
  }
  return wrongClaim(error.claim, whose);
}

/** @throws RoomServerError `unauthorized`, with the claim's name and never its value. */
export async function claimsOf(payload: JWTPayload): Promise<TokenClaims> {
  const { name, rename, role, sub, subject, caller, seat, until } = payload;
  const room = typeof payload["room"] === "string" ? normalRoomId(payload["room"]) : undefined;
  if (room === undefined) throw wrongClaim("room");
  const [participantId, known] = await Promise.all([idIn(sub), subjectIn(subject)]);
  const end = endIn(until);
  return {
    room,
    participantId,
    name: nameIn(name),
    ...(rename === true && { mayRename: true }),
    role: roleIn(role),
    ...(known !== undefined && { subject: known }),
    ...(typeof caller === "string" && { caller: caller.slice(0, CALLER_LENGTH) }),
    ...(isSeat(seat) && { seat }),
    ...(end !== undefined && { until: end }),
  };
}

/** A name that is too long is cut between two characters; what is none is as if it were not said. */
export function nameIn(claim: unknown): string | undefined {
  if (typeof claim !== "string") return undefined;
  const name = cutName(cleanName(claim.slice(0, LONGEST_NAME)), ROOM_LIMITS.name);
  return name === "" ? undefined : name;
}

/** Ids travel in logs and headers: printable ASCII, and no space. Others are known by their hash. */
async function idIn(claim: unknown): Promise<string | undefined> {
  const id = subjectOf(claim, "the token");
  return id === undefined || /^[\x21-\x7e]{1,128}$/.test(id) ? id : hashOf(id);
}

async function subjectIn(claim: unknown): Promise<string | undefined> {
  if (claim === undefined || claim === null || claim === "") return undefined;
  if (typeof claim !== "string") throw wrongClaim("subject");
  return /^[0-9a-f]{32}$/.test(claim) ? claim : hashOf(claim);
}

/**
 * The `sub` of a token. Many backends count their users.
 *
 * @throws RoomServerError when it is neither text nor a number: different people would be the same.
 */
export function subjectOf(claim: unknown, whose: string): string | undefined {
  if (claim === undefined || claim === null || claim === "") return undefined;
  if (typeof claim === "string" || typeof claim === "number") return String(claim);
  throw wrongClaim("sub", whose);
}

const isSeat = (claim: unknown): claim is number => Number.isSafeInteger(claim) && (claim as number) > 0;

/** A role that cannot be read may have been meant to forbid something. */
function roleIn(claim: unknown): string | undefined {
  if (claim === undefined || claim === null) return undefined;
  if (typeof claim === "string" && /^[\w-]{1,32}$/.test(claim)) return claim;
  throw wrongClaim("role");
}

/** So may an end. */
function endIn(claim: unknown): number | undefined {
  if (claim === undefined || claim === null) return undefined;
  if (typeof claim === "number" && claim >= 0) return claim * 1000;
  throw wrongClaim("until");
}

/** 32 hexadecimal digits, the same for the same text. */
export async function hashOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash, 0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
