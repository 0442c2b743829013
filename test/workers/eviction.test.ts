/** Objects are moved, restarted and put to sleep in the middle of calls: nobody is lost, nobody is doubled. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import { HEARTBEAT } from "../../src/wire/tables.js";
import { AgendaMember } from "../server/support/agenda.js";
import { busyRoom, expectBusyRoom } from "../server/support/busy-room.js";
import { enter, join, openSocket, request } from "../server/support/client.js";
import type { Person } from "../server/support/client.js";
import { linesOf, startReceiver, webhookEnv } from "../server/support/receiver.js";
import { APP_ID, APP_SECRET, startUpstream } from "../server/support/upstream.js";
import type { Upstream } from "../server/support/upstream.js";
import { startWorkerd } from "./support/workerd.js";
import type { Workerd } from "./support/workerd.js";
import type { Setup } from "./support/commands.js";

const JWT_SECRET = "a-secret-of-tests-that-is-long-enough";
const folder = await mkdtemp(`${tmpdir()}/rooms-`);
let runtime: Workerd;
let upstream: Upstream;

beforeEach(async () => {
  upstream = await startUpstream();
  runtime ??= await startWorkerd(folder);
});
afterEach(() => upstream.close());
afterAll(async () => {
  await runtime.close();
  await rm(folder, { recursive: true });
});

async function start(options: Partial<Setup> = {}): Promise<string> {
  await runtime.command({ type: "reset", setup: setup(options) });
  return runtime.url;
}

const setup = ({ env, ...options }: Partial<Setup> = {}): Setup => ({
  env: { ...env, CALLS_API: upstream.url, CALLS_APP_ID: APP_ID, CALLS_APP_SECRET: APP_SECRET, JWT_SECRET },
  ...options,
});

/** Comes back with a new socket and the revision of before. */
async function resume({ token, welcome }: Person, url: string, revision: number) {
  const socket = await openSocket(url, token);
  socket.send({ type: "hello", protocol: 1, resume: { epoch: welcome.epoch, revision } });
  return { socket, messages: await socket.settled() };
}

it("a new instance goes on with the same room: clients resume from their revision", async () => {
  const url = await start();
  const ada = await enter(url, "yard", "Ada");
  const ben = await enter(url, "yard", "Ben");
  const adas = await ada.publish(["mic"]);
  await ben.socket.settled();

  await runtime.command({ type: "evict" });
  await Promise.all([ada.socket.closed, ben.socket.closed]);
  const back = await resume(ben, url, 2);
  expect(back.messages).toMatchObject([
    { type: "welcome", revision: 2, epoch: ben.welcome.epoch },
    { type: "cloudflare-session", revision: 3, participantId: ada.id, sessionId: adas },
  ]);
  expect((await runtime.command({ type: "report" })).births).toBe(2);

  // What was Ada's is still Ada's, and can be pulled.
  expect((await ada.calls("GET", `/${adas}`)).status).toBe(200);
  const bens = await ben.calls<{ sessionId: string }>("POST", "");
  const pull = { tracks: [{ location: "remote", sessionId: adas, trackName: "mic" }] };
  const pulled = await ben.calls("POST", `/${bens.body.sessionId}/tracks/new`, pull);
  expect(pulled.body).toMatchObject({ tracks: [{ mid: "0", trackName: "mic" }] });
  const again = await resume(ada, url, 3);
  again.socket.send({ type: "track-state", kind: "audio", enabled: false });
  expect(await back.socket.nextOf("track-state")).toMatchObject({ revision: 4, from: ada.id, enabled: false });
});

it("chat, hands, roles, the policy and those who wait outlive an eviction", async () => {
  const url = await start();
  const before = await busyRoom(url);
  await runtime.command({ type: "evict" });
  await expectBusyRoom(url, before);
}, 30_000);

it("what a feature of the application knows outlives an eviction, and its time goes on", async () => {
  const noon = 1_800_000_000_000;
  const url = await start({ agenda: true, clock: noon });
  const ada = new AgendaMember(await enter(url, "yard", "Ada"));
  const ben = new AgendaMember(await enter(url, "yard", "Ben"));
  await ada.ask({ type: "propose", title: "Budget", minutes: 0.1 });
  await ada.ask({ type: "start", id: 1 });
  await ben.settle();
  await runtime.command({ type: "evict" });
  await Promise.all([ada.socket.closed, ben.socket.closed]);
  await ben.comeBack(url, 2);
  expect(ben.changes).toEqual([[ada.state]]);
  await runtime.command({ type: "advance", milliseconds: 6_000 });
  expect(await ben.until(({ current }) => current === null)).toMatchObject({ items: [{ done: true }] });
}, 30_000);

it("who was connected has the usual time to come back, who had gone before has not", async () => {
  const url = await start({ clock: 1_000_000_000_000 });
  const ada = await enter(url, "yard", "Ada");
  const ben = await enter(url, "yard", "Ben");
  const eve = await enter(url, "yard", "Eve");
  ada.socket.webSocket.terminate();
  await ada.socket.closed;
  await runtime.command({ type: "advance", milliseconds: 10_000 });
  await Promise.all([ben.socket.settled(), eve.socket.settled()]);
  await runtime.command({ type: "evict" });
  const back = await resume(ben, url, 3);
  expect(back.messages).toMatchObject([{ type: "welcome" }]);
  await runtime.command({ type: "advance", milliseconds: 5_001 });
  expect(await back.socket.nextOf("leave")).toMatchObject({ from: ada.id, data: { reason: "stale" } });
  await back.socket.settled();
  await runtime.command({ type: "advance", milliseconds: 10_000 });
  expect(await back.socket.nextOf("leave")).toMatchObject({ from: eve.id, data: { reason: "stale" } });
});

