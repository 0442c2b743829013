/** Doors that are asked too much, and asked in other words. */
import { SignJWT } from "jose";
import { expect } from "vitest";
import { enter, join, request } from "../../support/client.js";
import { JWT_SECRET } from "../../support/server.js";
import { offer, sendSdp } from "../../support/whip.js";
import type { AttackRow } from "../row.js";
import { mint } from "../../support/mint.js";
import { post, expectNoRoom, raw } from "../strangers.js";

const asking = (method: string, path: string): AttackRow => ({
  attacker: "a stranger",
  way: path.startsWith("/whep") ? "WHEP" : path.startsWith("/whip") ? "WHIP" : "guest link",
  tries: `asks with ${method} ${path} of a room that is not there`,
  answer: "no room is made",
  async run(server) {
    await sendSdp(`${server.url}${path}`, method === "GET" ? "" : "a=candidate:1", {
      method: method === "GET" ? "DELETE" : method,
    });
    await request(`${server.url}${path}`, { method });
    await expectNoRoom(server, path.startsWith("/api") ? "guests" : "cellar");
  },
});

const strangeWays: readonly (readonly [path: string, what: string])[] = [
  ["/%61pi/rooms/yard/join", "one letter escaped"],
  ["/api/r%6Foms/yard/join", "a letter of another part escaped"],
  ["/%61%70%69/%72%6f%6f%6d%73/yard/%6a%6f%69%6e", "every letter escaped"],
  ["/api/rooms/%79ard/join", "a letter of the room's id escaped"],
];

const fenced = ([path, what]: readonly [path: string, what: string]): AttackRow => ({
  attacker: "a page of another origin",
  way: "any path",
  tries: `joins by an address with ${what}`,
  answer: "it is refused, and nothing is to be kept",
  async run({ url }) {
    const headers = { origin: "https://evil.example", "content-type": "application/json" };
    const answer = await raw(url, "POST", path, headers, '{"name":"Eve"}');
    expect(answer.status).toBe(403);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  },
});

