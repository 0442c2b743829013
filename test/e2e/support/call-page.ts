import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { root } from "./app.js";

/** A call and nothing else, with the script of the kit. */
export async function servePage(roomServer: string): Promise<Server> {
  const page = `<!doctype html><title>A call</title><script type="module" src="/calls-elements.js"></script>
    <body style="margin: 0; block-size: 100vh"><calls-room server="${roomServer}"></calls-room>`;
  const server = createServer(({ url = "/" }, response) => {
    const { pathname, searchParams } = new URL(url, "http://page");
    if (!pathname.endsWith(".js")) {
      const attributes = [...searchParams].map(([name, value]) => `${name}="${value}"`).join(" ");
      response.writeHead(200, { "content-type": "text/html" });
      return response.end(page.replace("<calls-room", `<calls-room ${attributes}`));
    }
    readFile(`${root}dist/cdn${pathname}`).then(
      (file) => response.writeHead(200, { "content-type": "text/javascript" }).end(file),
      () => response.writeHead(404).end(),
    );
    return undefined;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}
