/** `/ws`: who may open a room's socket. The host does the opening. */
import { ROOM_PATHS } from "../../wire/tables.js";
import { ROOM_CLOSE, ROOM_SUBPROTOCOL, TICKET_SUBPROTOCOL } from "../../wire/room-protocol.js";
import type { OriginPolicy } from "../access/origins.js";
import type { Callers } from "../access/callers.js";
import { holdBack, tooOften } from "../access/callers.js";
import type { JoinClaims, Tokens, UsedTicket } from "../access/tokens.js";
import { RoomServerError } from "../errors.js";
import { SECURITY_HEADERS } from "./http.js";

export const SOCKET_PATH = ROOM_PATHS.socket;

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

const otherOrigin = (): Response =>
  new RoomServerError("origin_not_allowed", "Pages of this origin may not use the server.").toResponse(
    SECURITY_HEADERS,
  );

/** The subprotocols that an upgrade offers. */
const protocolsOf = ({ headers }: Request): string[] =>
  (headers.get("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());

/**
 * Decides about a request to open a socket. It shows a ticket among its subprotocols, or its token in the query: browsers
 * can set no headers here.
 */
export async function admitSocket(
  request: Request,
  { tokens, origins, callers }: { tokens: Tokens; origins: OriginPolicy; callers?: Callers | undefined },
  offered: readonly string[] = protocolsOf(request),
): Promise<SocketAdmission> {
  const isWelcome = origins(request);
  const shown = offered.find((name) => name.startsWith(TICKET_SUBPROTOCOL))?.slice(TICKET_SUBPROTOCOL.length);
  if (!isWelcome && shown === undefined) return { type: "refuse", response: otherOrigin() };
  try {
    const { claims, ticket, origin } =
      shown === undefined
        ? {
            claims: await tokens.verifyJoin(new URL(request.url).searchParams.get("token") ?? undefined),
            ticket: undefined,
            origin: undefined,
          }
        : await tokens.verifyTicket(shown);
    // Of a socket browsers say less than of a request: the page is known that was let in when it asked for the ticket.
    if (!isWelcome && origin !== request.headers.get("origin")) return { type: "refuse", response: otherOrigin() };
    // A refusal by HTTP status has clients come back later; they would take every close code that fits for the end.
    const delay = (await callers?.delay("socket", await callers.keyOf(request, claims))) ?? 0;
    if (delay > 0) {
      await holdBack();
      return { type: "refuse", response: tooOften(delay).toResponse(SECURITY_HEADERS) };
    }
    return { type: "accept", claims, ticket, versioned: offered.includes(ROOM_SUBPROTOCOL) };
  } catch (error) {
    if (!(error instanceof RoomServerError)) throw error;
    return { type: "close", code: ROOM_CLOSE.unauthorized, reason: error.code };
  }
}
