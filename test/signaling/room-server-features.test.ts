/** Features of the application over the room server's adapter. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { agenda } from "../../demo/agenda/agenda.js";
import type { AgendaState } from "../../demo/agenda/agenda.js";
import { CallsError } from "../../src/base/error.js";
import { roomServer } from "../../src/signaling/room-server/index.js";
import type { RoomConnection } from "../../src/signaling/signaling.js";
import { startRoomServer } from "../../src/server/hosts/node.js";
import { ManualTimers } from "./manual-timers.js";
import { SELF, ScriptedServer, person } from "./scripted-server.js";
import type { Peer } from "./scripted-server.js";
import { when } from "./server-fixture.js";

const SELF_ENTRY = { ...person("Ada", 0), id: SELF, role: "host" as const };
const ORDER = { participants: [SELF_ENTRY], policy: { locked: false, waitingRoom: false, spotlight: [] } };
const ask = { type: "feature", feature: "polls", command: { vote: 2 } } as const;
const polls = (version: number, change: unknown) => ({ type: "feature", feature: "polls", version, change });

describe("the room server's adapter in a room with features", () => {
  let server: ScriptedServer;
  let timers: ManualTimers;

  beforeEach(async () => {
    server = await ScriptedServer.start();
    timers = new ManualTimers();
  });
  afterEach(() => server.vanish().catch(() => {}));

  const join = (url: string): Promise<RoomConnection> =>
    roomServer({
      url,
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      random: () => 0.5,
      schedule: timers.schedule,
    }).join({ room: "standup", name: "Ada", signal: new AbortController().signal });

  async function enter(): Promise<{ ada: RoomConnection; peer: Peer }> {
    const joining = join(server.url);
    const peer = await server.peer();
    expect(await peer.next()).toEqual({ type: "hello", protocol: 1, gathers: true });
    peer.welcome(ORDER);
    return { ada: await joining, peer };
  }

  async function comeBack(ada: RoomConnection, peer: Peer): Promise<{ next: Peer; hello: unknown }> {
    peer.socket.terminate();
    await when(ada, () => ada.state.status === "reconnecting");
    await timers.runOut(0);
    const next = await server.peer();
    return { next, hello: await next.next() };
  }

  const seen = <T>(ada: RoomConnection): T => ada.facts?.features?.["polls"] as T;

  it("knows nothing of a backend without any", async () => {
    const { ada } = await enter();
    expect(ada.facts).not.toHaveProperty("features");
    await ada.leave();
  });

  it("follows what is seen, frozen, and keeps what did not change", async () => {
    const { ada, peer } = await enter();
    const open = { question: "Lunch?", options: ["yes", "no"] };
    peer.send(polls(3, [{ open, votes: { a: 1 } }]));
    await when(ada, () => seen(ada) !== undefined);
    const before = ada.facts!;
    peer.send(polls(5, { votes: { b: [2] } }));
    await when(ada, () => ada.facts !== before);
    expect(seen(ada)).toEqual({ open, votes: { a: 1, b: 2 } });
    expect(seen<{ open: object }>(ada).open).toBe(Object(before.features?.["polls"]).open);
    expect(ada.facts?.chat).toBe(before.chat);
    expect(Object.isFrozen(ada.facts?.features) && Object.isFrozen(seen<{ votes: object }>(ada).votes)).toBe(true);
    const after = ada.facts;
    peer.send({ type: "participant", revision: 2, from: SELF, set: { hand: 7 } });
    await when(ada, () => ada.facts?.self.hand === 7);
    expect(ada.facts?.features).toBe(after?.features);
    await ada.leave();
  });

  it("says what it knows when it comes back, and forgets another life of the room", async () => {
    const { ada, peer } = await enter();
    peer.send(polls(3, [{ n: 1 }]));
    await when(ada, () => seen(ada) !== undefined);
    const { next, hello } = await comeBack(ada, peer);
    expect(hello).toMatchObject({ resume: { epoch: "first", features: { polls: 3 } } });
    next.welcome({ participants: undefined });
    next.send({ type: "heartbeat" }, polls(4, { n: [2] }));
    await when(ada, () => seen<{ n: number }>(ada).n === 2);
    const { next: last } = await comeBack(ada, next);
    last.welcome({ ...ORDER, epoch: "second" });
    await when(ada, () => ada.facts?.features === undefined);
    last.send({ type: "heartbeat" }, { type: "participant", revision: 2, from: SELF, set: { hand: 7 } });
    await when(ada, () => ada.facts?.self.hand === 7);
    expect((await comeBack(ada, last)).hello).not.toHaveProperty("resume.features");
    await ada.leave();
  });

  it("asks for everything when a change is of something that it does not know, once", async () => {
    const { ada, peer } = await enter();
    peer.send(polls(3, [{ n: 1 }]), polls(4, { votes: { a: [1] } }), polls(5, { votes: { b: [1] } }));
    expect(await peer.next()).toEqual({ type: "hello", protocol: 1, gathers: true });
    // What comes before the answer is of before.
    peer.send(polls(6, { n: [7] }));
    peer.welcome(ORDER);
    peer.send(polls(6, [{ n: 7, votes: { a: 1, b: 1 } }]), polls(7, { n: [8] }));
    await when(ada, () => seen<{ n: number }>(ada).n === 8);
    expect(seen(ada)).toEqual({ n: 8, votes: { a: 1, b: 1 } });
    const { hello } = await comeBack(ada, peer);
    expect(hello).toMatchObject({ resume: { features: { polls: 7 } } });
    await ada.leave();
  });

  it.each([
    ["forbidden", { code: "forbidden" }],
    ["rate_limited", { code: "rate-limited", retryable: true }],
    ["feature_full", { code: "bad-request" }],
    ["invalid_message", { code: "bad-request" }],
    ["internal", { code: "server-error" }],
    ["poll-is-over", { code: "bad-request", cause: { code: "poll-is-over" } }],
  ])("tells that it was refused: %s", async (code, error) => {
    const { ada, peer } = await enter();
    const asked = ada.act!(ask);
    const { ref, ...message } = (await peer.next()) as { ref: string };
    expect(message).toEqual(ask);
    peer.send({ type: "error", code, reason: "Because.", ref });
    await expect(asked).rejects.toBeInstanceOf(CallsError);
    await expect(asked).rejects.toMatchObject({ ...error, reason: "Because." });
    await ada.leave();
  });

  it("does not ask again by itself what may have been done: a lost socket is told", async () => {
    const { ada, peer } = await enter();
    const asked = ada.act!(ask);
    await peer.next();
    peer.socket.terminate();
    await expect(asked).rejects.toMatchObject({ code: "server-unreachable" });
    await ada.leave();
  });

  it("meets the server's own: the state is there when the promise is", async () => {
    const calls = { base: "http://127.0.0.1:1", appId: "a", appSecret: "s" };
    const real = await startRoomServer({ calls, features: [agenda] });
    const ada = await join(real.url);
    await when(ada, () => ada.act !== undefined);
    await ada.act!({ type: "feature", feature: "agenda", command: { type: "propose", title: "Lunch", minutes: 5 } });
    expect(ada.facts?.features?.["agenda"] as AgendaState).toMatchObject({ items: [{ title: "Lunch", by: "Ada" }] });
    await expect(ada.act!({ type: "feature", feature: "agenda", command: { type: "start", id: 9 } })).rejects.toMatchObject({ code: "bad-request", cause: { code: "gone" } }); // prettier-ignore
    await ada.leave();
    await real.close();
  }, 20_000);
});
