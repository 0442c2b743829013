/** The ways of a socket to the room server: as a WebSocket, or over plain HTTP where a network lets no WebSocket through. */
import type { Scheduling } from "../../base/clock.js";
import { lazy } from "../../base/lazy.js";
import { ROOM_PATHS } from "../../wire/tables.js";
import type { RoomSocketOptions } from "./room-socket.js";
import type { ServerHttp } from "./server-http.js";

/** What reaches a server. */
export interface Wires extends Scheduling {
  readonly http: ServerHttp;
  readonly WebSocket: typeof WebSocket;
}

/** How one socket is opened. */
export type SocketWay = Pick<RoomSocketOptions, "url" | "WebSocket" | "limit">;

/** Milliseconds for an answer. The shorter one is enough for a WebSocket, because there is another way. */
const LIMIT = 10_000;
export const WEB_SOCKET_LIMIT = 4_000;

/** Addresses to which no WebSocket gets through, as far as this page knows. */
const blocked = new Set<string>();

const loadPolled = lazy(() => import("./polled-socket.js"));

/** @throws CallsError `bad-request` when the server's address is none. */
function socketUrl({ http }: Wires): string {
  const url = http.url(ROOM_PATHS.socket);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

/** Do sockets to this server go over plain HTTP first? */
export const isBlocked = (wires: Wires): boolean => blocked.has(socketUrl(wires));

/** For as long as the page lives, or until it finds out otherwise. */
export function noteBlocked(wires: Wires, is: boolean): void {
  if (is) blocked.add(socketUrl(wires));
  else blocked.delete(socketUrl(wires));
}

export const webSocketWay = (wires: Wires): SocketWay => ({
  url: socketUrl(wires),
  WebSocket: wires.WebSocket,
  limit: WEB_SOCKET_LIMIT,
});

/** @throws CallsError `server-unreachable` when the part for it cannot be loaded. */
export async function polledWay({ http, schedule }: Wires): Promise<SocketWay> {
  const { polledWebSocket } = await loadPolled();
  return { url: http.url(ROOM_PATHS.poll).href, WebSocket: polledWebSocket(http.fetch, schedule), limit: LIMIT };
}
