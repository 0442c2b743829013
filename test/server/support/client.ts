import { WebSocket } from "ws";
import { ROOM_SUBPROTOCOL } from "../../../src/wire/tables.js";
import type { JoinRoomReply, ServerMessage } from "../../../src/wire/room-protocol.js";

/** One socket, with what arrived on it in order. */
export interface TestSocket {
  readonly webSocket: WebSocket;
  /** Everything that has arrived, as text. */
  readonly texts: string[];
  send(message: unknown): void;
  /** The next message that was not taken yet. Rejects when the socket closes first. */
  next(): Promise<ServerMessage>;
  /** The next message of a type; the ones before it are dropped. */
  nextOf<T extends ServerMessage["type"]>(type: T): Promise<Extract<ServerMessage, { type: T }>>;
  /**
   * Resolves when the room has taken what was sent before, and its answers have arrived. The mark is a heartbeat that is
   * written with a space: the usual one may be answered without asking the room.
   */
  settled(): Promise<ServerMessage[]>;
  readonly closed: Promise<{ code: number; reason: string }>;
}

export function wrap(webSocket: WebSocket): TestSocket {
  const texts: string[] = [];
  const queue: ServerMessage[] = [];
  const takers: { resolve(message: ServerMessage): void; reject(error: Error): void }[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    webSocket.on("close", (code, reason) => {
      for (const taker of takers.splice(0)) taker.reject(new Error(`closed with ${code} ${reason.toString()}`));
      resolve({ code, reason: reason.toString() });
    });
  });
  webSocket.on("message", (data: Buffer) => {
    texts.push(data.toString());
    const message = JSON.parse(data.toString()) as ServerMessage;
    const taker = takers.shift();
    if (taker) taker.resolve(message);
    else queue.push(message);
  });
  const next = (): Promise<ServerMessage> => {
    const message = queue.shift();
    if (message) return Promise.resolve(message);
    if (webSocket.readyState >= WebSocket.CLOSING) return Promise.reject(new Error("closed"));
    return new Promise((resolve, reject) => takers.push({ resolve, reject }));
  };
  const send = (message: unknown): void =>
    webSocket.send(typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  return {
    webSocket,
    texts,
    send,
    next,
    closed,
    async nextOf<T extends ServerMessage["type"]>(type: T) {
      for (;;) {
        const message = await next();
        if (message.type === type) return message as Extract<ServerMessage, { type: T }>;
      }
    },
    async settled() {
      const before: ServerMessage[] = [];
      send('{"type": "heartbeat"}');
      for (;;) {
        const message = await next();
        if (message.type === "heartbeat") return before;
        before.push(message);
      }
    },
  };
}

export interface OpenOptions {
  /** Subprotocols; default version 1. */
  protocols?: string[];
  origin?: string;
  /** `false` for a client whose network is gone: it does not answer pings. */
  autoPong?: boolean;
}

/** Opens a room's socket with a token in the address. */
export function openSocket(url: string, token: string, options: OpenOptions = {}): Promise<TestSocket> {
  const { protocols = [ROOM_SUBPROTOCOL], ...rest } = options;
  return openSocketWith(`${url}/ws?token=${encodeURIComponent(token)}`, protocols, rest);
}

/** Opens a socket at an address of the server. */
export async function openSocketWith(url: string, protocols: string[], rest: object = {}): Promise<TestSocket> {
  const webSocket = new WebSocket(url.replace("http", "ws"), protocols, rest);
  const socket = wrap(webSocket);
  await new Promise<void>((resolve, reject) => {
    webSocket.once("open", () => resolve());
    webSocket.once("error", reject);
  });
  return socket;
}

export interface Reply<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** Sends JSON and reads JSON. */
export async function request<T = Record<string, unknown>>(
  url: string,
  options: { method?: string; token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Reply<T>> {
  const { method = "GET", token, body, headers = {} } = options;
  const response = await fetch(url, {
    method,
    headers: {
      // A connection of its own: a server that refuses may close the one before, and nobody knows yet.
      connection: "close",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as T };
}

/** Joins a room over HTTP. */
export async function join(url: string, room: string, name: string, token?: string): Promise<JoinRoomReply> {
  const reply = await request<JoinRoomReply>(`${url}/api/rooms/${encodeURIComponent(room)}/join`, {
    method: "POST",
    body: { name },
    ...(token !== undefined && { token }),
  });
  if (reply.status !== 200) throw new Error(`join answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}

/** Somebody in a room: joined, connected and greeted. */
export interface Person {
  readonly id: string;
  readonly token: string;
  readonly socket: TestSocket;
  readonly welcome: Extract<ServerMessage, { type: "welcome" }>;
  /** Calls the proxy. */
  calls<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Reply<T>>;
  /** Makes an SFU session and, with tracks, announces them. */
  publish(trackNames?: string[], channelNames?: string[]): Promise<string>;
}

export async function enter(url: string, room: string, name: string, shown?: string): Promise<Person> {
  const { participantId: id, token } = await join(url, room, name, shown);
  const socket = await openSocket(url, token);
  socket.send({ type: "hello", protocol: 1 });
  const welcome = await socket.nextOf("welcome");
  const calls = <T>(method: string, path: string, body?: unknown): Promise<Reply<T>> =>
    request<T>(`${url}/cloudflare/session${path}`, { method, token, ...(body !== undefined && { body }) });
  return {
    id,
    token,
    socket,
    welcome,
    calls,
    async publish(trackNames = [], channelNames = []) {
      const { sessionId } = (await calls<{ sessionId: string }>("POST", "")).body;
      if (trackNames.length + channelNames.length > 0) {
        const tracks = trackNames.map((trackName) => ({ trackName, kind: "audio" }));
        socket.send({
          type: "cloudflare-session",
          sessionId,
          tracks,
          channels: channelNames.map((channel) => ({ name: channel })),
        });
        await socket.nextOf("cloudflare-session");
      }
      return sessionId;
    },
  };
}
