import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiFailure } from "../failure.js";
import type { Logger } from "../options.js";
import { failureReply, preflight, type HttpReply, type HttpRequest } from "./exchange.js";

/** Answers a request; undefined drops the connection without a word. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpReply | undefined>;

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** Bytes of the largest body. */
  readonly maxBody: number;
  readonly log: Logger;
}

/** `node:http` around one handler: bodies, CORS preflight, failures as replies. */
export class HttpServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(options: HttpServerOptions, handler: HttpHandler): Promise<HttpServer> {
    const server = createServer((request, response) => void serve(request, response, options, handler));
    server.listen(options.port, options.host);
    await once(server, "listening");
    return new HttpServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
  handler: HttpHandler,
): Promise<void> {
  const reply = await answer(message, options, handler);
  if (!reply) {
    message.socket.destroy();
    return;
  }
  response.writeHead(reply.status, { ...reply.headers, "content-length": Buffer.byteLength(reply.body) });
  response.end(reply.body);
}

async function answer(
  message: IncomingMessage,
  options: HttpServerOptions,
  handler: HttpHandler,
): Promise<HttpReply | undefined> {
  try {
    if (message.method === "OPTIONS") return preflight();
    return await handler(await readRequest(message, options.maxBody));
  } catch (error) {
    if (error instanceof ApiFailure) return failureReply(error);
    options.log("error", "request failed", { path: message.url, error: String(error) });
    return failureReply(new ApiFailure(500, "internal_error", "Backend error"));
  }
}

async function readRequest(message: IncomingMessage, maxBody: number): Promise<HttpRequest> {
  const url = new URL(message.url ?? "/", "http://localhost");
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(message.headers)) headers[name] = String(value);
  return {
    method: message.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: await readBody(message, maxBody),
    remoteAddress: message.socket.remoteAddress ?? "",
  };
}

async function readBody(message: IncomingMessage, maxBody: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    const bytes = chunk as Buffer;
    length += bytes.length;
    // The rest is read and dropped, so that the caller gets to read the refusal, within reason.
    if (length > maxBody * 8) break;
    if (length <= maxBody) chunks.push(bytes);
  }
  if (length > maxBody) throw new ApiFailure(413, "payload_too_large", "The request body is too large");
  return Buffer.concat(chunks).toString("utf8");
}
