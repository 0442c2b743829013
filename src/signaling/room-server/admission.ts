/** Getting into a room: the token that the page has or can get, and the server's word on who we are. */
import { CallsError } from "../../wire/calls-error.js";
import type { JoinRoomReply } from "../../wire/room-protocol.js";
import { bounded } from "../abort.js";
import type { Timers } from "../timers.js";
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
  /** Milliseconds for which the token is good, whatever this machine's clock says. */
  readonly lifetime: number;
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
  timers: Timers,
): Promise<string | undefined> {
  if (tokenProvider) {
    const provide = (limited: AbortSignal) => tokenProvider({ room, name, signal: limited });
    return bounded(provide, { limit: PROVIDER_LIMIT, signal, timers });
  }
  if (!tokenEndpoint) return token;
  // Relative to the page, as in a form: the endpoint is the page's, wherever the room server is.
  const reply = await http.request(tokenEndpoint, { method: "POST", body: { room, name }, signal });
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
 * @throws CallsError
 */
export async function enter(
  http: ServerHttp,
  { room, name, signal }: Entry,
  token: string | undefined,
): Promise<Admission> {
  const url = http.url(`api/rooms/${encodeURIComponent(room)}/join`);
  const { isOk, status, body, date } = await http.request(url, { method: "POST", body: { name }, token, signal });
  if (!isOk) throw replyError(status, body);
  const reply = readReply(body);
  return { ...reply, lifetime: reply.expiresAt - date };
}

function readReply(body: unknown): JoinRoomReply {
  try {
    return readJoinReply(body);
  } catch (cause) {
    throw new CallsError(
      "protocol",
      "The answer to a join is not understood. Check that the server is a room server.",
      {
        cause,
      },
    );
  }
}
