/** A proxy before the app, as companies have: it adds headers to pages, and lets everything else through. */
import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect, type AddressInfo } from "node:net";

export interface Front {
  readonly url: string;
  close(): void;
}

export async function startFront(app: string, pageHeaders: Record<string, string>): Promise<Front> {
  const { hostname, port } = new URL(app);
  const server = createServer((asked, reply) => {
    const { url: path, method, headers } = asked;
    const passed = request({ hostname, port, path, method, headers }, (answer) => {
      const isPage = answer.headers["content-type"]?.startsWith("text/html");
      reply.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...(isPage && pageHeaders) });
      answer.pipe(reply);
    });
    passed.on("error", () => reply.destroy());
    asked.pipe(passed);
  });
  server.on("upgrade", ({ url: path, rawHeaders }, socket, head) => {
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
      server.closeAllConnections();
    },
  };
}
