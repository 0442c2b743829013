import { expect, it } from "vitest";
import { createIceServers } from "../../../src/server/calls/ice-servers.js";
import type { LogEntry } from "../../../src/server/log.js";
import { CALLS_API_BASE } from "../../../src/wire/calls-api.js";

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
