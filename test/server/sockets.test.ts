import { Worker } from "node:worker_threads";
import { describe, expect, it, vi } from "vitest";
import { NodeSockets } from "../../src/server/hosts/node-sockets.js";
import { HEARTBEAT, ROOM_LIMITS } from "../../src/wire/tables.js";
import { enter, join, openSocket, request } from "./support/client.js";
import { isNode } from "./support/host.js";
import { JWT_SECRET, startTestServer } from "./support/server.js";
import { APP_SECRET } from "./support/upstream.js";

describe("the socket", () => {
  it("sends a heartbeat back letter for letter", async () => {
    const { url } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    ada.socket.send(HEARTBEAT);
    await ada.socket.nextOf("heartbeat");
    expect(ada.socket.texts.at(-1)).toBe(HEARTBEAT);
  });

  it("may be lost: the participant stays, and a resumed socket gets what was missed and nothing else", async () => {
    const { url } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    const ben = await enter(url, "yard", "Ben");
    await ada.socket.settled();
    ada.socket.webSocket.terminate();
    const bens = await ben.publish(["mic"]);
    ben.socket.send({ type: "track-state", kind: "audio", enabled: false });
    await ben.socket.nextOf("track-state");

    const again = await openSocket(url, ada.token);
    again.send({ type: "hello", protocol: 1, resume: { epoch: ada.welcome.epoch, revision: 2 } });
    const missed = await again.settled();
    expect(missed).toMatchObject([
      { type: "welcome", revision: 2 },
      { type: "cloudflare-session", revision: 3, participantId: ben.id, sessionId: bens },
      { type: "track-state", revision: 4, from: ben.id, enabled: false },
    ]);
    expect(missed[0]).not.toHaveProperty("participants");
    expect(await ben.socket.settled()).toEqual([]);
  });

  it.runIf(isNode())("survives a restart of a server without storage: another epoch, and a snapshot", async () => {
    const first = await startTestServer();
    const ada = await enter(first.url, "yard", "Ada");
    const adas = await ada.publish(["mic"]);
    await first.close();
    const second = await startTestServer();
    const socket = await openSocket(second.url, ada.token);
    socket.send({ type: "hello", protocol: 1, resume: { epoch: ada.welcome.epoch, revision: 2 } });
    const welcome = await socket.nextOf("welcome");
    expect(welcome.epoch).not.toBe(ada.welcome.epoch);
    expect(welcome.participants).toMatchObject([{ id: ada.id, name: "Ada" }]);
    socket.send({ type: "cloudflare-session", sessionId: adas, tracks: [] });
    expect(await socket.nextOf("error")).toMatchObject({ code: "session_not_owned" });
    const reply = await request(`${second.url}/cloudflare/session/${adas}`, { token: ada.token });
    expect(reply).toMatchObject({ status: 410, body: { errorCode: "session_error" } });
  });

  it("of a page that goes away is a departure at once, and the same person can come back", async () => {
    const { url } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    const ben = await enter(url, "yard", "Ben");
    await ben.socket.settled();
    ada.socket.webSocket.close(1001);
    expect(await ben.socket.nextOf("leave")).toMatchObject({ from: ada.id, data: { reason: "left" } });
    const again = await openSocket(url, ada.token);
    again.send({ type: "hello", protocol: 1, resume: { epoch: ada.welcome.epoch, revision: ada.welcome.revision } });
    await again.nextOf("welcome");
    expect(await ben.socket.nextOf("join")).toMatchObject({ from: ada.id });
  });

  it("of a killed client puts the participant out once the heartbeat is stale", async () => {
    const { url, stats, advance } = await startTestServer({
      timing: { heartbeat: 10, stale: 15_000 },
      clock: 1_000_000_000_000,
    });
    const ada = await enter(url, "yard", "Ada");
    const ben = await enter(url, "yard", "Ben");
    ada.socket.webSocket.terminate();
    await ada.socket.closed;
    await advance(10_000);
    expect(await ben.socket.settled()).toEqual([]);
    expect((await stats()).participants).toBe(2);
    await advance(5_001);
    expect(await ben.socket.nextOf("leave")).toMatchObject({ from: ada.id, data: { reason: "stale" } });
    expect(await stats()).toEqual({ rooms: 1, participants: 1, sockets: 1 });
  });

  it.runIf(isNode())("that went dead without a word is found by pings", async () => {
    const { url, stats, advance } = await startTestServer({
      timing: { heartbeat: 10, stale: 1_200 },
      clock: 1_000_000_000_000,
    });
    const ada = await join(url, "yard", "Ada");
    const ben = await join(url, "yard", "Ben");
    const dead = await openSocket(url, ada.token, { protocols: [], autoPong: false });
    const alive = await openSocket(url, ben.token, { protocols: [] });
    expect((await dead.closed).code).toBe(1006);
    await expect.poll(async () => (await stats()).sockets).toBe(1);
    await advance(1_201);
    expect(await alive.nextOf("leave")).toMatchObject({ from: ada.participantId, data: { reason: "stale" } });
  });

  it.runIf(isNode())("of who answers is kept by a process that was held up meanwhile", async () => {
    const { ping } = NodeSockets.prototype;
    let pings = 0;
    vi.spyOn(NodeSockets.prototype, "ping").mockImplementation(function (this: NodeSockets) {
      ping.call(this);
      if (this.size === 0 || ++pings > 1) return;
      // Until after the next ping is due.
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500));
    });
    const { url } = await startTestServer({ timing: { heartbeat: 10_000, stale: 1_200 } });
    const { token } = await join(url, "yard", "Ada");
    // In a thread of its own, which goes on.
    const client = new Worker(
      `const { parentPort, workerData } = require("node:worker_threads");
      const { WebSocket } = require("ws");
      const socket = new WebSocket(workerData);
      for (const event of ["ping", "close"]) socket.on(event, () => parentPort.postMessage(event));`,
      { eval: true, workerData: `${url.replace("http", "ws")}/ws?token=${token}` },
    );
    try {
      const heard: unknown[] = [];
      client.on("message", (event) => heard.push(event));
      await expect.poll(() => heard.slice(0, 2)).toEqual(["ping", "ping"]);
    } finally {
      await client.terminate();
      vi.restoreAllMocks();
    }
  });

  it("is replaced by a newer one of the same participant", async () => {
    const { url, stats } = await startTestServer();
    const ada = await enter(url, "yard", "Ada");
    const ben = await enter(url, "yard", "Ben");
    const newer = await openSocket(url, ada.token);
    newer.send({ type: "hello", protocol: 1 });
    expect((await ada.socket.closed).code).toBe(4001);
    expect((await newer.nextOf("welcome")).participants?.map(({ id }) => id)).toEqual(
      [ada.id, ben.id].sort((a, b) => (a === ada.id ? -1 : b === ada.id ? 1 : 0)),
    );
    expect(await ben.socket.settled()).toEqual([]);
    // The old socket's end did not make the new one deaf.
    ben.socket.send({ type: "leave" });
    expect(await newer.nextOf("leave")).toMatchObject({ from: ben.id });
    expect(await stats()).toMatchObject({ participants: 1, sockets: 1 });
  });

  it("selects no subprotocol but its own", async () => {
    const { url } = await startTestServer();
    const { token } = await join(url, "yard", "Ada");
    const socket = await openSocket(url, token, { protocols: ["other", "calls-room.v1"] });
    expect(socket.webSocket.protocol).toBe("calls-room.v1");
    await expect(openSocket(url, token, { protocols: ["other"] })).rejects.toThrow("subprotocol");
  });

  it("opens nowhere but at its address", async () => {
    const { url } = await startTestServer();
    await expect(openSocket(`${url}/elsewhere`, "x")).rejects.toThrow("404");
  });

  it("of a room that is full says so", async () => {
    const { url } = await startTestServer({ env: { ROOM_PARTICIPANTS: "1" } });
    const ben = await join(url, "yard", "Ben");
    await enter(url, "yard", "Ada");
    const socket = await openSocket(url, ben.token);
    socket.send({ type: "hello", protocol: 1 });
    expect(await socket.next()).toMatchObject({ type: "error", code: "room_full" });
    expect((await socket.closed).code).toBe(1013);
    const plain = await openSocket(url, ben.token, { protocols: [] });
    expect(await plain.next()).toMatchObject({ type: "error", code: "room_full" });
    expect((await plain.closed).code).toBe(1013);
  });
});

