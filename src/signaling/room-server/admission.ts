/** Getting into a room: the token that the page has or can get, and the server's word on who we are. */
import { CallsError } from "../../base/error.js";
import { ROOM_PATHS } from "../../wire/tables.js";
import type { JoinRoomReply, JoinRoomRequest, SocketTicketReply } from "../../wire/room-protocol.js";
import { bounded } from "../../base/bounded.js";
import type { Schedule } from "../../base/clock.js";
import { readJoinReply } from "./read-messages.js";
import { replyError } from "./room-errors.js";
import type { ServerHttp } from "./server-http.js";

/** Gets a token for a room from your backend, which decides who may have one. */
export type TokenProvider = (request: { room: string; name: string; signal: AbortSignal }) => Promise<string>;

/** Where the token for a room comes from; none of them on a server that is open to everybody. */
export interface TokenSource {
  token?: string | undefined;
  tokenEndpoint?: string | undefined;
  tokenProvider?: TokenProvider | undefined;
}

export interface Admission extends JoinRoomReply {
  /** Milliseconds after which something of it has ended, be it the TURN credentials. */
  readonly freshFor: number;
}

/** Milliseconds that a token provider may take; it may have to ask the person. */
const PROVIDER_LIMIT = 60_000;

interface Entry {
  readonly room: string;
  readonly name: string;
  readonly signal: AbortSignal;
}

/** @throws CallsError */
export async function tokenFor(
  { token, tokenEndpoint, tokenProvider }: TokenSource,
  { room, name, signal }: Entry,
  http: ServerHttp,
  schedule: Schedule,
): Promise<string | undefined> {
  if (tokenProvider) {
    const provide = (limited: AbortSignal) => tokenProvider({ room, name, signal: limited });
    return bounded(provide, { limit: PROVIDER_LIMIT, signal, schedule });
  }
  if (!tokenEndpoint) return token;
  // Relative to the page, as in a form: the endpoint is the page's, wherever the room server is.
  const reply = await http.request(tokenEndpoint, { body: { room, name }, signal });
  const given = (Object(reply.body) as Record<string, unknown>)["token"];
  if (reply.isOk && typeof given === "string") return given;
  const isRefused = reply.status === 401 || reply.status === 403;
  throw new CallsError(
    isRefused ? "unauthorized" : "server-error",
    `The token endpoint answered ${reply.status} and no token. It must answer 200 and {"token": "…"}.`,
    { retryable: reply.status >= 500 },
  );
}

/**
 * Enters the room; with the token of an earlier entry the same participant, with a fresh token.
 *
 * @param extras whether to make a session on the SFU as well, to be in the room at once, and to pull into an offer.
 * @throws CallsError
 */
export async function enter(
  http: ServerHttp,
  { room, name, signal }: Entry,
  token: string | undefined,
  extras: Omit<JoinRoomRequest, "name"> = {},
): Promise<Admission> {
  const body = { name, ...extras };
  const reply = await http.request(roomUrl(http, room, "join"), { body, token, signal });
  if (!reply.isOk || reply.body === undefined) throw replyError(reply.status, reply.body);
  try {
    const admission = readJoinReply(reply.body);
    const { expiresIn, iceExpiresIn = expiresIn } = admission;
    return { ...admission, freshFor: Math.min(expiresIn, iceExpiresIn) };
  } catch (cause) {
    throw new CallsError("protocol", "The answer to a join is not that of a room server. Check its address.", {
      cause,
    });
  }
}

/**
 * A ticket for a socket. The token itself goes into no address: whoever gives no ticket is something on the way.
 *
 * @throws CallsError
 */
export async function ticketFor(
  http: ServerHttp,
  { room, token }: Pick<Admission, "room" | "token">,
  signal: AbortSignal,
): Promise<string> {
  const { status, body } = await http.request(roomUrl(http, room.id, "ticket"), { token, signal });
  const { ticket } = Object(body) as Partial<SocketTicketReply>;
  if (typeof ticket !== "string" || !ticket) throw replyError(status, body);
  return ticket;
}

const roomUrl = (http: ServerHttp, room: string, what: string) =>
  http.url(`${ROOM_PATHS.rooms}/${encodeURIComponent(room)}/${what}`);
