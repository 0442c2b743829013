import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An SFU that makes sessions, and nothing else. */
export async function serveSessions(): Promise<string> {
  let sessions = 0;
  const server = createServer((request, response) => {
    response.writeHead(request.method === "POST" ? 201 : 200, { "content-type": "application/json" });
    const state = { tracks: [], dataChannels: [] };
    response.end(JSON.stringify(request.method === "POST" ? { sessionId: `s${sessions++}` } : state));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}
