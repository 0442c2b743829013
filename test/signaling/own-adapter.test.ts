/** The adapter that the guide to signaling shows is one: it passes the suite, against a server that does what the guide says of it. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { WebSocket as NodeWebSocket, WebSocketServer } from "ws";
import type { AnnouncedSession, Participant } from "../../src/signaling/index.js";
import { testAdapter } from "../../src/signaling/testing/index.js";
import type { AdapterFixture } from "../../src/signaling/testing/index.js";
import { mySignaling } from "./own-adapter.js";

/** Milliseconds for somebody to come back whose socket is lost. */
const GRACE = 5_000;
const KNOWN = "token-";

interface Said {
  readonly type: "me" | "bye";
  readonly token: string;
  readonly name: string;
  readonly session?: AnnouncedSession;
}

/** A server as the guide wants it: it keeps who is there, and tells everybody of all of them. */
async function startServer(): Promise<{ url: string; close(): void }> {
  const people = new Map<string, Participant>();
  const sockets = new Map<NodeWebSocket, string>();
  let count = 0;
  const tell = (): void => {
    for (const [socket, you] of sockets) {
      socket.send(JSON.stringify({ type: "people", you, people: [...people.values()] }));
    }
  };
  const drop = (id: string): void => {
    people.delete(id);
    tell();
  };
  // The proxy, as far as the suite needs one.
  const http = createServer((request, response) => {
    request.resume();
    response.writeHead(201).end(JSON.stringify({ sessionId: `session${++count}` }));
  });
  new WebSocketServer({ server: http }).on("connection", (socket) => {
    socket.on("message", (data) => {
      const { type, token = "", name, session }: Said = JSON.parse(String(data));
      const known = sockets.get(socket);
      if (type === "bye") {
        sockets.delete(socket);
        return known && drop(known);
      }
      if (!token.startsWith(KNOWN)) return socket.send(JSON.stringify({ type: "refused" }));
      const { joinedAt = ++count } = people.get(token) ?? {};
      people.set(token, { id: token, name, joinedAt, ...(session && { session }) });
      sockets.set(socket, token);
      tell();
    });
    socket.on("close", () => {
      const id = sockets.get(socket);
      sockets.delete(socket);
      if (!id) return;
      const look = (): void => void ([...sockets.values()].includes(id) || drop(id));
      setTimeout(look, GRACE).unref();
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const close = (): void => {
    for (const socket of sockets.keys()) socket.terminate();
    http.closeAllConnections();
    http.close();
  };
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, close };
}

it("stands in the guide as it is tested", () => {
  const adapter = readFileSync(new URL("own-adapter.ts", import.meta.url), "utf8");
  const guide = readFileSync(new URL("../../stories/guides/signaling.mdx", import.meta.url), "utf8");
  const shown = adapter.replaceAll("../../src/signaling/index.js", "calls-elements/signaling");
  expect(guide).toContain(`\`\`\`ts\n${shown}\`\`\``);
});

it("passes the suite for adapters", { timeout: 120_000 }, async () => {
  const fixture = async (): Promise<AdapterFixture> => {
    const { url, close } = await startServer();
    let count = 0;
    return {
      network: () => ({ fetch, WebSocket: NodeWebSocket as unknown as typeof WebSocket }),
      signaling: (network) => mySignaling({ url, token: `${KNOWN}${++count}`, ...network }),
      refused: (network) => ({
        signaling: mySignaling({ url, token: "nobody's", ...network }),
        code: "unauthorized",
      }),
      lacks: ["acts"],
      close,
    };
  };
  const report = await testAdapter(fixture, { limit: 25_000 });
  expect(report.filter(({ outcome }) => outcome === "failed")).toEqual([]);
  const skipped = report.filter(({ outcome }) => outcome === "skipped").map(({ name }) => name);
  expect(skipped.filter((name) => !/^(acts|facts|expiry)/.test(name))).toEqual([]);
});
