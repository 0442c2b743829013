/**
 * What a flood from one caller costs everybody else: how long honest people wait to come in, with the flood and without it, in
 * the same run; and what the server's memory is before the flood and after it.
 *
 *   npm run bench:doors [-- --json]
 *
 * The server believes `x-real-ip`, so that each address stands for a caller. Loopback only; ends by itself.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocket } from "ws";
import { ROOM_SUBPROTOCOL } from "../../src/wire/tables.js";
import { startRoomServer } from "../../src/server/hosts/node.js";
import { spawnSelf } from "./support/child.js";

/** Honest people in each of the two parts, and milliseconds between two of them. */
const PEOPLE = 150;
const BETWEEN = 60;
/** Requests of each kind that the flood has under way at once. */
const AT_ONCE = 4;
/** No flood is longer, in requests of one kind. */
const MAX_FLOOD = 20_000;
/** Characters. */
const DESCRIPTION = 260_000;

const FLOODER = "203.0.113.66";
const SECOND = 1_000;

interface Usage {
  /** Bytes. */
  readonly memory: number;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function post(
  url: string,
  from: string,
  body: unknown,
  token?: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url, {
    method: "POST",
    signal: AbortSignal.timeout(30 * SECOND),
    headers: {
      "content-type": "application/json",
      "x-real-ip": from,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** A join with a session, a socket, `hello` and its `welcome`. @returns milliseconds. */
async function comeIn(url: string, index: number): Promise<number> {
  const from = `198.51.${100 + Math.floor(index / 200)}.${1 + (index % 200)}`;
  const begin = performance.now();
  const { body } = await post(`${url}/api/rooms/honest-${index % 10}/join`, from, { name: `P${index}`, session: true });
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws?token=${String(body["token"])}`, [ROOM_SUBPROTOCOL]);
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("open", () => socket.send('{"type":"hello","protocol":1}'));
    socket.once("message", () => resolve());
  });
  const took = performance.now() - begin;
  socket.send('{"type":"leave"}');
  socket.close();
  return took;
}

/** Honest people, one after the other has begun. @returns milliseconds, sorted. */
async function honest(url: string): Promise<number[]> {
  const entries: Promise<number>[] = [];
  for (let index = 0; index < PEOPLE; index++) {
    entries.push(comeIn(url, index));
    await pause(BETWEEN);
  }
  return (await Promise.all(entries)).toSorted((a, b) => a - b);
}

/** What one caller does, as often as it can. @returns how often, by what was answered. */
async function flood(url: string, signal: AbortSignal): Promise<Map<string, number>> {
  const answers = new Map<string, number>();
  const { body } = await post(`${url}/api/rooms/flooded/join`, FLOODER, { name: "Eve", session: true });
  const [token, sessionId] = [String(body["token"]), String(body["sessionId"])];
  const sdp = `v=0\r\n${"a=x\r\n".repeat(DESCRIPTION / 5)}`;
  const socket = (): Promise<string> =>
    new Promise((resolve) => {
      const silent = new WebSocket(`${url.replace("http", "ws")}/ws?token=${token}`, [ROOM_SUBPROTOCOL]);
      silent.once("error", () => resolve("refused"));
      silent.once("open", () => resolve("opened"));
    });
  const status = async (reply: Promise<{ status: number }>): Promise<string> => `${(await reply).status}`;
  const kinds: Record<string, (index: number) => Promise<string>> = {
    rooms: () => status(post(`${url}/api/rooms`, FLOODER, {})),
    joins: (index) => status(post(`${url}/api/rooms/flood-${index}/join`, FLOODER, { name: "Eve" })),
    sessions: () => status(post(`${url}/cloudflare/session`, FLOODER, {}, token)),
    sockets: socket,
    descriptions: () =>
      status(
        post(
          `${url}/cloudflare/session/${sessionId}/tracks/new`,
          FLOODER,
          { sessionDescription: { type: "offer", sdp }, tracks: [{ location: "local", mid: "0", trackName: "x" }] },
          token,
        ),
      ),
  };
  await Promise.all(
    Object.entries(kinds).flatMap(([kind, work]) =>
      Array.from({ length: AT_ONCE }, async (_, lane) => {
        for (let index = lane; index < MAX_FLOOD && !signal.aborted; index += AT_ONCE) {
          const key = `${kind} ${await work(index).catch(() => "failed")}`;
          answers.set(key, (answers.get(key) ?? 0) + 1);
        }
      }),
    ),
  );
  return answers;
}

/** An SFU that takes everything. */
async function serveSfu(): Promise<string> {
  let sessions = 0;
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(request.url?.endsWith("/sessions/new") ? 201 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify({ sessionId: `s${sessions++}`, tracks: [], dataChannels: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

async function serve(): Promise<string> {
  process.on("message", () => {
    globalThis.gc?.();
    process.send?.({ memory: process.memoryUsage.rss() } satisfies Usage);
  });
  process.on("disconnect", () => process.exit());
  const calls = { base: await serveSfu(), appId: "app", appSecret: "secret" };
  return (await startRoomServer({ calls, trustedProxy: { header: "x-real-ip", hops: 1 } })).url;
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

async function main(): Promise<void> {
  const { child: server, ready: url } = await spawnSelf<string>("server");
  const memory = (): Promise<number> =>
    new Promise((resolve) => {
      server.once("message", (usage: Usage) => resolve(usage.memory));
      server.send("usage");
    });
  // The first entries compile what the others use.
  for (let index = 0; index < 20; index++) await comeIn(url, 1_000 + index);
  const calm = await honest(url);
  const before = await memory();
  const { child: flooder } = await spawnSelf<string>(`flood=${url}`);
  const said = new Promise<[string, number][]>((resolve) => flooder.once("message", resolve));
  const flooded = await honest(url);
  flooder.send("stop");
  const answers = await said;
  flooder.disconnect();
  await pause(SECOND);
  const after = await memory();
  server.disconnect();

  const rows = [
    { name: "entrance ms p50", calm: quantile(calm, 0.5), flooded: quantile(flooded, 0.5) },
    { name: "entrance ms p99", calm: quantile(calm, 0.99), flooded: quantile(flooded, 0.99) },
    { name: "server MB", calm: before / 1e6, flooded: after / 1e6 },
  ].map((row) => ({ ...row, ratio: row.flooded / row.calm }));
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ rows, flood: Object.fromEntries(answers) }));
    return;
  }
  console.log("honest people come in, without and with a flood from one other caller");
  for (const { name, calm: without, flooded: during, ratio } of rows) {
    console.log(
      `${name.padEnd(20)} calm ${without.toFixed(1)}  flooded ${during.toFixed(1)}  ratio ${ratio.toFixed(2)}`,
    );
  }
  console.log(`flood: ${answers.map(([answer, count]) => `${answer} ${count}`).join(", ")}`);
}

const [role = ""] = process.argv.slice(2);
if (role === "server") {
  process.send?.(await serve());
} else if (role.startsWith("flood=")) {
  const stop = new AbortController();
  process.on("message", () => stop.abort());
  process.on("disconnect", () => process.exit());
  process.send?.("ready");
  const answers = await flood(role.slice("flood=".length), stop.signal);
  process.send?.([...answers]);
} else {
  await main();
  process.exit();
}