describe("hostile messages", () => {
  it.each([
    ["binary", Buffer.from(HEARTBEAT), "invalid_message"],
    ["not JSON", "{{{{", "invalid_message"],
    ["too large", JSON.stringify({ type: "heartbeat", padding: "x".repeat(ROOM_LIMITS.message) }), "message_too_large"],
    ["prototype keys", '{"type":"__proto__"}', "invalid_message"],
  ])("%s: an error, then the end, and nobody else notices", async (_, message, code) => {
    const { url } = await startTestServer();
    const eve = await enter(url, "yard", "Eve");
    const ben = await enter(url, "yard", "Ben");
    await eve.socket.settled();
    for (let i = 0; i < 3; i++) eve.socket.send(message);
    expect(await eve.socket.next()).toMatchObject({ type: "error", code });
    expect((await eve.socket.closed).code).toBe(4004);
    expect(await ben.socket.settled()).toEqual([]);
  });

  it("far too large are not even read", async () => {
    const { url, log } = await startTestServer();
    const eve = await enter(url, "yard", "Eve");
    eve.socket.send("x".repeat(5 * ROOM_LIMITS.message));
    expect((await eve.socket.closed).code).toBe(1009);
    expect(log).toEqual([]);
  });

  it("in a flood are dropped and end the socket", async () => {
    const { url } = await startTestServer({ clock: 1_000_000_000_000 });
    const eve = await enter(url, "yard", "Eve");
    const ben = await enter(url, "yard", "Ben");
    for (let i = 0; i < 400; i++) eve.socket.send({ type: "track-state", kind: "audio", enabled: i % 2 === 0 });
    expect((await eve.socket.closed).code).toBe(4004);
    const codes = eve.socket.texts.map((text) => JSON.parse(text) as { code?: string }).map(({ code }) => code);
    expect(codes.filter((code) => code === "rate_limited")).toHaveLength(1);
    expect(await ben.socket.settled()).toEqual([]);
  });
});