it("a runtime that is gone with all its memory comes back with the rooms", async () => {
  const url = await start();
  const ada = await enter(url, "yard", "Ada");
  const ben = await enter(url, "yard", "Ben");
  await runtime.close();
  runtime = await startWorkerd(folder);
  // The new runtime has everything but its configuration, which the test gives; nothing is cleared.
  await runtime.command({ type: "reset", setup: setup() });
  for (const person of [ada, ben]) {
    const { messages } = await resume(person, runtime.url, 2);
    expect(messages).toMatchObject([{ type: "welcome", revision: 2, epoch: ada.welcome.epoch }]);
  }
});

it("an idle room costs nothing; its name is remembered", async () => {
  const url = await start({ clock: 1_000_000_000_000 });
  await request(`${url}/api/rooms`, { method: "POST", body: { id: "yard", name: "The yard" } });
  const ada = await enter(url, "yard", "Ada");
  ada.socket.send({ type: "leave" });
  await ada.socket.closed;
  await runtime.command({ type: "advance", milliseconds: 700_000 });
  const found = await request(`${url}/api/rooms/yard`);
  expect(found.body).toEqual({ id: "yard", name: "The yard", createdAt: 1_000_000_000_000, participantCount: 0 });
  expect((await request(`${url}/api/rooms`, { method: "POST", body: { id: "yard" } })).status).toBe(409);
  const again = await enter(url, "yard", "Ada");
  expect(again.welcome.epoch).not.toBe(ada.welcome.epoch);
  expect((await join(url, "yard", "Ben")).room).toMatchObject({ name: "The yard", participantCount: 1 });
});

it("the alarm goes off by itself: it finds who is silent, and hears the heartbeats that it was not woken for", async () => {
  const url = await start({ timing: { heartbeat: 200, stale: 4_000 } });
  const ada = await enter(url, "yard", "Ada");
  const ben = await enter(url, "yard", "Ben");
  const eve = await enter(url, "yard", "Eve");
  // From here on neither says anything that the room itself would hear.
  const beating = setInterval(() => ben.socket.send(HEARTBEAT), 200);
  try {
    eve.socket.webSocket.terminate();
    const gone = [await ben.socket.nextOf("leave"), await ben.socket.nextOf("leave")];
    expect(gone.map(({ from }) => from).sort()).toEqual([ada.id, eve.id].sort());
    expect(gone.map(({ data }) => data.reason)).toEqual(["stale", "stale"]);
    expect((await ada.socket.closed).code).toBe(4002);
    expect(await runtime.command({ type: "report" })).toMatchObject({ participants: 1, sockets: 1 });
  } finally {
    clearInterval(beating);
  }
}, 20_000);

it("a backend is told of everything by an object that was evicted, which wakes for it by itself", async () => {
  const receiver = await startReceiver();
  receiver.answer = (_, delivery) => (delivery === 2 ? new Promise(() => {}) : 204);
  const url = await start({ timing: { heartbeat: 200, stale: 2_000 }, env: webhookEnv(receiver) });
  const ada = await enter(url, "yard", "Ada");
  await expect.poll(() => receiver.came.length).toBe(2);
  await runtime.command({ type: "evict" });
  await ada.socket.closed;
  const lines = [
    "yard 1 room.started",
    "yard 2 participant.joined Ada",
    "yard 3 participant.left Ada",
    "yard 4 room.ended empty",
  ];
  await expect.poll(() => linesOf(receiver.kept), { timeout: 15_000 }).toEqual(lines);
  expect(receiver.came.map(({ data }) => data.sequence)).toEqual([1, 2, 2, 3, 4]);
}, 30_000);

it("sleeps between heartbeats and keeps its sockets", async () => {
  const url = await start();
  const ada = await enter(url, "yard", "Ada");
  const ben = await enter(url, "yard", "Ben");
  await Promise.all([ada.socket.settled(), ben.socket.settled()]);
  // The runtime puts an object to sleep after ten seconds; heartbeats do not keep it awake, and each is answered.
  for (let second = 1; second <= 14; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    for (const { socket } of [ada, ben]) socket.send(HEARTBEAT);
    await Promise.all([ada, ben].map(({ socket }) => socket.nextOf("heartbeat")));
  }
  await ada.publish(["mic"]);
  expect(await ben.socket.nextOf("cloudflare-session")).toMatchObject({ participantId: ada.id, revision: 3 });
  const { births, sockets, participants } = await runtime.command({ type: "report" });
  expect({ births, sockets, participants }).toEqual({ births: 2, sockets: 2, participants: 2 });
}, 30_000);

it("an audience outlives its object, as it was", async () => {
  const url = await start();
  const ada = await enter(url, "yard", "Ada");
  const body = { name: "Eve", audience: true };
  const { token, participantId } = (
    await request<{ token: string; participantId: string }>(`${url}/api/rooms/yard/join`, { method: "POST", body })
  ).body;
  const eve = await openSocket(url, token);
  eve.send({ type: "hello", protocol: 1 });
  const welcome = await eve.nextOf("welcome");
  eve.send({ type: "hand", raised: true });
  await eve.nextOf("seat");

  await runtime.command({ type: "evict" });
  await Promise.all([ada.socket.closed, eve.closed]);
  const [adas, eves] = await Promise.all([
    resume(ada, url, 1),
    resume({ ...ada, token, welcome }, url, welcome.revision),
  ]);
  expect(adas.messages).toContainEqual(
    expect.objectContaining({ type: "audience", count: 1, hands: [expect.objectContaining({ id: participantId })] }),
  );
  expect(eves.messages.map(({ type }) => type)).toEqual(["welcome", "seat", "audience"]);
  expect(eves.messages[1]).toMatchObject({ participant: { id: participantId, role: "audience" } });
});
