import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { STATUS_CODES } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { HostPolicy } from "../../base/host-policy.js";
import { GOING_AWAY, ROOM_CLOSE, ROOM_LIMITS, ROOM_SUBPROTOCOL } from "../../wire/room-protocol.js";
import type { Callers } from "../access/callers.js";
import type { OriginPolicy } from "../access/origins.js";
import { personOf } from "../access/tokens.js";
import type { Tokens } from "../access/tokens.js";
import type { Log } from "../log.js";
import { forConnect } from "../live/rulebook.js";
import type { Entry } from "../live/rulebook.js";
import type { LiveRoom } from "../live/live-room.js";
import type { SocketId } from "../../room/state.js";
import { SOCKET_PATH, admitSocket } from "../app/socket.js";
import { serviceSocketAt } from "../services/path.js";
import type { PlatformSocket } from "../services/socket.js";
import { serviceSocketOf } from "../services/socket.js";
import type { SocketAdmission } from "../app/socket.js";
import type { MemoryRooms } from "./memory-rooms.js";
import type { PlainRequests } from "./plain-requests.js";

/** Bytes of one message; more ends the socket before it is read whole. A character has at most four. */
const MAX_PAYLOAD = 4 * ROOM_LIMITS.message;
/** Bytes that may wait for a client that does not read. It can resume when it is faster. */
const MAX_BUFFERED = 4 * 1024 * 1024;
/** Sockets that are pinged at once. */
const PINGS = 1_000;
/** Milliseconds that clients have to take leave when the server goes down. */
const GRACE = 1_000;

type Accepted = Extract<SocketAdmission, { type: "accept" }>;

export interface NodeSocketsOptions {
  readonly tokens: Tokens;
  readonly hosts: HostPolicy;
  readonly origins: OriginPolicy;
  readonly log: Log;
  readonly callers?: Callers;
}