it("keeps every secret out of its replies and its log", async () => {
  const server = await startTestServer();
  const { url, upstream, log } = server;
  const sdp = "v=0\r\na=ice-ufrag:SECRETUFRAG\r\na=ice-pwd:SECRETPASSWORD\r\n";
  upstream.answer("PUT renegotiate", () => ({
    status: 500,
    body: { errorCode: "backend_error", errorDescription: sdp },
  }));
  upstream.answer("PUT tracks/close", () => ({ status: 401, body: { errorCode: "unauthorized" } }));
  upstream.answer("GET session", () => ({ status: 503, body: sdp }));
  const ada = await enter(url, "yard", "Ada");
  const adas = await ada.publish(["mic"]);
  const replies = [
    await ada.calls("PUT", `/${adas}/renegotiate`, { sessionDescription: { type: "answer", sdp } }),
    await ada.calls("PUT", `/${adas}/renegotiate`, { sessionDescription: { type: "answer", sdp: 7 } }),
    await ada.calls("PUT", `/${adas}/tracks/close`, { tracks: [{ mid: "0" }], force: true }),
    await ada.calls("GET", `/${adas}`),
    await request(`${url}/api/rooms/yard/join`, { method: "POST", body: "{", token: `${ada.token}x` }),
    await request(`${url}/ws?token=${ada.token}`),
    await request(`${url}/api/rooms/yard`),
  ];
  ada.socket.send({ type: "leave" });
  await ada.socket.closed;
  await server.close();
  await expect
    .poll(() => log.map(({ event }) => event))
    .toContain("the Connection API refuses CALLS_APP_ID or CALLS_APP_SECRET");
  const everything = JSON.stringify([replies.map(({ body, headers }) => [body, [...headers]]), log, ada.socket.texts]);
  for (const secret of [APP_SECRET, JWT_SECRET, ada.token, "SECRETUFRAG", "SECRETPASSWORD"]) {
    expect(everything).not.toContain(secret);
  }
});
