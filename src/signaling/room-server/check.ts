/** Looks at the way to the room server. */
import { ROOM_CLOSE, ROOM_PATHS, ROOM_SUBPROTOCOL } from "../../wire/tables.js";
import type { NetworkReport } from "../signaling.js";
import { replyError } from "./room-errors.js";
import { WEB_SOCKET_LIMIT, noteBlocked, webSocketWay } from "./ways.js";
import type { Wires } from "./ways.js";

/** The first one pays for the way there: name, connection and keys. */
const QUESTIONS = 3;

/**
 * Asks the server how it is, a few times, and whether a WebSocket gets through: where none does, a join does not try.
 *
 * @throws CallsError `server-unreachable`, `not-configured` where something else answers, `server-error` or `aborted`.
 */
export async function checkServer(wires: Wires, signal: AbortSignal, now: () => number): Promise<NetworkReport> {
  const { http } = wires;
  const url = http.url(ROOM_PATHS.health);
  let looking: Promise<boolean> | undefined;
  let roundTrip = Infinity;
  let features: readonly string[] = [];
  for (let question = 0; question < QUESTIONS; question++) {
    const at = now();
    const { status, body } = await http.request(url, { method: "GET", signal });
    const error = replyError(status, body);
    // Whoever does not want to say how it is may still be a room server.
    if (Object(body).status !== "ok" && (status >= 500 || error.code === "not-configured")) throw error;
    roundTrip = Math.min(roundTrip, now() - at);
    const told: unknown = Object(body).features;
    if (Array.isArray(told)) features = told.map(String);
    // Where no room server is, a browser would complain of the socket in the console.
    looking ??= webSocketsPass(wires, signal);
  }
  const isLimited = !(await looking);
  if (!signal.aborted) noteBlocked(wires, isLimited);
  return { roundTrip, isLimited, ...(features.length > 0 && { features }) };
}

/**
 * Does a WebSocket get through, there and back? A room server opens one that shows no ticket, and closes it with a code of its
 * own: whatever else happens is the work of something on the way.
 */
export function webSocketsPass(wires: Wires, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (passes: boolean): void => {
      cancel();
      signal.removeEventListener("abort", abort);
      socket?.close();
      resolve(passes);
    };
    const abort = (): void => settle(false);
    const cancel = wires.schedule(abort, WEB_SOCKET_LIMIT);
    let socket: WebSocket | undefined;
    signal.addEventListener("abort", abort);
    try {
      socket = new wires.WebSocket(webSocketWay(wires).url, ROOM_SUBPROTOCOL);
      socket.addEventListener("close", ({ code }) => settle(code === ROOM_CLOSE.unauthorized));
      // What went wrong is not told; a close event follows.
      socket.addEventListener("error", () => {});
    } catch {
      abort();
    }
  });
}