/** The sockets of a Node server: opens them, carries messages between them and their rooms, and finds dead ones. */
export class NodeSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(ROOM_SUBPROTOCOL) && ROOM_SUBPROTOCOL,
  });
  readonly #sockets = new Map<SocketId, { webSocket: WebSocket; answers: boolean }>();
  readonly #options: NodeSocketsOptions;
  #round = 0;
  #last = { text: "", bytes: Buffer.alloc(0) };

  constructor(options: NodeSocketsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sockets.size;
  }

  /**
   * Takes the server's upgrades from now on.
   * @param plain answers those that are not for a room's socket.
   */
  attach(server: Server, rooms: MemoryRooms, plain?: PlainRequests): void {
    server.on("upgrade", (request, socket, head) => {
      if (plain && !isForSocket(request)) return plain.answer(request, socket, head);
      socket.on("error", () => socket.destroy());
      this.#upgrade(request, socket, head, rooms).catch((error: unknown) => {
        this.#options.log({ level: "error", event: "socket not opened", message: String(error) });
        socket.destroy();
      });
    });
  }

  send(id: SocketId, text: string): void {
    const webSocket = this.#sockets.get(id)?.webSocket;
    if (!webSocket || webSocket.readyState !== webSocket.OPEN) return;
    // What is told to many is encoded once.
    if (this.#last.text !== text) this.#last = { text, bytes: Buffer.from(text) };
    webSocket.send(this.#last.bytes, { binary: false });
    if (webSocket.bufferedAmount > MAX_BUFFERED) webSocket.terminate();
  }

  close(id: SocketId, code: number, reason: string): void {
    const webSocket = this.#sockets.get(id)?.webSocket;
    this.#sockets.delete(id);
    webSocket?.close(code, reason);
  }

  /** Ends the sockets that did not answer their last ping, and pings the others: of very many, some each time. */
  ping(): void {
    const rounds = Math.ceil(this.#sockets.size / PINGS);
    let turn = this.#round++;
    for (const socket of this.#sockets.values()) {
      if (turn++ % rounds !== 0) continue;
      if (!socket.answers) {
        socket.webSocket.terminate();
        continue;
      }
      socket.answers = false;
      socket.webSocket.ping();
    }
  }

  /** Tells every client to reconnect later. Resolves when all are gone. */
  async closeAll(): Promise<void> {
    const open = [...this.#server.clients];
    const closed = Promise.all(open.map((webSocket) => once(webSocket, "close")));
    for (const webSocket of open) webSocket.close(ROOM_CLOSE.restart, "The server is going down.");
    const impatience = setTimeout(() => {
      for (const webSocket of open) webSocket.terminate();
    }, GRACE);
    await closed;
    clearTimeout(impatience);
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, rooms: MemoryRooms): Promise<void> {
    if (!this.#options.hosts(request.headers.host)) return refuse(socket, new Response(null, { status: 403 }));
    const asked = toRequest(request);
    if (!asked) return refuse(socket, new Response(null, { status: 400 }));
    const wanted = serviceSocketAt(new URL(asked.url).pathname);
    if (wanted) {
      const take = rooms.servicesOf(wanted.room)?.awaits(wanted.key);
      if (!take) return refuse(socket, new Response(null, { status: 404 }));
      return this.#accept(request, socket, head, (webSocket) =>
        take(serviceSocketOf(webSocket as unknown as PlatformSocket)),
      );
    }
    const admission = await admitSocket(asked, this.#options);
    if (admission.type === "refuse") return refuse(socket, admission.response);
    if (admission.type === "close") {
      const { code, reason } = admission;
      return this.#accept(request, socket, head, (webSocket) => webSocket.close(code, reason));
    }
    const room = rooms.live(admission.claims.room);
    // Before the socket opens: what its client says first is not lost.
    const entry = await room.authorize(personOf(admission.claims));
    this.#accept(request, socket, head, (webSocket) => this.#open(webSocket, room, admission, entry));
  }

  #accept(request: IncomingMessage, socket: Duplex, head: Buffer, use: (webSocket: WebSocket) => void): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", terminate);
      use(webSocket);
    });
  }

  #open(webSocket: WebSocket, room: LiveRoom, { claims, versioned, ticket }: Accepted, entry: Entry): void {
    const id = randomUUID();
    const socket = { webSocket, answers: true };
    this.#sockets.set(id, socket);
    webSocket.on("pong", () => (socket.answers = true));
    webSocket.on("message", (data: Buffer, isBinary: boolean) => {
      room.take({ type: "message", socket: id, text: isBinary ? undefined : data.toString() });
    });
    webSocket.on("close", (code) => {
      this.#sockets.delete(id);
      room.take({ type: "disconnect", socket: id, goesAway: code === GOING_AWAY });
    });
    room.take({ type: "connect", socket: id, ...personOf(claims), versioned, ticket, ...forConnect(entry) });
  }
}

/** No closure: it would keep all that an upgrade was made of for as long as the socket is open. */
function terminate(this: WebSocket): void {
  this.terminate();
}

const isForSocket = ({ url = "", headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === "websocket" && isSocketPath(url.split("?", 1)[0] ?? "");

const isSocketPath = (path: string): boolean => path === SOCKET_PATH || serviceSocketAt(path) !== undefined;

/** The upgrade as a web-standard request; `undefined` when its address makes no sense, or has a password in it. */
function toRequest({ url, headers }: IncomingMessage): Request | undefined {
  const address = `http://${headers.host ?? "localhost"}${url ?? ""}`;
  if (!URL.canParse(address)) return undefined;
  const { username, password } = new URL(address);
  if (username !== "" || password !== "") return undefined;
  const { origin, "sec-websocket-protocol": protocol, "x-forwarded-host": forwarded } = headers;
  return new Request(address, {
    headers: {
      ...(typeof forwarded === "string" && { "x-forwarded-host": forwarded }),
      ...(origin !== undefined && { origin }),
      ...(protocol !== undefined && { "sec-websocket-protocol": protocol }),
    },
  });
}

/** Answers an upgrade that is not to be: browsers show nothing of it, so that it has no body. */
function refuse(socket: Duplex, { status, headers }: Response): void {
  const later = headers.get("retry-after");
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Error"}`,
    "Connection: close",
    "Content-Length: 0",
    ...(later === null ? [] : [`Retry-After: ${later}`]),
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n`);
}
