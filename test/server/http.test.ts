import { once } from "node:events";
import { Agent, request as nodeRequest, type IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { startRoomServer } from "../../src/server/hosts/node.js";
import { enter, join, openSocket, openSocketWith, request } from "./support/client.js";
import { APP_ID, APP_SECRET } from "./support/upstream.js";
import { isNode } from "./support/host.js";
import { startTestServer } from "./support/server.js";

/** Sends a path as it is: `fetch` would tidy it up first. */
function raw(url: string, method: string, path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = nodeRequest({ hostname, port, method, path, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("origins", () => {
  it.each([
    ["https://evil.example", 403, undefined],
    ["null", 403, undefined],
    ["http://localhost.evil.example", 403, undefined],
    ["http://localhost:5173", 200, "http://localhost:5173"],
    ["http://127.0.0.1:1", 200, "http://127.0.0.1:1"],
  ])("without a list: %s gets %i", async (origin, status, allowed) => {
    const { url } = await startTestServer();
    const reply = await request(`${url}/api/rooms/yard/join`, {
      method: "POST",
      body: { name: "Ada" },
      headers: { origin },
    });
    expect(reply.status).toBe(status);
    expect(reply.headers.get("access-control-allow-origin") ?? undefined).toBe(allowed);
    expect(reply.headers.get("access-control-allow-credentials")).toBeNull();
    expect(reply.headers.get("vary")).toContain("Origin");
    if (status === 403) expect(reply.body).toMatchObject({ error: { code: "origin_not_allowed" } });
  });

  it("with a list: these, the server's own pages, and no others", async () => {
    const { url } = await startTestServer({ env: { CORS_ORIGIN: "https://app.example" } });
    const status = async (origin: string) => (await request(`${url}/health`, { headers: { origin } })).status;
    expect(await status("https://app.example")).toBe(200);
    expect(await status(url)).toBe(200);
    expect(await status("http://localhost:5173")).toBe(403);
    expect(await status("http://app.example")).toBe(403);
  });

  describe("behind a proxy that asks by another name", () => {
    const PAGE = "https://calls.example";
    const post = (url: string, path: string, headers: Record<string, string>, token?: string) =>
      request<{ ticket: string; error?: { reason: string } }>(`${url}/api/rooms/yard/${path}`, {
        method: "POST",
        body: { name: "Ada" },
        headers: { origin: PAGE, ...headers },
        ...(token !== undefined && { token }),
      });

    it.each([
      ["the browser calls its page the server's own", { "sec-fetch-site": "same-origin" }, undefined, 200],
      ["the browser calls it another's", { "sec-fetch-site": "cross-site" }, undefined, 403],
      ["the browser calls it a sibling's", { "sec-fetch-site": "same-site" }, undefined, 403],
      ["a proxy that is trusted names it", { "x-forwarded-host": "calls.example" }, "x-forwarded-for", 200],
      ["the trusted proxy names another", { "x-forwarded-host": "calls.example, inner" }, "x-forwarded-for", 403],
      ["somebody who is not trusted names it", { "x-forwarded-host": "calls.example" }, undefined, 403],
    ])("%s", async (_, headers, proxy, status) => {
      const { url, log } = await startTestServer({ env: { ...(proxy && { TRUSTED_PROXY: proxy }) } });
      const reply = await post(url, "join", headers as Record<string, string>);
      expect(reply.status).toBe(status);
      if (status === 200) return;
      expect(reply.body.error?.reason).toContain("CORS_ORIGIN");
      await post(url, "join", headers as Record<string, string>);
      const warnings = () => log.filter(({ event }) => event === "a page is not allowed");
      await expect.poll(warnings).toHaveLength(1);
      expect(warnings()[0]?.message).toContain("calls.example");
    });

    it("the socket opens for the page that got the ticket, and for no other", async () => {
      const { url } = await startTestServer();
      const { token } = await join(url, "yard", "Ada");
      const own = { "sec-fetch-site": "same-origin" };
      const open = async (origin: string) => {
        const { ticket } = (await post(url, "ticket", own, token)).body;
        return openSocketWith(`${url}/ws`, ["calls-room.v1", `ticket.${ticket}`], { origin });
      };
      await expect(open("https://evil.example")).rejects.toThrow("403");
      expect((await open(PAGE)).webSocket.protocol).toBe("calls-room.v1");
    });
  });

  it("answer a preflight with the methods and headers of the proxy", async () => {
    const { url } = await startTestServer({ env: { CORS_ORIGIN: "https://app.example" } });
    const preflight = (origin: string) =>
      request(`${url}/cloudflare/session/s1/tracks/update`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "PUT", "access-control-request-headers": "authorization" },
      });
    const { status, headers } = await preflight("https://app.example");
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-methods")).toContain("PUT");
    expect(headers.get("access-control-allow-headers")).toContain("authorization");
    expect((await preflight("https://evil.example")).status).toBe(403);
  });

  it("keep foreign pages from opening a socket, even with a good token", async () => {
    const { url } = await startTestServer();
    const { token } = await join(url, "yard", "Ada");
    await expect(openSocket(url, token, { origin: "https://evil.example" })).rejects.toThrow("403");
    const socket = await openSocket(url, token, { origin: url });
    expect(socket.webSocket.protocol).toBe("calls-room.v1");
  });
});

describe("paths", () => {
  it("that the proxy does not know go nowhere", async () => {
    const { url, upstream } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    const session = await ada.publish();
    const before = upstream.requests.length;
    const headers = { authorization: `Bearer ${ada.token}` };
    for (const [method, path] of [
      ["DELETE", `/${session}`],
      ["POST", `/${session}`],
      ["PUT", `/${session}/tracks/new`],
      ["POST", `/${session}/tracks/new/`],
      ["POST", `/${session}/tracks`],
      ["POST", `/${session}/unknown`],
      ["POST", `/${session}%2ftracks/new`],
      ["POST", `/${session}%2Ftracks%2Fnew`],
      ["GET", `/${session}/../../adapters/websocket/new`],
      ["GET", `/%2e%2e/${session}`],
      ["POST", `/x/../${session}/../../../adapters/websocket/new`],
      ["GET", "/"],
      ["GET", ""],
      ["GET", "/new"],
    ] as const) {
      const status = await raw(url, method, `/cloudflare/session${path}`, headers);
      expect([403, 404, 410], `${method} ${path}`).toContain(status);
    }
    expect(upstream.requests.length).toBe(before);
  });

  it("drop the query: it cannot add options to a session", async () => {
    const { url, upstream } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    expect((await ada.calls("POST", "?thirdparty=true&correlationId=x")).status).toBe(201);
    expect(upstream.requests.at(-1)?.path).toBe(`/v1/apps/${APP_ID}/sessions/new`);
  });

  it.runIf(isNode())("that are not the room server's are the fallback's", async () => {
    const { url } = await startTestServer({ fallback: ({ url }) => new Response(`page of ${new URL(url).pathname}`) });
    expect(await (await fetch(`${url}/index.html`)).text()).toBe("page of /index.html");
    expect((await fetch(`${url}/api/unknown`)).status).toBe(404);
    expect((await fetch(`${url}/ws`)).status).toBe(426);
    expect(await request(`${url}/health`)).toMatchObject({ status: 200, body: { status: "ok" } });
  });

  it("without a fallback are nowhere", async () => {
    const { url } = await startTestServer();
    const { status, headers } = await request(`${url}/index.html`);
    expect(status).toBe(404);
    expect(headers.get("content-type")).toContain("application/json");
  });
});

it.each([
  ["is too large", "/api/rooms", 413],
  ["nobody may send", "/cloudflare/session", 401],
  ["belongs nowhere", "/api/unknown", 404],
])("a body that %s is taken to its end, and the connection lives on", async (_, path, status) => {
  const { url } = await startTestServer();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const refused = nodeRequest(`${url}${path}`, { agent, method: "POST" }).end("x".repeat(1_000_000));
  const [reply] = (await once(refused, "response")) as [IncomingMessage];
  expect(reply.statusCode).toBe(status);
  await once(reply.resume(), "end");
  const next = nodeRequest(`${url}/health`, { agent }).end();
  const [health] = (await once(next, "response")) as [IncomingMessage];
  expect([health.statusCode, next.reusedSocket]).toEqual([200, true]);
  agent.destroy();
});

// workerd ends such a connection before a client that is still writing has read the answer.
it.runIf(isNode())("a body that does not tell its size is cut off where it is too large", async () => {
  const { url } = await startTestServer();
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(64 * 1024));
      if (sent === 1_000) controller.close();
    },
  });
  const init: RequestInit & { duplex: "half" } = { method: "POST", body, duplex: "half" };
  const reply = await fetch(`${url}/api/rooms`, init);
  expect(reply.status).toBe(413);
  expect(await reply.json()).toMatchObject({ error: { code: "message_too_large" } });
});

describe.runIf(isNode())("the process", () => {
  const calls = { base: "http://127.0.0.1:9/v1", appId: APP_ID, appSecret: APP_SECRET };

  it("says plainly that a port is busy", async () => {
    const { port } = await startTestServer();
    await expect(startRoomServer({ calls, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("refuses a short secret", async () => {
    await expect(startRoomServer({ calls, jwtSecret: "x".repeat(31) })).rejects.toThrow("at least 32");
  });

  it("tells clients to come back, and frees the port", async () => {
    const server = await startTestServer();
    const ada = await enter(server.url, "yard", "Ada");
    expect(await server.stats()).toEqual({ rooms: 1, participants: 1, sockets: 1 });
    await Promise.all([server.close(), server.close()]);
    expect((await ada.socket.closed).code).toBe(1012);
    const next = await startRoomServer({ calls, port: server.port });
    await next.close();
  });

  it("writes an address that a browser understands", async () => {
    const everywhere = await startRoomServer({ calls, host: "0.0.0.0" });
    expect(everywhere.url).toBe(`http://localhost:${everywhere.port}`);
    await everywhere.close();
  });
});
