/**
 * An Orange Meets server, as its protocol was read: one room's Durable Object with its traps, the sign-in by a cookie, and the proxy of
 * `partytracks` itself. It trusts whatever it is told, sends everybody everything, and forgets sockets as the original does.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { routePartyTracksRequest } from "partytracks/server";
import { WebSocketServer } from "ws";
import type { WebSocket as ServerSocket } from "ws";

export interface OrangeServerOptions {
  /** The Connection API behind `/partytracks`. */
  calls?: { base: string; appId: string; appSecret: string };
  /** Answers anything else, such as a page. */
  fallback?: (path: string) => { type: string; body: string };
  /** Milliseconds between two states of the room, and after which somebody without a heartbeat is gone. Orange's are 15 s. */
  alarm?: number;
}

type User = Record<string, unknown> & { id: string; tracks: Record<string, unknown> };

interface Room {
  /** By id, as partyserver has them. */
  readonly sockets: Map<string, ServerSocket>;
  readonly users: Map<string, User>;
  readonly heartbeats: Map<string, number>;
  readonly ai: { enabled: boolean; controllingUser?: string; error?: string; connectionPending: boolean };
  alarm?: NodeJS.Timeout;
}

export class OrangeServer {
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #options: OrangeServerOptions;
  readonly #rooms = new Map<string, Room>();
  /** Whether sockets need the cookie. */
  needsSignIn = true;
  /** Everything that clients said. */
  readonly heard: { from: string; message: Record<string, unknown> }[] = [];
  /** The names that browsers signed in by. */
  readonly signedIn: string[] = [];
  /** Why the next AI does not come. */
  aiError: string | undefined;
  url = "";

