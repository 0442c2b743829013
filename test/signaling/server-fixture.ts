/** The real room server with nothing behind its proxy, and people who join it through the adapter. */
import type { AddressInfo } from "node:net";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { WebSocket as NodeWebSocket } from "ws";
import { startRoomServer } from "../../src/server/hosts/node.js";
import type { RoomServer, RoomServerOptions } from "../../src/server/hosts/node.js";
import { roomServer } from "../../src/signaling/room-server/index.js";
import type { RoomServerOptions as SignalingOptions } from "../../src/signaling/room-server/index.js";
import type { RoomConnection, SignalingEvent } from "../../src/signaling/signaling.js";

/** Every socket that the adapter opened, to cut and to count. */
export class Sockets {
  readonly all: NodeWebSocket[] = [];
  readonly WebSocket: typeof WebSocket;

  constructor() {
    const opened = this.all;
    class Recorded extends NodeWebSocket {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols);
        opened.push(this);
      }
    }
    this.WebSocket = Recorded as unknown as typeof WebSocket;
  }

  get last(): NodeWebSocket {
    return this.all.at(-1)!;
  }

  /** Resolves when the last socket is open. */
  async opened(): Promise<void> {
    while (this.all.at(-1)?.readyState !== 1) await new Promise((resolve) => setImmediate(resolve));
  }

  get open(): number {
    return this.all.filter((socket) => socket.readyState !== socket.CLOSED).length;
  }
}

/** A Connection API that knows how to make sessions, and repeats what it was asked. */
export async function startUpstream(): Promise<{ base: string; server: Server; asked: string[] }> {
  const asked: string[] = [];
  let sessions = 0;
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const isNew = request.url?.includes("/sessions/new");
    const body = isNew ? { sessionId: `session${++sessions}`.padEnd(32, "0") } : { tracks: [], dataChannels: [] };
    response.writeHead(isNew ? 201 : 200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, asked };
}

export class ServerFixture {
  readonly sockets = new Sockets();
  readonly #connections: RoomConnection[] = [];
  readonly #upstream: Awaited<ReturnType<typeof startUpstream>>;
  readonly #options: Partial<RoomServerOptions>;
  server: RoomServer;

  private constructor(
    upstream: Awaited<ReturnType<typeof startUpstream>>,
    server: RoomServer,
    options: Partial<RoomServerOptions>,
  ) {
    this.#upstream = upstream;
    this.server = server;
    this.#options = options;
  }

  static async start(options: Partial<RoomServerOptions> = {}): Promise<ServerFixture> {
    const upstream = await startUpstream();
    const fixed = { jwtSecret: "a secret of this test and of nothing else", ...options };
    const calls = { base: upstream.base, appId: "app", appSecret: "secret" };
    return new ServerFixture(upstream, await startRoomServer({ calls, ...fixed }), { calls, ...fixed });
  }

  /** What the proxy asked of the SFU. */
  get asked(): readonly string[] {
    return this.#upstream.asked;
  }

  async join(
    name: string,
    options: SignalingOptions & { signal?: AbortSignal; room?: string; onWaiting?: () => void } = {},
  ) {
    const { signal = new AbortController().signal, room = "standup", onWaiting, ...rest } = options;
    const signaling = roomServer({ url: this.server.url, WebSocket: this.sockets.WebSocket, ...rest });
    const connection = await signaling.join({ room, name, signal, ...(onWaiting && { onWaiting }) });
    this.#connections.push(connection);
    return connection;
  }

  /** As {@link join}, with the token that the server gave. */
  async joinWithToken(name: string): Promise<{ connection: RoomConnection; token: string }> {
    let token = "";
    const recording: typeof fetch = async (input, init) => {
      const reply = await fetch(input, init);
      ({ token = token } = (await reply.clone().json()) as { token?: string });
      return reply;
    };
    return { connection: await this.join(name, { fetch: recording }), token };
  }

  /** The same address with another life of every room. */
  async restart(): Promise<void> {
    const { port } = this.server;
    await this.server.close();
    this.server = await startRoomServer({ ...this.#options, port } as RoomServerOptions);
  }

  async end(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.leave()));
    await this.server.close();
    await new Promise((resolve) => this.#upstream.server.close(resolve));
  }
}

/** Resolves with what `pick` gives for the connection as soon as it gives something. */
export function when<T>(
  connection: RoomConnection,
  pick: (event?: SignalingEvent) => T | undefined | false,
): Promise<T> {
  return new Promise((resolve) => {
    const check = (event?: SignalingEvent) => {
      const value = pick(event);
      if (value === undefined || value === false) return;
      unsubscribe();
      resolve(value);
    };
    const unsubscribe = connection.subscribe(check);
    check();
  });
}

export const names = (connection: RoomConnection) => connection.roster.map(({ name }) => name);
