/** The page as a host of rooms: what Node and Workers are to them over a network, in one page. */
import { delay, schedule as systemSchedule } from "../base/clock.js";
import type { Schedule } from "../base/clock.js";
import type { CallsRequest } from "../room/guard.js";
import { ROOM_SETTINGS } from "../room/state.js";
import type { RoomSettings } from "../room/state.js";
import type { CallsAnswer } from "../wire/calls-answer.js";
import type { Role } from "../wire/room-protocol.js";
import { ABNORMAL_CLOSURE, ROOM_CLOSE, ROOM_SUBPROTOCOL, TICKET_SUBPROTOCOL } from "../wire/tables.js";
import { answerCall } from "./calls.js";
import type { InPageFault } from "./calls.js";
import { HostedRoom } from "./hosted-room.js";
import type { Line, LineEnd } from "./hosted-room.js";
import { answerHttp } from "./http.js";
import type { Claims, HttpHost } from "./http.js";
import { pairedWebSocket } from "./paired-socket.js";
import { InPageSfu } from "./sfu/sfu.js";

/** Options of {@link InPageHost}. */
export interface InPageHostOptions {
  /** Those that are not `ROOM_SETTINGS`. */
  readonly settings?: Partial<RoomSettings> | undefined;
  /** Milliseconds that everything takes from a client to its room and to the SFU. Default 0. */
  readonly latency?: number | undefined;
  readonly fault?: InPageFault | undefined;
  /** The role that a token would give to somebody of this name. Default none: the first one is host. */
  readonly role?: ((name: string) => Role | undefined) | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  readonly schedule?: Schedule | undefined;
}

/** Nobody has this name, so that nothing leaves the page (RFC 2606). */
const ORIGIN = "https://in-page.invalid";

/** Rooms by id, with a `fetch` and a `WebSocket` that reach them as a page reaches the room server. */
export class InPageHost implements HttpHost {
  readonly url = ORIGIN;
  readonly settings: RoomSettings;
  readonly sfu = new InPageSfu();
  readonly now: () => number;
  readonly #options: InPageHostOptions;
  readonly #schedule: Schedule;
  readonly #rooms = new Map<string, HostedRoom>();
  readonly #tokens = new Map<string, Claims>();
  readonly #tickets = new Map<string, Claims>();
  /** Ends a client's socket as a lost network does. */
  readonly #losses = new Set<() => void>();
  readonly #closed = new AbortController();
  #interruption: { readonly over: Promise<void>; end(): void } | undefined;

  constructor(options: InPageHostOptions = {}) {
    this.#options = options;
    this.settings = { ...ROOM_SETTINGS, ...options.settings };
    this.now = options.now ?? Date.now;
    this.#schedule = options.schedule ?? systemSchedule;
  }

  get rooms(): Iterable<HostedRoom> {
    return this.#rooms.values();
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const signal = AbortSignal.any([request.signal, this.#closed.signal]);
    await delay({ schedule: this.#schedule }, this.#options.latency ?? 0, signal);
    return answerHttp(this, request, signal);
  };

  readonly WebSocket: typeof WebSocket = pairedWebSocket({
    arrive: (callback) => {
      const { latency = 0 } = this.#options;
      if (latency > 0) this.#schedule(callback, latency);
      else queueMicrotask(callback);
    },
    accept: (url, protocols, line) => this.#accept(url, protocols, line),
  });

  /** A room, which is made if need be. */
  room(id: string): HostedRoom {
    const known = this.#rooms.get(id);
    if (known) return known;
    const { settings, sfu, now } = this;
    const onIdle = (): void => {
      room.close();
      this.#rooms.delete(id);
    };
    const room: HostedRoom = new HostedRoom({ id, settings, sfu, now, schedule: this.#schedule, onIdle });
    this.#rooms.set(id, room);
    return room;
  }

  stranger(room: string, name: string): Claims {
    const role = this.#options.role?.(name);
    return { room, participantId: crypto.randomUUID(), participantName: name, mayRename: true, role };
  }

  claimsOf(token: string): Claims | undefined {
    return this.#tokens.get(token);
  }

  issueToken(claims: Claims): string {
    return issue(this.#tokens, claims);
  }

  /** Opens one socket, once. */
  issueTicket(claims: Claims): string {
    return issue(this.#tickets, claims);
  }

  async reachable(signal: AbortSignal): Promise<void> {
    await this.#interruption?.over;
    signal.throwIfAborted();
  }

  async call({ room, participantId }: Claims, request: CallsRequest, signal: AbortSignal): Promise<CallsAnswer> {
    const error = await this.#options.fault?.({ participantId, ...request });
    if (error) throw error;
    signal.throwIfAborted();
    return answerCall(this.room(room), this.sfu, participantId, request);
  }

  /** Loses every client's socket, and lets nobody back until {@link resume}. Calls to the SFU go on. */
  interrupt(): void {
    let end = (): void => {};
    this.#interruption ??= { over: new Promise((resolve) => (end = resolve)), end: () => end() };
    for (const lose of this.#losses) lose();
  }

  resume(): void {
    this.#interruption?.end();
    this.#interruption = undefined;
  }

  close(): void {
    this.#closed.abort();
    this.resume();
    for (const room of this.#rooms.values()) room.close();
    this.#rooms.clear();
    this.sfu.close();
  }

  #accept(url: URL, protocols: readonly string[], line: Line): LineEnd {
    if (this.#interruption || this.#closed.signal.aborted) return refused(line, ABNORMAL_CLOSURE);
    const ticket = protocols.find((name) => name.startsWith(TICKET_SUBPROTOCOL))?.slice(TICKET_SUBPROTOCOL.length);
    const claims =
      ticket === undefined ? this.claimsOf(url.searchParams.get("token") ?? "") : this.#tickets.get(ticket);
    if (ticket !== undefined) this.#tickets.delete(ticket);
    if (!claims) return refused(line, ROOM_CLOSE.unauthorized);
    const { room, ...person } = claims;
    const forget = (): void => void this.#losses.delete(lose);
    const lose = (): void => {
      end.lost(ABNORMAL_CLOSURE);
      line.closed(ABNORMAL_CLOSURE, "");
    };
    const heard: Line = {
      receive: (text) => line.receive(text),
      closed: (code, reason) => {
        forget();
        line.closed(code, reason);
      },
    };
    this.#losses.add(lose);
    const connected = this.room(room).connect(person, heard, { versioned: protocols.includes(ROOM_SUBPROTOCOL) });
    const end: LineEnd = {
      say: (text) => connected.say(text),
      lost: (code) => {
        forget();
        connected.lost(code);
      },
    };
    return end;
  }
}

function issue(papers: Map<string, Claims>, claims: Claims): string {
  const paper = crypto.randomUUID();
  papers.set(paper, claims);
  return paper;
}

/** Opened and closed at once: a browser can read a close code, but not why a socket did not open. */
function refused(line: Line, code: number): LineEnd {
  line.closed(code, "");
  return { say() {}, lost() {} };
}
