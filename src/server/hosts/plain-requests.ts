import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { Duplex } from "node:stream";

/** Of the request that asked for another protocol. */
const HOP_BY_HOP = new Set(["upgrade", "http2-settings", "connection", "keep-alive", "proxy-connection"]);
/** Milliseconds without a byte, after which nobody is there any more. */
const PATIENCE = 30_000;

/**
 * Answers requests that ask for a protocol which the server does not have, such as `h2c`, as if they had not asked: a server may
 * ignore what it is offered (RFC 9110). Node gives such requests away with their socket, so they are written anew, and read by
 * a server that takes no upgrades.
 */
export class PlainRequests {
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  constructor(listener: RequestListener) {
    this.#server = createServer(listener);
  }

  /** @param head what has arrived of the body. */
  answer({ method, url, rawHeaders }: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    if ("setTimeout" in socket && typeof socket.setTimeout === "function") {
      socket.setTimeout(PATIENCE, () => socket.destroy());
    }
    const headers = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 && !HOP_BY_HOP.has(name.toLowerCase()) ? `${name}: ${rawHeaders[index + 1]}` : [],
    );
    const lines = [`${method} ${url} HTTP/1.1`, ...headers, "Connection: close", "", ""];
    socket.unshift(Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), head]));
    this.#server.emit("connection", socket);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
