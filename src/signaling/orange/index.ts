/**
 * Rooms of an Orange Meets server, as it stands: people in the call and in its own page meet. What Orange has not, simulcast, data
 * channels, chat and reactions, works between clients of this kit.
 *
 * @module
 */
import { throwIfAborted } from "../../base/abort.js";
import { schedule as systemSchedule } from "../../base/clock.js";
import type { Schedule } from "../../base/clock.js";
import { CallsError } from "../../base/error.js";
import { randomId } from "../../base/random-id.js";
import { cleanName, isName } from "../../wire/participant-name.js";
import { callsProxy } from "../calls-proxy.js";
import { fieldsOf, iceServersOf } from "../read-announced.js";
import { checkRoomId } from "../room-id.js";
import type { JoinOptions, RoomConnection, Signaling } from "../signaling.js";
import { OrangeConnection } from "./connection.js";
import { Letters } from "./letters.js";
import { ask } from "./sign-in.js";
import type { OrangeHttp } from "./sign-in.js";

export { AI_FEATURE } from "../ai.js";
export type { AiCommand as OrangeAiCommand, AiState as OrangeAi } from "../ai.js";

/** Options of {@link orange}. */
export interface OrangeOptions {
  /** Where the Orange server is. Default: the page's own origin, which its cookie needs. */
  url?: string | undefined;
  /** Default `globalThis.fetch`. */
  fetch?: typeof fetch | undefined;
  /** Default `globalThis.WebSocket`. */
  WebSocket?: typeof WebSocket | undefined;
  /** 0 to 1. Default `Math.random`. */
  random?: (() => number) | undefined;
  /** Default the system's. */
  schedule?: Schedule | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  date?: (() => number) | undefined;
}

/**
 * Signaling through an Orange Meets server: its rooms, its proxy to the SFU, its AI participant as the feature `ai`.
 *
 * The page has to come from the server's own origin, or from behind the same proxy, as Orange knows people by a cookie; whoever has none
 * is signed in by the name they join with. Anybody who gets into an Orange room can take anybody's id there: names and tracks are as true
 * as its people.
 *
 * `join` rejects with a CallsError: `invalid-room`, `invalid-name`, `unauthorized`, `server-unreachable` or `aborted`.
 *
 * @example
 * ```ts
 * const room = createRoom({ signaling: orange() });
 * await room.request({ type: "join", room: "standup", name: "Ada" });
 * ```
 */
export function orange(options: OrangeOptions = {}): Signaling {
  const { url = "/", schedule = systemSchedule } = options;
  const http = (): OrangeHttp => {
    const { fetch: fetchIt = globalThis.fetch } = options;
    try {
      const base = new URL(url.endsWith("/") ? url : `${url}/`, globalThis.location?.href);
      return { base, fetch: fetchIt, schedule };
    } catch (cause) {
      throw new CallsError("bad-request", `"${url}" is no address of an Orange server. Set \`url\`.`, { cause });
    }
  };
  return {
    async check({ signal }) {
      const at = performance.now();
      await ask(http(), ICE_SERVERS, {}, signal);
      return performance.now() - at;
    },
    join: async (wanted) => await join(options, http(), wanted),
  };
}

const ICE_SERVERS = "partytracks/generate-ice-servers";

async function join(options: OrangeOptions, http: OrangeHttp, wanted: JoinOptions): Promise<RoomConnection> {
  const { signal } = wanted;
  const { random = Math.random, date = Date.now, WebSocket = globalThis.WebSocket } = options;
  const { schedule } = http;
  const roomId = checkRoomId(wanted.room);
  const name = cleanName(wanted.name);
  if (!isName(name)) throw new CallsError("invalid-name", "Give a name of 1 to 80 characters.");

  const participantId = toUuid(randomId());
  const letters = await Letters.open(roomId, participantId);
  throwIfAborted(signal);
  const address = new URL(`parties/rooms/${encodeURIComponent(roomId)}?_pk=${participantId}`, http.base);
  address.protocol = address.protocol.replace("http", "ws");
  const proxy = new URL("partytracks", http.base).href;
  const connection = new OrangeConnection({
    http,
    address,
    WebSocket,
    schedule,
    random,
    participantId,
    roomId,
    name,
    letters,
    date,
    calls: (left) => callsProxy({ url: proxy, signal: left, fetch: http.fetch, schedule }),
    iceServers: (left) => readIceServers(http, left),
  });
  await connection.enter(signal);
  return connection;
}

/** Without them the SFU can be reached too, unless UDP is blocked. */
async function readIceServers(http: OrangeHttp, signal: AbortSignal): Promise<readonly RTCIceServer[]> {
  const body: unknown = await (await ask(http, ICE_SERVERS, {}, signal)).json();
  return iceServersOf(fieldsOf(body)["iceServers"]);
}

/** As PartySocket's ids look. */
const toUuid = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
