/** The Phoenix adapter against a Phoenix server of the tests' own: its traps, and whatever a hostile client or server may say. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { schedule } from "../../src/base/clock.js";
import type { Schedule } from "../../src/base/clock.js";
import { CallsError } from "../../src/base/error.js";
import type { AnnouncedSession } from "../../src/wire/room-protocol.js";
import type { RoomConnection } from "../../src/signaling/signaling.js";
import { phoenix } from "../../src/signaling/phoenix/index.js";
import type { AiState } from "../../src/signaling/phoenix/index.js";
import { ManualTimers } from "./manual-timers.js";
import { PhoenixServer } from "./phoenix-server.js";
import { Sockets, names, when } from "./server-fixture.js";

const ROOM = "standup";
const TOPIC = `calls:${ROOM}`;
const SESSION: AnnouncedSession = {
  sessionId: "5".repeat(32),
  tracks: [{ trackName: "mic-1", kind: "audio", source: "microphone", enabled: true }],
};

/** Tries again without a wait; longer ones, for answers, are as they are. */
const soon: Schedule = (callback, milliseconds) => schedule(callback, milliseconds < 10_000 ? 0 : milliseconds);

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof CallsError ? error.code : error),
  );

describe("the Phoenix adapter", () => {
  let server: PhoenixServer;
  const connections: RoomConnection[] = [];

  beforeEach(async () => {
    server = await PhoenixServer.start();
  });

  afterEach(async () => {
    await Promise.all(connections.splice(0).map((connection) => connection.leave()));
    await server.close();
  });

  const join = async (name: string, options: Parameters<typeof phoenix>[0] = {}) => {
    const sockets = new Sockets();
    const token = options.tokenProvider ? {} : { token: server.token({ room: ROOM, ...server.grants }) };
    const signaling = phoenix({ url: `${server.url}/calls`, WebSocket: sockets.WebSocket, ...token, ...options });
    const connection = await signaling.join({ room: ROOM, name, signal: new AbortController().signal });
    connections.push(connection);
    return { connection, sockets };
  };
  const cutAndBack = async (connection: RoomConnection, cut: () => void): Promise<void> => {
    const lost = when(connection, () => connection.state.status === "reconnecting");
    cut();
    await lost;
    await when(connection, () => connection.state.status === "connected");
  };

  it("comes back with a new token as the same person, and says again what it says of itself", async () => {
    const tokens: string[] = [];
    const tokenProvider = async (): Promise<string> => {
      tokens.push(server.token({ room: ROOM, role: tokens.length === 0 ? "speaker" : "host" }));
      return tokens.at(-1)!;
    };
    const { connection: ben } = await join("Ben");
    const { connection: ada, sockets } = await join("Ada", { tokenProvider });
    const id = ada.participantId;
    ada.announce(SESSION);
    await ada.act!({ type: "hand", raised: true });
    const rosters: string[][] = [];
    ben.subscribe((event) => event.type === "roster" && rosters.push(names(ben)));
    await cutAndBack(ada, () => sockets.last.terminate());
    expect(tokens).toHaveLength(2);
    expect(ada.participantId).toBe(id);
    expect(ada.role).toBe("host");
    expect(ada.facts?.actions).toContain("remove");
    expect(ada.facts?.self).toMatchObject({ hand: expect.any(Number), session: SESSION });
    await when(ben, () => ben.roster[0]?.role === "host");
    expect(ben.roster).toMatchObject([{ id, session: SESSION }]);
    expect(rosters.every((roster) => roster.includes("Ada"))).toBe(true);
  });

  it("ends where it gets no token to come back with, and tries again where the endpoint is away", async () => {
    const answers: [number, string][] = [
      [503, "{}"],
      [429, "{}"],
      [200, "<h1>Sign in to the network</h1>"],
      [403, "{}"],
    ];
    const tokenEndpoint = `${server.url}/calls/token`;
    let isFirst = true;
    const fetchIt: typeof fetch = async (input, init) => {
      if (isFirst) return ((isFirst = false), await fetch(input, init));
      const [status, body] = answers.shift() ?? [403, "{}"];
      return new Response(body, { status });
    };
    const { connection: ada, sockets } = await join("Ada", { tokenEndpoint, fetch: fetchIt, schedule: soon });
    sockets.last.terminate();
    await when(ada, () => ada.state.status === "closed");
    expect(ada.state).toMatchObject({ error: { code: "unauthorized" } });
    expect(answers).toEqual([]);
  });

  it("comes back when the page's own provider of tokens fails once, as a fetch does without a network", async () => {
    let calls = 0;
    const tokenProvider = async (): Promise<string> => {
      if (++calls === 2) throw new TypeError("Failed to fetch");
      return server.token({ room: ROOM });
    };
    const { connection: ada, sockets } = await join("Ada", { tokenProvider, schedule: soon });
    const id = ada.participantId;
    await cutAndBack(ada, () => sockets.last.terminate());
    expect(ada.participantId).toBe(id);
    expect(calls).toBe(3);
  });

  it("outlasts the token of its page, and does not become somebody else", async () => {
    const token = server.token({ room: ROOM });
    const { connection: ada, sockets } = await join("Ada", { token });
    server.expired.add(token);
    await cutAndBack(ada, () => sockets.last.terminate());
    expect(await codeOf(join("Eve", { token }))).toBe("token-expired");
    server.forgetStays();
    server.expired.delete(token);
    sockets.last.terminate();
    await when(ada, () => ada.state.status === "closed");
    expect(ada.state).toMatchObject({ error: { code: "token-expired" } });
  });

  it("comes back from a crash of its channel, and when its socket is told to disconnect", async () => {
    const { connection: ada } = await join("Ada");
    const { connection: ben } = await join("Ben");
    await cutAndBack(ada, () => server.crash(ada.participantId));
    await cutAndBack(ada, () => server.disconnect());
    await when(ben, () => ben.state.status === "connected");
    expect(names(ada)).toEqual(["Ben"]);
  });

  it("finds out that nobody answers any more", async () => {
    const timers = new ManualTimers();
    const { connection: ada } = await join("Ada", { schedule: timers.schedule, random: () => 0.5 });
    server.isStuck = true;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      await timers.runOut(15_000);
      vi.advanceTimersByTime(10_000);
    } finally {
      vi.useRealTimers();
    }
    await when(ada, () => ada.state.status === "reconnecting");
    server.isStuck = false;
    await timers.runOut(0);
    await when(ada, () => ada.state.status === "connected");
  });

  it("ends when the same person comes in again elsewhere, or a host puts them out", async () => {
    const { connection: ada } = await join("Ada", { token: server.token({ room: ROOM, role: "host" }) });
    const { connection: ben } = await join("Ben");
    expect(ben.facts?.actions).not.toContain("remove");
    expect(await codeOf(ben.act!({ type: "remove", participantId: ada.participantId }))).toBe("forbidden");
    await ada.act!({ type: "remove", participantId: ben.participantId });
    await when(ben, () => ben.state.status === "closed");
    expect(ben.state).toMatchObject({ error: { code: "removed" } });
    await when(ada, () => ada.roster.length === 0);
    server.end(ada.participantId, "replaced");
    await when(ada, () => ada.state.status === "closed");
    expect(ada.state).toMatchObject({ error: { code: "replaced" } });
  });

  it("waits for somebody whose connection is lost, and not for somebody who leaves", async () => {
    const timers = new ManualTimers();
    const { connection: ada } = await join("Ada", { schedule: timers.schedule });
    const { connection: ben } = await join("Ben", { tokenProvider: async () => server.issueOnce(ROOM) });
    const { connection: cleo } = await join("Cleo");
    await when(ada, () => ada.roster.length === 2);
    await cleo.leave();
    await when(ada, () => names(ada).join() === "Ben");
    server.cutOff(ben.participantId);
    await timers.runOut(6_000);
    await when(ada, () => ada.roster.length === 0);
    await when(ben, () => ben.state.status === "closed");
  });

  it("asks the AI for what it may", async () => {
    const { connection: ada } = await join("Ada");
    const { connection: ben } = await join("Ben", { token: server.token({ room: ROOM }) });
    const ask = (who: RoomConnection, command: unknown) => who.act!({ type: "feature", feature: "ai", command });
    expect(ada.facts?.actions).toContain("feature");
    expect(ben.facts?.actions).not.toContain("feature");
    expect(await codeOf(ask(ben, { type: "enable" }))).toBe("forbidden");
    expect(await codeOf(ask(ada, { type: "sing" }))).toBe("bad-request");
    await ask(ada, { type: "enable" });
    await when(ben, () => names(ben).includes("AI"));
    expect(await codeOf(ask(ada, { type: "request-control" }))).toBe("bad-request");
    ada.announce(SESSION);
    await ask(ada, { type: "request-control" });
    const controller = () => (ben.facts?.features?.["ai"] as AiState | undefined)?.controllingUser;
    await when(ben, () => controller() === ada.participantId);
    await ask(ada, { type: "release-control" });
    await when(ben, () => controller() === undefined);
    await ask(ada, { type: "disable" });
    await when(ben, () => !names(ben).includes("AI"));
  });

  it("says why there is no way in", async () => {
    expect(await codeOf(join("  "))).toBe("invalid-name");
    expect(await codeOf(join("Ada", { token: "nobody's" }))).toBe("unauthorized");
    expect(await codeOf(join("Ada", { token: server.token({ room: "another" }) }))).toBe("forbidden");
    expect(await codeOf(join("Ada", { topic: (room) => `other:${room}` }))).toBe("not-configured");
    server.refusesSockets = true;
    expect(await codeOf(join("Ada"))).toBe("server-unreachable");
    expect(await codeOf(join("Ada", { url: "http://[" }))).toBe("bad-request");
  });

  it("takes nothing hostile for what it should be", async () => {
    const { connection: ada } = await join("Ada");
    const errors: string[] = [];
    ada.subscribe((event) => event.type === "error" && errors.push(event.error.code));
    const long = "x".repeat(5_000);
    for (const frame of ["{", "7", "null", '{"topic":"x"}', "[]"]) server.say(frame);
    for (const event of ["presence_state", "presence_diff", "message", "asked", "userLeft"]) {
      for (const payload of [null, 7, "x", [], { joins: null, leaves: 7 }, { joins: { a: null, b: { metas: 7 } } }]) {
        if (event !== "presence_state") server.broadcast(TOPIC, event, payload);
      }
    }
    const meta = (fields: object) => ({ metas: [{ phx_ref: long.slice(0, 9), joinedAt: 1, ...fields }] });
    const joins = {
      a: meta({ name: { first: "A" }, joinedAt: "now", hand: "up", role: "king", metadata: { x: { y: 1 }, z: 1 } }),
      b: meta({ name: `\u202E${long}`, session: { sessionId: "../../etc", tracks: [] } }),
      c: meta({ name: "C", session: { sessionId: "s", tracks: [{ trackName: long }, { source: "camera" }, null] } }),
      [long]: meta({ name: "L" }),
      ["__proto__"]: meta({ name: "P" }),
    };
    server.broadcast(TOPIC, "presence_diff", { joins, leaves: {} });
    await when(ada, () => ada.roster.length >= 3);
    expect(ada.roster.filter(({ id }) => /^[abc]$/.test(id))).toEqual([
      { id: "a", name: "", joinedAt: 0, metadata: { z: 1 } },
      { id: "b", name: "x".repeat(80), joinedAt: 1 },
      { id: "c", name: "C", joinedAt: 1, session: { sessionId: "s", tracks: [] } },
    ]);
    expect(ada.roster.every(({ id }) => id.length < 128)).toBe(true);
    expect(new Set(errors)).toEqual(new Set(["protocol"]));
    expect(ada.facts?.chat).toEqual([]);
    await ada.act!({ type: "hand", raised: true });
  });
});
