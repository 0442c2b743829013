import { expect, it } from "vitest";
import { createIceServers } from "../../../src/server/calls/ice-servers.js";
import { startRoomServer } from "../../../src/server/hosts/node.js";
import type { LogEntry } from "../../../src/server/log.js";
import { startSfu } from "../../../src/sfu/index.js";
import { CALLS_API_BASE } from "../../../src/wire/tables.js";
import type { JoinRoomReply } from "../../../src/wire/room-protocol.js";

const turn = { keyId: "key", keySecret: "key-secret" };
const STUN = [{ urls: ["stun:stun.cloudflare.com:3478"] }];
const { signal } = new AbortController();

function source(callsBase: string, withTurn: boolean, reply: () => Promise<Response>) {
  const log: LogEntry[] = [];
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const iceServers = createIceServers({
    callsBase,
    turn: withTurn ? turn : undefined,
    log: (entry) => void log.push(entry),
    fetch: (input, init) => {
      asked.push({ url: String(input), init });
      return reply();
    },
  });
  return { iceServers, log, asked };
}
const never = () => Promise.reject(new Error("not to be called"));

it("gives Cloudflare's STUN for Cloudflare's SFU, and nothing for one of this machine", async () => {
  expect(await source(CALLS_API_BASE, false, never).iceServers(signal)).toEqual(STUN);
  expect(await source("http://127.0.0.1:4000/v1", false, never).iceServers(signal)).toEqual([]);
  expect(await source("https://cloudflare.com.evil.example", false, never).iceServers(signal)).toEqual([]);
});

it("makes TURN credentials and drops the port that browsers block", async () => {
  const { iceServers, asked } = source(CALLS_API_BASE, true, () =>
    Promise.resolve(
      Response.json(
        {
          iceServers: [
            { urls: ["stun:stun.cloudflare.com:3478", "stun:stun.cloudflare.com:53"] },
            { urls: "turn:turn.cloudflare.com:53?transport=udp", username: "u", credential: "c" },
            {
              urls: ["turn:turn.cloudflare.com:53?transport=udp", "turns:turn.cloudflare.com:5349?transport=tcp"],
              username: "u",
              credential: "c",
            },
          ],
        },
        { status: 201 },
      ),
    ),
  );
  expect(await iceServers(signal)).toEqual([
    ...STUN,
    { urls: ["turns:turn.cloudflare.com:5349?transport=tcp"], username: "u", credential: "c" },
  ]);
  expect(asked[0]?.url).toBe(`${CALLS_API_BASE}/turn/keys/key/credentials/generate-ice-servers`);
  expect(asked[0]?.init).toMatchObject({ method: "POST", body: '{"ttl":86400}' });
  expect(new Headers(asked[0]?.init?.headers).get("authorization")).toBe("Bearer key-secret");
});

it.each([
  ["refused", () => Promise.resolve(new Response("key-secret", { status: 403 }))],
  ["unreachable", () => Promise.reject(new TypeError("fetch failed"))],
  ["not understood", () => Promise.resolve(Response.json({ iceServers: "none" }))],
])("lets people talk without TURN when it is %s, and tells the operator", async (_, reply) => {
  const { iceServers, log } = source(CALLS_API_BASE, true, reply);
  expect(await iceServers(signal)).toEqual(STUN);
  expect(log).toMatchObject([{ level: "warn", event: "no TURN credentials" }]);
  expect(JSON.stringify(log)).not.toContain("key-secret");
});

it("tells with a join when they end", async () => {
  const sfu = await startSfu({ turn: { urls: ["turn:turn.example.org:3478"], secret: "shared" } });
  const { url: base, appId, appSecret, turnKey } = sfu;
  const server = await startRoomServer({
    port: 0,
    jwtSecret: "a secret for signing tokens in tests, long enough",
    calls: { base, appId, appSecret },
    turn: { keyId: turnKey.id, keySecret: turnKey.key, ttl: 600, base },
  });
  try {
    const before = Date.now();
    const response = await fetch(new URL("/api/rooms/yard/join", server.url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "Ada" }),
    });
    const { iceServers, iceExpiresIn = 0 } = (await response.json()) as JoinRoomReply;
    expect(iceServers).toMatchObject([{ urls: ["turn:turn.example.org:3478"] }]);
    expect(iceExpiresIn).toBeGreaterThan(590_000);
    expect(iceExpiresIn).toBeLessThanOrEqual(600_000);
    // The expiry that the credentials have themselves.
    expect(Number(iceServers[0]?.username?.split(":")[0])).toBeGreaterThanOrEqual(Math.floor(before / 1000) + 600);
  } finally {
    await server.close();
    await sfu.close();
  }
});
