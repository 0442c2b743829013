/** What the Worker host uses of Cloudflare's runtime, as far as it goes: no dependency, and nothing that is not used. */
import type { ServicePorts } from "../services/room-services.js";
import { DialError, serviceSocketOf } from "../services/socket.js";

/** A socket of the runtime: it can outlive the object that accepted it. */
export interface HibernatingWebSocket extends WebSocket {
  /** Starts a socket that no object holds. */
  accept(): void;
  serializeAttachment(value: unknown): void;
  deserializeAttachment(): unknown;
}

export interface DurableObjectStorage {
  readonly sql: {
    exec(query: string, ...values: (string | number | null)[]): { toArray(): Record<string, unknown>[] };
  };
  transactionSync(work: () => void): void;
  setAlarm(at: number): Promise<void>;
  deleteAll(): Promise<void>;
}

export interface DurableObjectState {
  readonly storage: DurableObjectStorage;
  acceptWebSocket(socket: HibernatingWebSocket): void;
  getWebSockets(): HibernatingWebSocket[];
  setWebSocketAutoResponse(pair: object): void;
  getWebSocketAutoResponseTimestamp(socket: HibernatingWebSocket): Date | null;
}

export interface DurableObjectNamespace {
  idFromName(name: string): object;
  get(id: object): Fetcher;
}

/** Something that answers requests: a Durable Object, or the Worker's static files. */
export interface Fetcher {
  fetch(request: Request): Promise<Response>;
}

export interface KVNamespace {
  get(key: string, type: "json"): Promise<unknown>;
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>;
}

declare const WebSocketPair: new () => { 0: HibernatingWebSocket; 1: HibernatingWebSocket };
declare const WebSocketRequestResponsePair: new (request: string, response: string) => object;

/** A reply to a heartbeat that the runtime gives without waking the object. */
export const autoResponse = (request: string, response: string): object =>
  new WebSocketRequestResponsePair(request, response);

/** Two ends of a new socket: one for the client, one to keep. */
export function createSocketPair(): { client: HibernatingWebSocket; server: HibernatingWebSocket } {
  const pair = new WebSocketPair();
  return { client: pair[0], server: pair[1] };
}

/** The answer to an upgrade: the client gets its end of the socket. */
export function upgradeResponse(client: HibernatingWebSocket, protocol: string | undefined): Response {
  const init: ResponseInit & { webSocket: HibernatingWebSocket } = {
    status: 101,
    webSocket: client,
    ...(protocol !== undefined && { headers: { "sec-websocket-protocol": protocol } }),
  };
  return new Response(null, init);
}

/** The socket that an object has answered an upgrade with. @throws Error when it has not. */
export function acceptSocket({ webSocket, status }: Response & { webSocket?: HibernatingWebSocket | null }): WebSocket {
  if (!webSocket) throw new Error(`The object answered ${status}.`);
  webSocket.accept();
  return webSocket;
}

/** Opens a socket from a Worker. What fails says no address: keys may be in it. */
export const dial: ServicePorts["dial"] = async (url, { headers, protocols = [], signal }) => {
  const reply: Response & { readonly webSocket?: HibernatingWebSocket | null } = await fetch(
    url.replace(/^ws/, "http"),
    {
      headers: {
        ...headers,
        upgrade: "websocket",
        ...(protocols.length > 0 && { "sec-websocket-protocol": protocols.join(", ") }),
      },
      signal,
    },
  ).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new DialError(undefined, error);
  });
  const { webSocket, status } = reply;
  if (!webSocket) throw new DialError(status);
  webSocket.accept();
  return serviceSocketOf(webSocket);
};
