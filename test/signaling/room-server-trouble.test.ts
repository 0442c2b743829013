import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { roomServer } from "../../src/signaling/room-server/index.js";
import type { TokenProvider } from "../../src/signaling/room-server/index.js";
import type { RoomConnection } from "../../src/signaling/signaling.js";
import type { CallsError } from "../../src/base/error.js";
import { ManualTimers } from "./manual-timers.js";
import { ScriptedServer, joined, person } from "./scripted-server.js";
import type { Peer } from "./scripted-server.js";
import { names, when } from "./server-fixture.js";

describe("the room server's adapter when things go wrong", () => {
  let server: ScriptedServer;
  let timers: ManualTimers;

  beforeEach(async () => {
    server = await ScriptedServer.start();
    timers = new ManualTimers();
  });

  afterEach(async () => {
    await server.vanish().catch(() => {});
  });

  function join(token?: string, tokenProvider?: TokenProvider): Promise<RoomConnection> {
    const signaling = roomServer({
      url: server.url,
      token,
      tokenProvider,
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      random: () => 0.5,
      schedule: timers.schedule,
    });
    return signaling.join({ room: "standup", name: "Ada", signal: new AbortController().signal });
  }

  async function enter(welcome: object = {}, token?: string): Promise<{ ada: RoomConnection; peer: Peer }> {
    const joining = join(token);
    const peer = await server.peer();
    expect(await peer.next()).toEqual({ type: "hello", protocol: 1, gathers: true });
    peer.welcome(welcome);
    return { ada: await joining, peer };
  }

  it("waits longer and longer for a server that is gone, and for ever", async () => {
    const { ada } = await enter();
    const attempts: number[] = [];
    ada.subscribe(({ type, ...event }) => {
      if (type === "state" && "state" in event && event.state.status === "reconnecting")
        attempts.push(event.state.attempt);
    });
    await server.vanish();
    for (const wait of [0, 225, 900, 2_025, 3_600, 5_625, 6_000]) await timers.runOut(wait);
    await when(ada, () => attempts.length === 8);
    expect(attempts).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(ada.state).toMatchObject({ status: "reconnecting", error: { code: "server-unreachable", retryable: true } });
    await ada.leave();
    expect(timers.waits).toEqual([]);
  });

  it("tries at once when the network is back", async () => {
    const { ada, peer } = await enter();
    const page = new EventTarget();
    const { addEventListener, removeEventListener } = globalThis;
    globalThis.addEventListener = page.addEventListener.bind(page);
    globalThis.removeEventListener = page.removeEventListener.bind(page);
    try {
      peer.socket.terminate();
      await when(ada, () => ada.state.status === "reconnecting");
      page.dispatchEvent(new Event("online"));
      const next = await server.peer();
      expect(timers.waits).not.toContain(0);
      next.welcome();
      await when(ada, () => ada.state.status === "connected");
      page.dispatchEvent(new Event("online"));
      await ada.leave();
    } finally {
      Object.assign(globalThis, { addEventListener, removeEventListener });
    }
  });

  it("notices a socket with nobody at the other end", async () => {
    const { ada, peer } = await enter({ revision: 7 });
    expect(timers.waits).toContain(20_000);
    await timers.runOut(5_000);
    expect(await peer.next()).toEqual({ type: "heartbeat" });
    peer.send('{"type":"heartbeat"}');
    await timers.runOut(5_000);
    expect(await peer.next()).toEqual({ type: "heartbeat" });
    await timers.runOut(20_000);
    expect(ada.state).toMatchObject({ status: "reconnecting", attempt: 1, error: { code: "server-unreachable" } });
    await timers.runOut(0);
    const next = await server.peer();
    expect(await next.next()).toEqual({
      type: "hello",
      protocol: 1,
      gathers: true,
      resume: { epoch: "first", revision: 7 },
    });
    next.welcome({ revision: 7, participants: undefined });
    next.send(joined(8, "Grace"));
    await when(ada, () => ada.state.status === "connected" && names(ada).includes("Grace"));
    await ada.leave();
  });

  it("takes the snapshot of another life of the room, and keeps people who are the same", async () => {
    const [grace, linus] = [person("Grace", 1), person("Linus", 2)];
    const { ada, peer } = await enter({ participants: [grace, linus] });
    const [before] = ada.roster;
    peer.socket.terminate();
    await timers.runOut(0);
    const next = await server.peer();
    next.welcome({ epoch: "second", revision: 0, participants: [grace, person("Barbara", 3)] });
    await when(ada, () => names(ada).includes("Barbara"));
    expect(names(ada)).toEqual(["Grace", "Barbara"]);
    expect(ada.roster[0]).toBe(before);
    next.send(joined(1, "Edsger"));
    await when(ada, () => names(ada).length === 3);
    await ada.leave();
  });

  it("asks for a snapshot when a change is missing, and ignores one that it has", async () => {
    const { ada, peer } = await enter({ revision: 4, participants: [person("Grace", 1)] });
    peer.send(joined(4, "Old"), joined(6, "Gap"), joined(7, "Later"));
    expect(await peer.next()).toEqual({ type: "hello", protocol: 1, gathers: true });
    expect(names(ada)).toEqual(["Grace"]);
    peer.welcome({ revision: 7, participants: [person("Grace", 1), person("Gap", 2), person("Later", 3)] });
    await when(ada, () => names(ada).length === 3);
    peer.send(joined(8, "Next"));
    await when(ada, () => names(ada).length === 4);
    await ada.leave();
  });

  it("outlives a server that talks nonsense", async () => {
    const { ada, peer } = await enter();
    const errors: CallsError[] = [];
    ada.subscribe((event) => event.type === "error" && errors.push(event.error));
    const nonsense = [
      "",
      "null",
      "[]",
      "{}",
      "{",
      "7",
      `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
      { type: "join", revision: 2, from: "x", data: null },
      { type: "join", revision: "2", from: "x", data: { participant_id: "x", participant_name: "X", joined_at: 1 } },
      {
        type: "cloudflare-session",
        revision: 2,
        roomId: "",
        participantId: "x",
        participantName: "",
        sessionId: "s",
        tracks: {},
      },
      { type: "welcome", participants: [{}] },
      { type: "leave", revision: 1.5, from: "x", data: { participant_id: "x", reason: "left" } },
    ];
    peer.send(...nonsense);
    peer.socket.send(Buffer.from([1, 2, 3]));
    peer.send({ type: "confetti", revision: 2 }, { type: "__proto__" }, { type: "constructor" });
    peer.send(joined(2, "Grace"));
    await when(ada, () => names(ada).includes("Grace"));
    expect(errors).toHaveLength(nonsense.length + 1);
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(["protocol"]));
    expect(ada.state.status).toBe("connected");
    await ada.leave();
  });

  it("keeps fields that it does not know out of the roster", async () => {
    const { ada, peer } = await enter();
    const message = { ...joined(2, "Grace"), extra: { deep: true } };
    peer.send(JSON.stringify(message).replace('"extra"', '"__proto__":{"isAdmin":true},"extra"'));
    await when(ada, () => names(ada).includes("Grace"));
    expect(ada.roster).toEqual([{ id: "Grace-id", name: "Grace", joinedAt: 2 }]);
    await ada.leave();
  });

  it.each([
    [4000, "", "removed"],
    [4001, "", "replaced"],
    [4003, "token_expired", "token-expired"],
    [4003, "unauthorized", "unauthorized"],
    [4004, "", "protocol"],
  ])("closes for good after %i %s", async (code, reason, expected) => {
    const { ada, peer } = await enter();
    peer.socket.close(code, reason);
    const state = await when(ada, () => ada.state.status === "closed" && ada.state);
    expect(state.error?.code).toBe(expected);
    expect(timers.waits).toEqual([]);
  });

  it.each([1001, 1011, 1012, 4002])("comes back after %i", async (code) => {
    const { ada, peer } = await enter();
    peer.socket.close(code);
    await timers.runOut(0);
    const next = await server.peer();
    next.welcome({ participants: undefined });
    await when(ada, () => ada.state.status === "connected");
    await ada.leave();
  });

  it("closes when somebody removed this participant", async () => {
    const { ada, peer } = await enter();
    peer.send({ type: "leave", revision: 2, from: "self-id", data: { participant_id: "self-id", reason: "removed" } });
    const state = await when(ada, () => ada.state.status === "closed" && ada.state);
    expect(state.error?.code).toBe("removed");
    expect(timers.waits).toEqual([]);
  });

  it("says why the socket did not let it in", async () => {
    const joining = join().catch((error: CallsError) => error);
    const peer = await server.peer();
    peer.send({ type: "error", code: "room_full", reason: "The room is full." });
    peer.socket.close(1013, "The room is full.");
    expect(await joining).toMatchObject({ code: "room-full", reason: "The room is full." });
    expect(timers.waits).toEqual([]);
  });

  it("does not wait for ever for a welcome", async () => {
    const joining = join().catch((error: CallsError) => error);
    const peer = await server.peer();
    await peer.next();
    await timers.runOut(4_000);
    expect(await joining).toMatchObject({ code: "server-unreachable", retryable: true });
    expect(server.polls).toBe(1);
    expect(timers.waits).toEqual([]);
  });

  it("says that the server is not there", async () => {
    await server.vanish();
    await expect(join()).rejects.toMatchObject({ code: "server-unreachable", retryable: true });
    expect(timers.waits).toEqual([]);
  });

  it("renews the token before it expires, and uses the new one", async () => {
    const { ada, peer } = await enter({}, "from-the-page");
    expect(server.bearers).toEqual(["Bearer from-the-page"]);
    expect(peer).toMatchObject({ token: null, ticket: "token-1" });
    const renewal = timers.waits.find((wait) => wait > 20_000)!;
    expect(renewal).toBeGreaterThan(3_600_000 * 0.7);
    expect(renewal).toBeLessThan(3_600_000 * 0.8);
    const renewed = when(ada, (event) => event?.type === "ice-servers" && event.iceServers);
    await timers.runOut(renewal);
    expect(await renewed).toEqual([{ urls: "stun:2.example.org" }]);
    expect(ada.iceServers).toEqual([{ urls: "stun:2.example.org" }]);
    expect(server.bearers[1]).toBe("Bearer token-1");
    peer.socket.terminate();
    await timers.runOut(0);
    expect(await server.peer()).toMatchObject({ token: null, ticket: "token-2" });
    await ada.leave();
    expect(timers.waits).toEqual([]);
  });

  describe("at the end of a stay, which the server does not let go on", () => {
    const provider = () => {
      let count = 0;
      return vi.fn(() => Promise.resolve(`provided-${++count}`));
    };
    const startStay = async (tokenProvider?: TokenProvider): Promise<RoomConnection> => {
      const joining = join(undefined, tokenProvider);
      const peer = await server.peer();
      peer.welcome();
      const ada = await joining;
      await peer.next();
      return ada;
    };
    const runOutLongest = () => timers.runOut(Math.max(...timers.waits));

    it("goes on with a fresh token of its source for the same participant", async () => {
      const ada = await startStay(provider());
      server.extra = { expiresAt: Date.now() + 900_000, expiresIn: 900_000 };
      const renewed = when(ada, (event) => event?.type === "ice-servers" && event.iceServers);
      await runOutLongest();
      expect(await renewed).toEqual([{ urls: "stun:3.example.org" }]);
      expect(server.bearers).toEqual(["Bearer provided-1", "Bearer token-1", "Bearer provided-2"]);
      await ada.leave();
    });

    it("does not ask its source before", async () => {
      const tokenProvider = provider();
      const ada = await startStay(tokenProvider);
      server.extra = { expiresAt: Date.now() + 1_800_000, expiresIn: 1_800_000 };
      const renewed = when(ada, (event) => event?.type === "ice-servers" && event.iceServers);
      await runOutLongest();
      expect(await renewed).toEqual([{ urls: "stun:2.example.org" }]);
      expect(tokenProvider).toHaveBeenCalledOnce();
      await ada.leave();
    });

    it.each([
      ["without a source", undefined],
      ["with a token for somebody else", provider()],
    ])("closes as expired %s", async (_, tokenProvider) => {
      const ada = await startStay(tokenProvider);
      server.extra = { expiresAt: 0, expiresIn: -2_000, ...(tokenProvider && { participantId: "another" }) };
      const renewed = when(ada, (event) => event?.type === "ice-servers");
      await runOutLongest();
      await renewed;
      await timers.runOut(0);
      await when(ada, () => ada.state.status === "closed");
      expect(ada.state).toMatchObject({ status: "closed", error: { code: "token-expired" } });
      expect(timers.waits).toEqual([]);
    });

    it("closes as expired when the server says so", async () => {
      const ada = await startStay();
      server.joinStatus = { status: 401, body: { error: { code: "token_expired", reason: "Over." } } };
      await runOutLongest();
      await when(ada, () => ada.state.status === "closed");
      expect(ada.state).toMatchObject({ status: "closed", error: { code: "token-expired" } });
    });
  });

  it("renews TURN credentials before they expire, however long the token lives, and not without a pause", async () => {
    server.lifetime = 36_000_000;
    server.extra = { iceExpiresIn: 600_000 };
    const { ada } = await enter();
    const renewal = timers.waits.find((wait) => wait > 20_000)!;
    expect(renewal).toBeGreaterThan(600_000 * 0.7);
    expect(renewal).toBeLessThan(600_000 * 0.8);
    server.extra = { iceExpiresIn: -600_000 };
    const renewed = when(ada, (event) => event?.type === "ice-servers" && event.iceServers);
    await timers.runOut(renewal);
    expect(await renewed).toEqual([{ urls: "stun:2.example.org" }]);
    expect(timers.waits).toContain(10_000);
    await ada.leave();
    expect(timers.waits).toEqual([]);
  });

  it("goes on trying to renew for as long as the token is good", async () => {
    server.lifetime = 36_000_000;
    server.extra = { iceExpiresIn: 600_000 };
    const { ada } = await enter();
    const renewal = timers.waits.find((wait) => wait > 20_000)!;
    await server.vanish();
    await timers.runOut(renewal);
    const next = async (): Promise<number> => {
      for (;;) {
        const wait = timers.waits.find((each) => each > 1_000_000);
        if (wait) return wait;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    expect(await next()).toBeLessThan(36_000_000);
    await ada.leave();
    expect(timers.waits).toEqual([]);
  });

  it("says again what it publishes, with the mutes since", async () => {
    const { ada, peer } = await enter();
    const tracks = [{ trackName: "mic", kind: "audio" as const, enabled: true }];
    ada.announce({ sessionId: "session", tracks });
    expect(await peer.next()).toEqual({ type: "cloudflare-session", sessionId: "session", tracks });
    peer.socket.terminate();
    await when(ada, () => ada.state.status === "reconnecting");
    ada.setTrackState({ trackName: "mic", kind: "audio", enabled: false });
    await timers.runOut(0);
    const next = await server.peer();
    await next.next();
    next.welcome({ participants: undefined });
    expect(await next.next()).toMatchObject({ tracks: [{ trackName: "mic", enabled: false }] });
    await ada.leave();
  });

  it("leaves a server that does not answer after a second", async () => {
    const { ada, peer } = await enter();
    peer.isPolite = false;
    const left = ada.leave();
    expect(ada.state).toEqual({ status: "closed" });
    expect(await peer.next()).toEqual({ type: "leave" });
    await timers.runOut(1_000);
    await left;
    await once(peer.socket, "close");
    expect(timers.waits).toEqual([]);
  });

  it("survives a listener that throws, and forgets one that unsubscribed", async () => {
    const { ada, peer } = await enter();
    const heard: number[] = [];
    const rethrown = vi.spyOn(globalThis, "queueMicrotask").mockImplementation(() => {});
    ada.subscribe(() => {
      throw new Error("not my day");
    });
    const unsubscribe = ada.subscribe(() => heard.push(1));
    peer.send(joined(2, "Grace"));
    await when(ada, () => names(ada).length === 1);
    expect(rethrown.mock.calls[0]![0]).toThrow("not my day");
    unsubscribe();
    expect(heard).toEqual([1]);
    await ada.leave();
    rethrown.mockRestore();
    expect(heard).toEqual([1]);
  });
});
