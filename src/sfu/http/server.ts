/**
 * The SFU's HTTP: the Connection API, the account and TURN APIs, and the fence that keeps pages of others out. This module is
 * the server under them.
 *
 * @module
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiFailure } from "../failure.js";
import type { Logger } from "../options.js";
import { failureReply, guarded, preflight, type HttpReply, type HttpRequest } from "./exchange.js";
import type { Caller, Fence } from "./fence.js";

/** Answers a request; undefined drops the connection without a word. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpReply | undefined>;

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** Bytes of the largest body. */
  readonly maxBody: number;
  /** Connections at once; more are closed as they come. */
  readonly maxConnections: number;
  readonly fence: Fence;
  readonly log: Logger;
}

type Headers = HttpRequest["headers"];

/** `node:http` around one handler: bodies, CORS preflight, failures as replies. */
export class HttpServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(options: HttpServerOptions, handler: HttpHandler): Promise<HttpServer> {
    const server = createServer((request, response) => void serve(request, response, options, handler));
    server.maxConnections = options.maxConnections;
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
  const headers = readHeaders(message);
  let caller: Caller | undefined;
  try {
    // Before the body is read: whoever may not call costs as little as can be.
    caller = options.fence.admit(headers);
    const reply =
      message.method === "OPTIONS"
        ? preflight()
        : await handler(await readRequest(message, headers, caller, options.maxBody));
    return reply && guarded(reply, caller);
  } catch (error) {
    if (error instanceof ApiFailure) return guarded(failureReply(error), caller);
    options.log("error", "request failed", { path: message.url, error: String(error) });
    return guarded(failureReply(new ApiFailure(500, "internal_error", "Backend error")), caller);
  }
}

function readHeaders(message: IncomingMessage): Headers {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(message.headers)) headers[name] = String(value);
  return headers;
}

async function readRequest(
  message: IncomingMessage,
  headers: Headers,
  caller: Caller,
  maxBody: number,
): Promise<HttpRequest> {
  const url = new URL(message.url ?? "/", "http://localhost");
  return {
    method: message.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: await readBody(message, maxBody),
    remoteAddress: message.socket.remoteAddress ?? "",
    caller,
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
