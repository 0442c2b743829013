/** What somebody with bad intent sends: each refused with the right code, and the room as it was. */
import { createServer, request as nodeRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { createTokens } from "../../src/server/access/tokens.js";
import type { MemoryRooms } from "../../src/server/hosts/memory-rooms.js";
import { NodeSockets } from "../../src/server/hosts/node-sockets.js";
import { enter, join, openSocket, openSocketWith, request } from "./support/client.js";
import { isNode } from "./support/host.js";
import { JWT_SECRET, startTestServer } from "./support/server.js";
import { offer, sendSdp, serveMedia } from "./support/whip.js";

const key = new TextEncoder().encode(JWT_SECRET);
const CLAIMS = { room: "yard", sub: "ada", name: "Ada", role: "host" };

/** Sends a path as it is. */
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

describe("tokens for encoders and players", { timeout: 30_000 }, () => {
  it.each([
    [
      "forged",
      () => new SignJWT(CLAIMS).setProtectedHeader({ alg: "HS256" }).setExpirationTime("1h").sign(new Uint8Array(64)),
      401,
    ],
    ["of no algorithm", () => Promise.resolve(new UnsecuredJWT(CLAIMS).setExpirationTime("1h").encode()), 401],
    ["expired", () => new SignJWT(CLAIMS).setProtectedHeader({ alg: "HS256" }).setExpirationTime(1).sign(key), 401],
    ["without an end", () => new SignJWT(CLAIMS).setProtectedHeader({ alg: "HS256" }).sign(key), 401],
    [
      "for another room",
      () =>
        new SignJWT({ ...CLAIMS, room: "elsewhere" })
          .setProtectedHeader({ alg: "HS256" })
          .setExpirationTime("1h")
          .sign(key),
      403,
    ],
    [
      "that are tickets",
      async () =>
        (
          await createTokens({ secret: JWT_SECRET, now: Date.now }).issueTicket({
            room: "yard",
            participantId: "ada",
            name: "Ada",
            role: "host",
          })
        ).ticket,
      401,
    ],
    ["that are rubbish", () => Promise.resolve("a.b.c"), 401],
  ] as const)("%s open nothing", async (_, make, status) => {
    // On an open server too: a bad token is no better than none, and worse.
    for (const access of ["open", "token"]) {
      const { url, upstream, stats } = await startTestServer({ env: { ROOM_ACCESS: access } });
      const token = await make();
      const replies = [
        await sendSdp(`${url}/whip/yard`, offer(), { token }),
        await sendSdp(`${url}/whep/yard/ada`, offer("recvonly"), { token }),
        await sendSdp(`${url}/api/calls/whip/cam`, offer(), { token, headers: {} }),
      ];
      expect(replies.slice(0, 2).map((reply) => reply.status)).toEqual([status, status]);
      expect([401, 403]).toContain(replies[2]?.status);
      for (const { text } of replies) expect(text).not.toContain(token);
      expect(upstream.requests).toEqual([]);
      expect((await stats()).participants).toBe(0);
    }
  });
});

describe("addresses of streams", () => {
  it("cannot be guessed, and are of one room only", async () => {
    const server = await startTestServer();
    serveMedia(server.upstream);
    const { url } = server;
    const location = (await sendSdp(`${url}/whip/yard`, offer())).headers.get("location") ?? "";
    const id = location.split("/").at(-1) ?? "";
    for (const path of [
      `/whip/elsewhere/${id}`,
      `/whip/yard/${id.slice(0, -1)}0x`,
      "/whip/yard/0",
      "/whip/yard/__proto__",
      "/whip/yard/constructor",
    ]) {
      // prettier-ignore
      expect((await sendSdp(`${url}${path}`, "", { method: "DELETE" })).status, path).toBe(404);
    }
    expect((await fetch(`${url}${location}`)).status).toBe(204);
    expect(JSON.stringify(server.log)).not.toContain(id);
  });

  it("are what they are, however they are written", async () => {
    const { url, upstream } = await startTestServer();
    for (const path of [
      "/whip/..%2f..%2fapi%2frooms",
      "/whip/%2e%2e%2fyard",
      "/whip/yard%00",
      "/whip/yard%2f..%2fx",
      "/whip/%",
      "/whip/../../etc/passwd",
      "/whep/yard/..%2f..%2fx%00",
      "/whip/",
    ]) {
      const status = await raw(url, "POST", path, { "content-type": "application/sdp" });
      expect([400, 404, 405], path).toContain(status);
    }
    expect(upstream.requests).toEqual([]);
    expect((await request(`${url}/health`)).status).toBe(200);
  });
});

describe("bodies", () => {
  const deep = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

  it("that are deep, or speak of prototypes, change nothing", async () => {
    const { url } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    const report = (body: string) =>
      request(`${url}/api/rooms/yard/report`, { method: "POST", body, token: ada.token });
    for (const body of [
      deep(7_000),
      `{"name":${deep(7_000)}}`,
      '{"__proto__":{"name":"Eve"}}',
      '{"constructor":{"prototype":{"name":"Eve"}}}',
    ]) {
      expect((await request(`${url}/api/rooms/yard/join`, { method: "POST", body })).status).toBe(400);
    }
    expect((await report('{"description":"x","__proto__":{"polluted":true}}')).status).toBe(202);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    ada.socket.send(`{"type":"profile","metadata":${deep(5_000)}}`);
    expect(await ada.socket.settled()).toContainEqual(
      expect.objectContaining({ type: "error", code: "invalid_message" }),
    );
    expect((await request<{ participantCount: number }>(`${url}/api/rooms/yard`)).body.participantCount).toBe(1);
  });

  it("with a script for a name are a name, as text, of the type that they are", async () => {
    const { url } = await startTestServer();
    serveMedia((await startTestServer()).upstream);
    const script = "<script>alert(1)</script>";
    const ada = await enter(url, "yard", script);
    const reply = await request<{ participantName: string }>(`${url}/api/rooms/cellar/join`, {
      method: "POST",
      body: { name: script },
    });
    expect(reply.body.participantName).toBe(script);
    expect(reply.headers.get("content-type")).toContain("application/json");
    expect(reply.headers.get("x-content-type-options")).toBe("nosniff");
    expect(reply.headers.get("content-security-policy")).toContain("default-src 'none'");
    ada.socket.send({ type: "chat", id: "one", text: script });
    const said = await ada.socket.nextOf("chat");
    expect(said.messages[0]).toMatchObject({ text: script });
  });
});

describe("sockets", { timeout: 60_000 }, () => {
  it("end with a message of a megabyte, and the room goes on", async () => {
    const { url } = await startTestServer();
    const [ada, eve] = [await enter(url, "yard", "Ada"), await enter(url, "yard", "Eve")];
    eve.socket.send(JSON.stringify({ type: "chat", id: "x", text: "x".repeat(1024 * 1024) }));
    expect([1009, 4004]).toContain((await eve.socket.closed).code);
    expect(await ada.socket.settled()).toBeDefined();
  });

  it("are opened once by a ticket, and by no page of another origin", async () => {
    const { url } = await startTestServer();
    const { token } = await join(url, "yard", "Ada");
    const { ticket } = (await request<{ ticket: string }>(`${url}/api/rooms/yard/ticket`, { method: "POST", token }))
      .body;
    const open = () => openSocketWith(`${url}/ws`, ["calls-room.v1", `ticket.${ticket}`]);
    const first = await open();
    first.send({ type: "hello", protocol: 1 });
    await first.nextOf("welcome");
    expect((await (await open()).closed).code).toBe(4003);
    expect(first.webSocket.readyState).toBe(1);
    await expect(openSocket(url, token, { origin: "https://evil.example" })).rejects.toThrow("403");
  });

  it.runIf(isNode())("of somebody who does not read are ended, before they cost much", async () => {
    const tokens = createTokens({ secret: JWT_SECRET, now: Date.now });
    const sockets = new NodeSockets({ tokens, hosts: () => true, origins: () => true, log: () => {} });
    const opened: string[] = [];
    const room = {
      authorize: (person: unknown) => Promise.resolve({ person }),
      take: (input: { type: string; socket: string }) => void (input.type === "connect" && opened.push(input.socket)),
    };
    const server = createServer();
    sockets.attach(server, { live: () => room } as unknown as MemoryRooms);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const { token } = await tokens.issue({ room: "yard", participantId: "eve", name: "Eve", role: "speaker" });
    const [eve, ada] = [
      await openSocket(`http://127.0.0.1:${port}`, token),
      await openSocket(`http://127.0.0.1:${port}`, token),
    ];
    await expect.poll(() => opened.length).toBe(2);
    eve.webSocket.pause();
    const text = JSON.stringify({ type: "heartbeat", padding: "x".repeat(64 * 1024) });
    let sent = 0;
    while (sockets.size === 2 && sent < 2_000) {
      for (const id of opened) sockets.send(id, text);
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    // The system's own buffers take some of it, and the server at most four megabytes.
    expect(sent).toBeLessThan(1_000);
    await expect.poll(() => ada.texts.length).toBe(sent);
    expect(ada.webSocket.readyState).toBe(1);
    ada.webSocket.terminate();
    eve.webSocket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });
});
