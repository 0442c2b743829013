/** The process of a Node server is killed in the middle of a call: nobody is lost, nobody is doubled. */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openSqlite, startRoomServer } from "../../src/server/hosts/node.js";
import { AgendaMember } from "./support/agenda.js";
import { busyRoom, expectBusyRoom } from "./support/busy-room.js";
import { enter, join, openSocket, request } from "./support/client.js";
import { APP_ID, APP_SECRET, startUpstream } from "./support/upstream.js";
import type { Upstream } from "./support/upstream.js";
import { linesOf, startReceiver, webhookEnv } from "./support/receiver.js";
import { offer, sendSdp, serveMedia } from "./support/whip.js";

const JWT_SECRET = "a-secret-of-tests-that-is-long-enough";
/** Below node_modules, where the built server finds its SQLite. */
const built = fileURLToPath(new URL(`../../node_modules/.cache/kept-server-${process.pid}/`, import.meta.url));
let folder: string;
let upstream: Upstream;
let child: ChildProcess | undefined;

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: "error",
    ssr: { target: "node", noExternal: true },
    resolve: { conditions: ["node", "import", "default"] },
    build: {
      ssr: true,
      outDir: built,
      target: "node20",
      rolldownOptions: {
        input: fileURLToPath(new URL("support/kept-server.ts", import.meta.url)),
        output: { format: "es", entryFileNames: "server.mjs" },
      },
    },
  });
});
afterAll(() => rm(built, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/rooms-`);
  upstream = await startUpstream();
});
afterEach(async () => {
  await kill();
  await upstream.close();
  await rm(folder, { recursive: true });
});

/** At another port each time: the one of before may be somebody else's by now. */
async function start(env: Record<string, string> = {}): Promise<string> {
  child = fork(`${built}server.mjs`, {
    env: {
      ...process.env,
      CALLS_API: upstream.url,
      CALLS_APP_ID: APP_ID,
      CALLS_APP_SECRET: APP_SECRET,
      JWT_SECRET,
      ROOM_STORAGE: `${folder}/rooms.sqlite`,
      ...env,
    },
  });
  const [url] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => Promise.reject(new Error("The server did not start."))),
  ])) as [string];
  return url;
}

/** As an operating system does that has run out of memory. */
async function kill(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

it("clients resume from their revision after kill -9, with their sessions", async () => {
  const url = await start();
  const ada = await enter(url, "yard", "Ada");
  const ben = await enter(url, "yard", "Ben");
  const adas = await ada.publish(["mic"]);
  await ben.socket.nextOf("cloudflare-session");
  await kill();
  await Promise.all([ada.socket.closed, ben.socket.closed]);
  const again = await start();

  const back = await openSocket(again, ben.token);
  back.send({ type: "hello", protocol: 1, resume: { epoch: ben.welcome.epoch, revision: 2 } });
  expect(await back.settled()).toMatchObject([
    { type: "welcome", revision: 2, epoch: ben.welcome.epoch },
    { type: "cloudflare-session", revision: 3, participantId: ada.id, sessionId: adas },
  ]);
  expect((await request(`${again}/cloudflare/session/${adas}`, { token: ada.token })).status).toBe(200);
  // She has not come back yet, and is still there.
  expect((await request(`${again}/api/rooms/yard`)).body).toMatchObject({ participantCount: 2 });
  const socket = await openSocket(again, ada.token);
  socket.send({ type: "hello", protocol: 1, resume: { epoch: ada.welcome.epoch, revision: 3 } });
  expect(await socket.settled()).toMatchObject([{ type: "welcome", revision: 3 }]);
  socket.send({ type: "leave" });
  expect(await back.nextOf("leave")).toMatchObject({ revision: 4, from: ada.id, data: { reason: "left" } });
}, 30_000);

it("chat, hands, roles, the policy and those who wait are there after kill -9", async () => {
  const before = await busyRoom(await start());
  await kill();
  await expectBusyRoom(await start(), before);
}, 30_000);

it("what a feature of the application knows is there after kill -9, and goes on", async () => {
  let url = await start({ AGENDA: "1" });
  const ada = new AgendaMember(await enter(url, "yard", "Ada"));
  const ben = new AgendaMember(await enter(url, "yard", "Ben"));
  await ada.ask({ type: "propose", title: "Budget", minutes: 5 });
  await ada.ask({ type: "start", id: 1 });
  await ben.settle();
  const before = ada.state;
  await kill();
  await Promise.all([ada.socket.closed, ben.socket.closed]);
  url = await start({ AGENDA: "1" });
  await ben.comeBack(url, 2);
  // The whole of it: a server that starts may have other code.
  expect(ben.changes).toEqual([[before]]);
  await ada.comeBack(url, 2);
  expect(await ada.ask({ type: "propose", title: "Party", minutes: 1 })).toMatchObject({ type: "done" });
  await ben.settle();
  expect(ben.state).toEqual({
    ...before,
    items: [...(before?.items ?? []), expect.objectContaining({ id: 2 })],
    count: 2,
  });
}, 30_000);

it("whatever was told to a client is there after kill -9, at any moment", async () => {
  let url = await start();
  const ada = await enter(url, "yard", "Ada");
  let known = 1;
  for (let round = 0; round < 3; round++) {
    const made = await request<{ sessionId: string }>(`${url}/cloudflare/session`, {
      method: "POST",
      token: ada.token,
    });
    const socket = await openSocket(url, ada.token);
    socket.send({ type: "hello", protocol: 1 });
    known = (await socket.nextOf("welcome")).revision;
    const tracks = [{ trackName: "mic", kind: "audio" }];
    socket.send({ type: "cloudflare-session", sessionId: made.body.sessionId, tracks });
    for (let i = 0; i < 10; i++) socket.send({ type: "track-state", kind: "audio", enabled: i % 2 === 1 });
    // In the middle of the answers.
    for (let i = 0; i < 3 + round; i++) known = (await socket.nextOf(i === 0 ? "cloudflare-session" : "track-state")).revision; // prettier-ignore
    await kill();
    await socket.closed;
    for (const text of socket.texts) known = Math.max(known, (JSON.parse(text) as { revision?: number }).revision ?? 0);
    url = await start();
    const back = await openSocket(url, ada.token);
    back.send({ type: "hello", protocol: 1, resume: { epoch: ada.welcome.epoch, revision: known } });
    const welcome = await back.nextOf("welcome");
    // A resumption, not a snapshot: the server knows at least what the client knew.
    expect(welcome).toMatchObject({ revision: known, epoch: ada.welcome.epoch });
    expect(welcome).not.toHaveProperty("participants");
    back.webSocket.terminate();
  }
}, 30_000);

it("an encoder stays in the room over kill -9, and its address still ends it", async () => {
  serveMedia(upstream);
  let url = await start();
  const stream = await sendSdp(`${url}/whip/yard?name=Stage`, offer());
  const ada = await enter(url, "yard", "Ada");
  const announced = await ada.socket.nextOf("cloudflare-session");
  expect(announced.tracks.map(({ kind }) => kind)).toEqual(["audio", "video"]);
  await kill();
  url = await start();
  expect((await request(`${url}/api/rooms/yard`)).body).toMatchObject({ participantCount: 2 });
  const back = await openSocket(url, ada.token);
  const { epoch } = ada.welcome;
  back.send({ type: "hello", protocol: 1, resume: { epoch, revision: announced.revision } });
  expect(await back.nextOf("welcome")).not.toHaveProperty("participants");
  const ended = await fetch(new URL(stream.headers.get("location") ?? "", url), { method: "DELETE" });
  expect(ended.status).toBe(200);
  expect(await back.nextOf("leave")).toMatchObject({ data: { reason: "left" } });
}, 30_000);

it("a backend is told of everything over kill -9, and again only of what it had not answered", async () => {
  const receiver = await startReceiver();
  receiver.answer = (_, delivery) => (delivery === 3 ? new Promise(() => {}) : 204);
  const url = await start(webhookEnv(receiver));
  await enter(url, "yard", "Ada");
  const ben = await enter(url, "yard", "Ben");
  ben.socket.send({ type: "chat", id: "m1", text: "Hello" });
  await ben.socket.settled();
  await expect.poll(() => receiver.came.length).toBe(3);
  await kill();
  await start(webhookEnv(receiver));
  await expect
    .poll(() => linesOf(receiver.kept))
    .toEqual([
      "yard 1 room.started",
      "yard 2 participant.joined Ada",
      "yard 3 participant.joined Ben",
      "yard 4 chat.message Hello",
    ]);
  expect(receiver.came.map(({ data }) => data.sequence)).toEqual([1, 2, 3, 3, 4]);
  expect(receiver.came[3]).toEqual(receiver.came[2]);
}, 30_000);

it("a server that is told to end leaves the rooms to the next one", async () => {
  const options = {
    calls: { base: upstream.url, appId: APP_ID, appSecret: APP_SECRET },
    jwtSecret: JWT_SECRET,
    storage: `${folder}/rooms.sqlite`,
  };
  const first = await startRoomServer(options);
  await request(`${first.url}/api/rooms`, { method: "POST", body: { id: "empty", name: "The hall" } });
  const ada = await enter(first.url, "yard", "Ada");
  await expect(startRoomServer(options)).rejects.toThrow("in use by another server");
  await first.close();
  const second = await startRoomServer(options);
  try {
    expect(second.stats()).toEqual({ rooms: 2, participants: 1, sockets: 0 });
    expect((await request(`${second.url}/api/rooms/empty`)).body).toMatchObject({ name: "The hall" });
    expect((await join(second.url, "yard", "", ada.token)).room.participantCount).toBe(1);
  } finally {
    await second.close();
  }
});

it("a room that is idle is gone from the disk as well", async () => {
  const storage = await openSqlite(":memory:");
  let now = 1_000_000_000_000;
  const server = await startRoomServer({
    calls: { base: upstream.url, appId: APP_ID, appSecret: APP_SECRET },
    jwtSecret: JWT_SECRET,
    storage,
    clock: () => now,
    timing: { heartbeat: 10, stale: 15_000 },
  });
  await enter(server.url, "yard", "Ada");
  expect(storage.run("SELECT id FROM rooms")).toEqual([{ id: "yard" }]);
  // Ada, who says nothing any more, is asked first whether she is there.
  const roomsLater = () => {
    now += 600_000;
    return storage.run("SELECT id FROM rooms");
  };
  await expect.poll(roomsLater, { timeout: 5_000 }).toEqual([]);
  await server.close();
  storage.close();
});

it("does not keep rooms that nobody could come back to", async () => {
  const calls = { base: upstream.url, appId: APP_ID, appSecret: APP_SECRET };
  await expect(startRoomServer({ calls, storage: ":memory:" })).rejects.toThrow("jwtSecret");
});
