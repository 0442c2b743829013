/** `/ws`: who may open a room's socket. The host does the opening. */
import { ROOM_CLOSE, ROOM_SUBPROTOCOL, TICKET_SUBPROTOCOL } from "../../wire/room-protocol.js";
import type { OriginPolicy } from "../access/origins.js";
import type { JoinClaims, Tokens, UsedTicket } from "../access/tokens.js";
import { RoomServerError } from "../errors.js";
import { SECURITY_HEADERS } from "./http.js";

export const SOCKET_PATH = "/ws";

/** What becomes of a request for a socket. */
export type SocketAdmission =
  /** Answer like this and open nothing. */
  | { readonly type: "refuse"; readonly response: Response }
  /** Open it and close it at once: a browser can read a close code, but not the status of a failed upgrade. */
  | { readonly type: "close"; readonly code: number; readonly reason: string }
  /** `versioned`: the subprotocol of version 1 was asked for and must be selected. */
  | {
      readonly type: "accept";
      readonly claims: JoinClaims;
      readonly versioned: boolean;
      /** For the room, which takes each only once. */
      readonly ticket: UsedTicket | undefined;
    };

/**
 * Decides about a request to open a socket. It shows a ticket among its subprotocols, or its token in the query: browsers
 * can set no headers here.
 */
export async function admitSocket(
  request: Request,
  { tokens, origins }: { tokens: Tokens; origins: OriginPolicy },
): Promise<SocketAdmission> {
  const url = new URL(request.url);
  if (!origins(request.headers.get("origin"), url)) {
    const error = new RoomServerError("forbidden", "Pages of this origin may not use the server.");
    return { type: "refuse", response: Response.json(error.toReply(), { status: 403, headers: SECURITY_HEADERS }) };
  }
  const offered = (request.headers.get("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());
  try {
    const shown = offered.find((name) => name.startsWith(TICKET_SUBPROTOCOL))?.slice(TICKET_SUBPROTOCOL.length);
    const { claims, ticket } =
      shown === undefined
        ? { claims: await tokens.verifyJoin(url.searchParams.get("token") ?? undefined), ticket: undefined }
        : await tokens.verifyTicket(shown);
    return { type: "accept", claims, ticket, versioned: offered.includes(ROOM_SUBPROTOCOL) };
  } catch (error) {
    if (!(error instanceof RoomServerError)) throw error;
    return { type: "close", code: ROOM_CLOSE.unauthorized, reason: error.code };
  }
}
