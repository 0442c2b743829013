import { ROOM_PATHS } from "../../wire/tables.js";
import type { ServerHttp } from "./server-http.js";

/** The first one pays for the way there: name, connection and keys. */
const QUESTIONS = 3;

/**
 * Asks the server how it is, a few times.
 *
 * @returns the milliseconds of the fastest answer.
 * @throws CallsError `server-unreachable` or `aborted`.
 */
export async function checkServer(http: ServerHttp, signal: AbortSignal, now: () => number): Promise<number> {
  const url = http.url(ROOM_PATHS.health);
  let fastest = Infinity;
  for (let question = 0; question < QUESTIONS; question++) {
    const at = now();
    // Any answer, an error too, shows that the server can be reached.
    await http.request(url, { method: "GET", signal });
    fastest = Math.min(fastest, now() - at);
  }
  return fastest;
}
