/**
 * A proxy before the app, as companies have: it adds headers to pages, and lets everything else through. Its own page, if it has one, is
 * at `/own`.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect, type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

export interface Front {
  readonly url: string;
  close(): void;
}

export interface FrontOptions {
  /** The page at `/own`. */
  readonly page?: string;
  /** Default `pass`. `refuse`: as if nobody had asked for another protocol; `silence`: opened, and nothing comes ever. */
  readonly upgrades?: "pass" | "refuse" | "silence";
}

export async function startFront(
  app: string,
  pageHeaders: Record<string, string> = {},
  { page = "", upgrades = "pass" }: FrontOptions = {},
): Promise<Front> {
  const { hostname, port } = new URL(app);
  const server = createServer((asked, reply) => {
    const { url: path, method, headers } = asked;
    if (path === "/own") {
      reply.writeHead(200, { "content-type": "text/html; charset=utf-8", ...pageHeaders }).end(page);
      return;
    }
    const passed = request({ hostname, port, path, method, headers }, (answer) => {
      const isPage = answer.headers["content-type"]?.startsWith("text/html");
      reply.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...(isPage && pageHeaders) });
      answer.pipe(reply);
    });
    passed.on("error", () => reply.destroy());
    asked.pipe(passed);
  });
  const held = new Set<Duplex>();
  server.on("upgrade", ({ url: path, rawHeaders, headers }, socket, head) => {
    if (upgrades !== "pass") {
      held.add(socket.on("error", () => socket.destroy()));
      if (upgrades === "refuse") return void socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
      const key = `${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      const accept = createHash("sha1").update(key).digest("base64");
      const protocol = headers["sec-websocket-protocol"]?.split(",")[0]?.trim() ?? "";
      const lines = [`Sec-WebSocket-Accept: ${accept}`, `Sec-WebSocket-Protocol: ${protocol}`];
      socket.write(
        ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", ...lines, "", ""].join(
          "\r\n",
        ),
      );
      return undefined;
    }
    const passed = connect(Number(port), hostname);
    const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? `${name}: ${rawHeaders[index + 1]}` : []));
    passed.write([`GET ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
    passed.write(head);
    passed.pipe(socket).pipe(passed);
    for (const end of [passed, socket]) {
      end.on("error", () => {
        passed.destroy();
        socket.destroy();
      });
    }
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      for (const socket of held) socket.destroy();
      server.closeAllConnections();
    },
  };
}
