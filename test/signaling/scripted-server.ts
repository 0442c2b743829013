/** A room server that does what the test says: real HTTP and real sockets, no rules. */
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket as ServerSocket } from "ws";
import type { JoinRoomReply } from "../../src/wire/room-protocol.js";

export const SELF = "self-id";

export const person = (name: string, joinedAt: number) => ({ id: `${name}-id`, name, joinedAt });

export const joined = (revision: number, name: string, joinedAt = revision) => ({
  type: "join",
  revision,
  from: `${name}-id`,
  data: { participant_id: `${name}-id`, participant_name: name, joined_at: joinedAt },
});

/** One socket of the adapter, seen from the server. */
export class Peer {
  readonly socket: ServerSocket;
  readonly token: string | null;
  readonly ticket: string | undefined;
  readonly #received: unknown[] = [];
  #wake: (() => void) | undefined;
  /** Does it close when the client says goodbye? */
  isPolite = true;

  constructor(socket: ServerSocket, request: IncomingMessage) {
    this.socket = socket;
    this.token = new URL(request.url ?? "", "http://localhost").searchParams.get("token");
    this.ticket = /ticket\.([^,]+)/.exec(request.headers["sec-websocket-protocol"] ?? "")?.[1];
    socket.on("error", () => {});
    socket.on("message", (data: Buffer) => {
      const message: unknown = JSON.parse(data.toString());
      this.#received.push(message);
      this.#wake?.();
      if (this.isPolite && data.toString() === '{"type":"leave"}') socket.close(4000);
    });
  }

  /** The next message of the client. */
  async next(): Promise<unknown> {
    while (this.#received.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#received.shift();
  }

  send(...messages: unknown[]): void {
    for (const message of messages) this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  welcome(fields: object = {}): void {
    this.send({
      type: "welcome",
      protocol: 1,
      roomId: "standup",
      participantId: SELF,
      epoch: "first",
      revision: 1,
      timing: { heartbeat: 5_000, stale: 15_000 },
      participants: [],
      ...fields,
    });
  }
}

export class ScriptedServer {
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #peers: Peer[] = [];
  #wake: (() => void) | undefined;
  /** The bearer of every join. */
  readonly bearers: (string | undefined)[] = [];
  /** The body of every join. */
  readonly joins: unknown[] = [];
  /** Milliseconds for which a token is good. */
  lifetime = 3_600_000;
  /** What a join answers beside the rest. */
  extra: Partial<JoinRoomReply> = {};
  /** How a join is answered, when not with a reply. */
  joinStatus: { status: number; body: unknown } | undefined;
  /** How a request for a ticket is answered: by default with the token of the last join. */
  ticketReply: { status: number; body: unknown } | undefined;
  ticketsAsked = 0;
  /** Sockets that were asked for over plain HTTP, which there are not. */
  polls = 0;
  url = "";

  private constructor() {
    this.#http = createServer(async (request, response) => {
      if (request.url?.endsWith("/ticket")) {
        this.ticketsAsked++;
        const last = { ticket: `token-${this.bearers.length}`, expiresAt: 0 };
        const { status, body } = this.ticketReply ?? { status: 201, body: last };
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
        return;
      }
      if (request.url === "/api/poll") {
        this.polls++;
        response.writeHead(404).end();
        return;
      }
      this.bearers.push(request.headers.authorization);
      this.joins.push(await json(request));
      const reply: JoinRoomReply = {
        participantId: SELF,
        participantName: "Ada",
        room: { id: "standup", createdAt: 0, participantCount: 0 },
        token: `token-${this.bearers.length}`,
        expiresAt: Date.now() + this.lifetime,
        expiresIn: this.lifetime,
        iceServers: [{ urls: `stun:${this.bearers.length}.example.org` }],
        ...this.extra,
      };
      const { status, body } = this.joinStatus ?? { status: 200, body: reply };
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    this.#sockets = new WebSocketServer({ server: this.#http, path: "/ws" });
    this.#sockets.on("connection", (socket, request) => {
      this.#peers.push(new Peer(socket, request));
      this.#wake?.();
    });
  }

  static async start(): Promise<ScriptedServer> {
    const server = new ScriptedServer();
    await new Promise<void>((resolve) => server.#http.listen(0, "127.0.0.1", resolve));
    server.url = `http://127.0.0.1:${(server.#http.address() as AddressInfo).port}`;
    return server;
  }

  /** The next socket that the adapter opens. */
  async peer(): Promise<Peer> {
    for (;;) {
      const peer = this.#peers.shift();
      if (peer) return peer;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Gone without a word: sockets are cut and connections refused. */
  async vanish(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}