export const rows: readonly AttackRow[] = [
  asking("GET", "/whip/cellar/x"),
  asking("DELETE", "/whip/cellar/x"),
  asking("PATCH", "/whip/cellar/x"),
  asking("GET", "/whep/cellar/ada/x"),
  asking("DELETE", "/whep/cellar/ada/x"),
  asking("DELETE", "/api/calls/session/cam"),
  asking("GET", "/api/calls/sessions"),
  ...strangeWays.map(fenced),
  {
    attacker: "a stranger",
    way: "WHEP",
    tries: "plays in a room that is not there",
    answer: "no room is made",
    async run(server) {
      expect((await sendSdp(`${server.url}/whep/cellar/ada`, offer("recvonly"))).status).toBe(404);
      await expectNoRoom(server, "cellar");
    },
  },
  {
    attacker: "a stranger",
    way: "WHIP",
    tries: "publishes what is no offer into a room that is not there",
    answer: "no room is made",
    async run(server) {
      expect((await sendSdp(`${server.url}/whip/cellar`, "v=0")).status).toBeGreaterThanOrEqual(400);
      await expectNoRoom(server, "cellar");
    },
  },
  {
    attacker: "somebody whose rules say no",
    way: "join",
    tries: "joins a room that is not there, and is refused by its rules",
    answer: "no room is made",
    server: { club: true },
    async run(server) {
      expect((await post(`${server.url}/api/rooms/cellar/join`, { name: "Eve" })).status).toBe(403);
      await expectNoRoom(server, "cellar");
    },
  },
  {
    attacker: "somebody with a token",
    way: "proxy",
    tries: "makes a session, and uses one, in a room that is not there",
    answer: "410, as for a session that is gone; no room and no session is made",
    async run(server) {
      const { url, upstream } = server;
      const token = await mint({ room: "cellar", sub: "eve", name: "Eve" });
      const made = await post(`${url}/cloudflare/session`, {}, { token });
      const used = await request(`${url}/cloudflare/session/session1`, { token });
      for (const reply of [made, used]) {
        expect(reply).toMatchObject({ status: 410, body: { errorCode: "session_error" } });
      }
      expect(upstream.requests).toEqual([]);
      await expectNoRoom(server, "cellar");
    },
  },
  {
    attacker: "somebody with a token",
    way: "report",
    tries: "reports on a room that is not there",
    answer: "403, and no room is made",
    async run(server) {
      const token = await mint({ room: "cellar", sub: "eve", name: "Eve" });
      expect((await post(`${server.url}/api/rooms/cellar/feedback`, { rating: 1 }, { token })).status).toBe(403);
      await expectNoRoom(server, "cellar");
    },
  },
  {
    attacker: "somebody with a token",
    way: "report",
    tries: "reports on a room that others are in, and never was in it",
    answer: "403; who was in it may, also after leaving",
    async run({ url }) {
      await enter(url, "yard", "Ada");
      const ben = await enter(url, "yard", "Ben");
      ben.socket.send({ type: "leave" });
      await ben.socket.closed;
      const token = await mint({ room: "yard", sub: "eve", name: "Eve" });
      expect((await post(`${url}/api/rooms/yard/feedback`, { rating: 1 }, { token })).status).toBe(403);
      expect((await post(`${url}/api/rooms/yard/feedback`, { rating: 5 }, { token: ben.token })).status).toBe(202);
    },
  },
  {
    attacker: "a stranger",
    way: "create",
    tries: "makes a room before the backend that wants it locked",
    answer: "the backend's order holds",
    async run({ url }) {
      expect((await post(`${url}/api/rooms`, { id: "board" })).status).toBe(201);
      const token = await mint({ room: "board", sub: "boss", name: "Boss", role: "host" });
      expect((await post(`${url}/api/rooms`, { id: "board", locked: true }, { token })).status).toBe(201);
      expect((await request(`${url}/api/rooms/board`)).body).toMatchObject({ locked: true });
      // A second stranger changes nothing.
      expect((await post(`${url}/api/rooms`, { id: "board" })).status).toBe(409);
    },
  },
  {
    attacker: "a stranger",
    way: "create",
    tries: "makes a room for thirty days, and enters it never",
    answer: "it is gone after minutes; a backend's is kept",
    server: { clock: 1_800_000_000_000 },
    async run({ url, advance }) {
      const days = 30 * 24 * 60 * 60;
      await post(`${url}/api/rooms`, { id: "yard", durationSeconds: days });
      const token = await new SignJWT({ room: "board", sub: "boss", name: "Boss", role: "host" })
        .setProtectedHeader({ alg: "HS256" })
        .setExpirationTime(1_800_100_000)
        .sign(new TextEncoder().encode(JWT_SECRET));
      await post(`${url}/api/rooms`, { id: "board", durationSeconds: days }, { token });
      await advance(15 * 60_000);
      await expect.poll(async () => (await request(`${url}/api/rooms/yard`)).status, { timeout: 10_000 }).toBe(404);
      expect((await request(`${url}/api/rooms/board`)).status).toBe(200);
    },
  },
  {
    attacker: "somebody whose proxy offers h2c",
    way: "any path",
    tries: "asks for HTTP/2 with an ordinary request",
    answer: "it is answered as if nothing else was asked for, with its body",
    only: "node",
    async run({ url }) {
      const upgrade = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABkAAQAAP__" };
      expect(await raw(url, "GET", "/health", upgrade)).toMatchObject({ status: 200, text: '{"status":"ok"}' });
      const headers = { ...upgrade, "content-type": "application/json", "content-length": "14" };
      expect((await raw(url, "POST", "/api/rooms/yard/join", headers, '{"name":"Ada"}')).status).toBe(200);
    },
  },
  {
    attacker: "somebody with a token",
    way: "socket",
    tries: "opens a socket with a password in the Host header",
    answer: "it is refused, and the token is in no log",
    only: "node",
    async run({ url, log }) {
      const { token } = await join(url, "yard", "Ada");
      const headers = {
        host: "user:pass@yard.example",
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
      };
      expect((await raw(url, "GET", `/ws?token=${token}`, headers)).status).toBe(400);
      expect(JSON.stringify(log)).not.toContain(token.slice(0, 20));
    },
  },
];