  private constructor(options: OrangeServerOptions) {
    this.#options = options;
    this.#http = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(500).end());
    });
    this.#http.on("upgrade", (request, socket, head) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
      const [, name] = /^\/parties\/rooms\/([^/]+)\/?$/.exec(pathname) ?? [];
      const id = searchParams.get("_pk");
      const username = /__session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
      if (!name || !id || (this.needsSignIn && !username)) {
        socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (peer) =>
        this.#connect(this.#room(name), id, decodeURIComponent(username ?? ""), peer),
      );
    });
  }

  static async start(options: OrangeServerOptions = {}): Promise<OrangeServer> {
    const server = new OrangeServer(options);
    server.#http.listen(0, "127.0.0.1");
    await once(server.#http, "listening");
    server.url = `http://127.0.0.1:${(server.#http.address() as AddressInfo).port}`;
    return server;
  }

  async close(): Promise<void> {
    for (const { alarm } of this.#rooms.values()) clearInterval(alarm);
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** What the room has of somebody. */
  user(room: string, id: string): User | undefined {
    return this.#room(room).users.get(id);
  }

  /** Says something to everybody in a room. */
  say(room: string, message: unknown): void {
    for (const socket of this.#room(room).sockets.values()) {
      socket.send(typeof message === "string" ? message : JSON.stringify(message));
    }
  }

  /** The state is said, as every 15 s. */
  broadcast(room: string): void {
    this.#tell(this.#room(room));
  }

  /** The sockets of somebody that are open, also those that the room has forgotten: the oldest first. */
  socketsOf(id: string): ServerSocket[] {
    return [...this.#sockets.clients].filter((socket) => (socket as ServerSocket & { id?: string }).id === id);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "/";
    if (request.method === "POST" && path.startsWith("/set-username")) {
      const name = new URLSearchParams((await buffer(request)).toString()).get("username") ?? "";
      this.signedIn.push(name);
      const cookie = `__session=${encodeURIComponent(name)}; Path=/; HttpOnly; SameSite=Lax`;
      response.writeHead(302, { location: "/", "set-cookie": cookie }).end();
    } else if (path.startsWith("/partytracks")) {
      await this.#proxy(request, response);
    } else {
      const { type, body } = this.#options.fallback?.(path) ?? { type: "text/html", body: "" };
      response.writeHead(200, { "content-type": type }).end(body);
    }
  }

  async #proxy(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { base = "http://127.0.0.1:1", appId = "app", appSecret = "secret" } = this.#options.calls ?? {};
    const body = await buffer(request);
    const asked = new Request(`${this.url}${request.url}`, {
      method: request.method ?? "GET",
      headers: request.headers as Record<string, string>,
      ...(body.length > 0 && { body }),
    });
    // It passes the body on as a stream, as Workers take it; Node's fetch would have to be told so.
    Object.defineProperty(asked, "body", { value: body.length > 0 ? body : null });
    const reply = await routePartyTracksRequest({
      appId,
      token: appSecret,
      realtimeApiBaseUrl: base,
      lockSessionToInitiator: true,
      request: asked,
    });
    const headers = Object.fromEntries(
      [...reply.headers].filter(([name]) => !/^(content-(length|encoding)|transfer-encoding|connection)$/.test(name)),
    );
    response.writeHead(reply.status, headers).end(Buffer.from(await reply.arrayBuffer()));
  }

  #room(name: string): Room {
    const known = this.#rooms.get(name);
    if (known) return known;
    const room: Room = {
      sockets: new Map(),
      users: new Map(),
      heartbeats: new Map(),
      ai: { enabled: false, connectionPending: false },
    };
    this.#rooms.set(name, room);
    return room;
  }

  #connect(room: Room, id: string, name: string, socket: ServerSocket): void {
    const { alarm = 15_000 } = this.#options;
    Object.assign(socket, { id });
    socket.on("error", () => {});
    room.sockets.set(id, socket);
    room.alarm ??= setInterval(() => this.#alarm(room), alarm);
    if (!room.users.has(id)) {
      const tracks = { audioEnabled: false, audioUnavailable: false, videoEnabled: false, screenShareEnabled: false };
      room.users.set(id, { id, name, joined: false, raisedHand: false, speaking: false, tracks });
    }
    room.heartbeats.set(id, Date.now());
    socket.on("message", (data: Buffer) => this.#hear(room, id, JSON.parse(data.toString())));
    // Whichever of the sockets of one id closes, the id is forgotten.
    socket.on("close", () => void room.sockets.delete(id));
    this.#tell(room);
  }

  #alarm(room: Room): void {
    const { alarm = 15_000 } = this.#options;
    for (const [id] of room.users) {
      if (Date.now() - (room.heartbeats.get(id) ?? 0) > alarm) this.#remove(room, id, 1011);
    }
    this.#tell(room);
  }

  #remove(room: Room, id: string, code: number): void {
    room.users.delete(id);
    room.sockets.get(id)?.close(code);
    for (const socket of room.sockets.values()) socket.send(JSON.stringify({ type: "userLeftNotification", id }));
  }

  #hear(room: Room, id: string, message: Record<string, unknown>): void {
    this.heard.push({ from: id, message });
    const { users, sockets, ai } = room;
    switch (message["type"]) {
      case "userUpdate":
        users.set(id, message["user"] as User);
        break;
      case "heartbeat":
        room.heartbeats.set(id, Date.now());
        return;
      case "userLeft":
        room.heartbeats.delete(id);
        this.#remove(room, id, 1000);
        break;
      case "directMessage": {
        const text = JSON.stringify({
          type: "directMessage",
          from: users.get(id)!["name"],
          message: message["message"],
        });
        return sockets.get(String(message["to"]))?.send(text);
      }
      case "muteUser": {
        const target = users.get(String(message["id"]));
        if (!target) return;
        target.tracks = { ...target.tracks, audioEnabled: false };
        sockets.get(target.id)?.send('{"type":"muteMic"}');
        break;
      }
      case "enableAi":
        Object.assign(ai, { connectionPending: true, error: undefined });
        this.#tell(room);
        Object.assign(ai, { connectionPending: false, enabled: !this.aiError, error: this.aiError });
        break;
      case "disableAi":
        Object.assign(ai, { enabled: false, controllingUser: undefined });
        break;
      case "requestAiControl":
        ai.controllingUser = id;
        break;
      case "relenquishAiControl":
        delete ai.controllingUser;
        break;
      case "e2eeMlsMessage":
        for (const [other, socket] of sockets) if (other !== id) socket.send(JSON.stringify(message));
        return;
      default:
        return;
    }
    this.#tell(room);
  }

  #tell({ users, sockets, ai }: Room): void {
    const tracks = { audioEnabled: true, audio: `${"a".repeat(32)}/ai-generated-voice` };
    const machine = { id: "ai", name: "AI", joined: true, raisedHand: false, speaking: false, tracks };
    const state = { users: [...users.values(), ...(ai.enabled ? [machine] : [])], ai };
    for (const socket of sockets.values()) socket.send(JSON.stringify({ type: "roomState", state }));
  }
}
