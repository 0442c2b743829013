/** Roles, chat, hands and doors over the room server's adapter, and the first and later ways to a socket. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { roomServer } from "../../src/signaling/room-server/index.js";
import type { JoinOptions, RoomConnection, SignalingEvent } from "../../src/signaling/signaling.js";
import type { CallsError } from "../../src/base/error.js";
import type { ChatMessage, RoomAction } from "../../src/wire/room-protocol.js";
import { ManualTimers } from "./manual-timers.js";
import { SELF, ScriptedServer, person } from "./scripted-server.js";
import type { Peer } from "./scripted-server.js";
import { names, when } from "./server-fixture.js";

const SELF_ENTRY = { ...person("Ada", 0), id: SELF, role: "host" as const };
const POLICY = { locked: false, waitingRoom: false, spotlight: [] };
const said = (id: string, version: number, at: number, text = id): ChatMessage => ({
  id,
  version,
  from: "Grace-id",
  name: "Grace",
  text,
  at,
});

describe("the room server's adapter in a room with order", () => {
  let server: ScriptedServer;
  let timers: ManualTimers;

  beforeEach(async () => {
    server = await ScriptedServer.start();
    timers = new ManualTimers();
  });

  afterEach(() => server.vanish().catch(() => {}));

  function join(
    onWaiting?: () => void,
    signal = new AbortController().signal,
    offer?: JoinOptions["offer"],
  ): Promise<RoomConnection> {
    const signaling = roomServer({
      url: server.url,
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      random: () => 0.5,
      schedule: timers.schedule,
    });
    return signaling.join({
      room: "standup",
      name: "Ada",
      signal,
      ...(onWaiting && { onWaiting }),
      ...(offer && { offer }),
    });
  }

  async function enter(participants: object[] = [SELF_ENTRY, person("Grace", 1)]) {
    const joining = join();
    const peer = await server.peer();
    await peer.next();
    peer.welcome({ participants, policy: POLICY });
    return { ada: await joining, peer };
  }

  async function comeBack(ada: RoomConnection, peer: Peer): Promise<{ next: Peer; hello: unknown }> {
    peer.socket.terminate();
    await when(ada, () => ada.state.status === "reconnecting");
    await timers.runOut(0);
    const next = await server.peer();
    return { next, hello: await next.next() };
  }

  const act = (ada: RoomConnection, action: RoomAction) => ada.act!(action);

  it("knows the own entry, the policy, the chat and the door, and keeps what did not change", async () => {
    const { ada, peer } = await enter();
    expect(ada.facts).toEqual({ self: SELF_ENTRY, policy: POLICY, chat: [], waiting: [] });
    expect(names(ada)).toEqual(["Grace"]);
    peer.send({ type: "chat", messages: [said("b", 2, 20), said("a", 1, 10)] });
    await when(ada, () => ada.facts?.chat.length === 2);
    const { policy, chat } = ada.facts!;
    expect(chat.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(Object.isFrozen(chat[0])).toBe(true);
    peer.send({ type: "participant", revision: 2, from: SELF, set: { role: "speaker", hand: 7, name: "Ada L." } });
    await when(ada, () => ada.facts?.self.hand === 7);
    expect(ada.facts).toMatchObject({ self: { role: "speaker", name: "Ada L." } });
    expect(ada.facts!.policy).toBe(policy);
    expect(ada.facts!.chat).toBe(chat);
    peer.send({ type: "participant", revision: 3, from: SELF, set: { hand: null } });
    await when(ada, () => ada.facts?.self.hand === undefined);
    peer.send({ type: "waiting", people: [{ id: "w", name: "Will", since: 5 }] });
    await when(ada, () => ada.facts?.waiting.length === 1);
    peer.send({ type: "policy", revision: 4, from: SELF, policy: { ...POLICY, locked: true } });
    await when(ada, () => ada.facts?.policy.locked);
    expect(names(ada)).toEqual(["Grace"]);
    await ada.leave();
  });

  it("puts edits in their place, and ignores an older version", async () => {
    const { ada, peer } = await enter();
    peer.send({ type: "chat", messages: [said("a", 1, 10), said("b", 2, 20)] });
    peer.send({ type: "chat", messages: [{ ...said("a", 4, 10, "new"), editedAt: 30 }, said("b", 1, 20, "old")] });
    await when(ada, () => ada.facts?.chat[0]?.text === "new");
    expect(ada.facts?.chat.map(({ id, text }) => `${id}:${text}`)).toEqual(["a:new", "b:b"]);
    const { hello } = await comeBack(ada, peer);
    expect(hello).toMatchObject({ resume: { epoch: "first", revision: 1, chat: 4 } });
    await ada.leave();
  });

  it("forgets the chat of another life of the room", async () => {
    const { ada, peer } = await enter();
    peer.send({ type: "chat", messages: [said("a", 9, 10)] });
    await when(ada, () => ada.facts?.chat.length === 1);
    const { next } = await comeBack(ada, peer);
    next.welcome({ epoch: "second", participants: [SELF_ENTRY], policy: POLICY });
    next.send({ type: "chat", messages: [said("c", 1, 90)] });
    await when(ada, () => ada.facts?.chat[0]?.id === "c");
    expect(ada.facts?.chat).toHaveLength(1);
    await ada.leave();
  });

  it("tells of reactions and of what a host asks", async () => {
    const { ada, peer } = await enter();
    const events: SignalingEvent[] = [];
    ada.subscribe((event) => events.push(event));
    peer.send({ type: "reaction", from: "Grace-id", reaction: "👏" });
    peer.send({ type: "asked", from: "Grace-id", action: "mute", source: "microphone" });
    await when(ada, () => events.length === 2);
    expect(events).toEqual([
      { type: "reaction", from: "Grace-id", reaction: "👏" },
      { type: "asked", from: "Grace-id", action: "mute", source: "microphone" },
    ]);
    await ada.leave();
  });

  it("resolves what the server has done, and rejects what it refuses", async () => {
    const { ada, peer } = await enter();
    const raised = act(ada, { type: "hand", raised: true });
    const removed = act(ada, { type: "remove", participantId: "Grace-id" }).catch((error: CallsError) => error);
    const renamed = act(ada, { type: "profile", name: "" }).catch((error: CallsError) => error);
    const refs = [];
    for (let i = 0; i < 3; i++) refs.push(((await peer.next()) as { ref: string }).ref);
    expect(new Set(refs).size).toBe(3);
    peer.send({ type: "error", ref: refs[1], code: "forbidden", reason: "Hosts only." });
    peer.send({ type: "error", ref: refs[2], code: "invalid_message", reason: "A name has letters." });
    peer.send({ type: "done", ref: refs[0] });
    await raised;
    expect(await removed).toMatchObject({ code: "forbidden", reason: "Hosts only.", retryable: false });
    expect(await renamed).toMatchObject({ code: "bad-request", reason: "A name has letters." });
    await ada.leave();
  });

  it("gives up a request after ten seconds, and hears a late answer without a word", async () => {
    const { ada, peer } = await enter();
    const events: SignalingEvent[] = [];
    ada.subscribe((event) => events.push(event));
    const raised = act(ada, { type: "hand", raised: true }).catch((error: CallsError) => error);
    const { ref } = (await peer.next()) as { ref: string };
    await timers.runOut(10_000);
    expect(await raised).toMatchObject({ code: "server-unreachable", retryable: true });
    peer.send({ type: "done", ref }, { type: "error", ref, code: "forbidden", reason: "No." });
    peer.send({ type: "reaction", from: "Grace-id", reaction: "x" });
    await when(ada, () => events.length > 0);
    expect(events.map(({ type }) => type)).toEqual(["reaction"]);
    await ada.leave();
  });

  it("fails what a lost socket took with it, and says chat again with the same id", async () => {
    const { ada, peer } = await enter();
    const raised = act(ada, { type: "hand", raised: true }).catch((error: CallsError) => error);
    const spoken = act(ada, { type: "chat", id: "m1", text: "Hello" });
    await peer.next();
    expect(await peer.next()).toMatchObject({ type: "chat", id: "m1" });
    const { next } = await comeBack(ada, peer);
    expect(await raised).toMatchObject({ code: "server-unreachable", retryable: true });
    const later = act(ada, { type: "chat", id: "m2", text: "Still there?" });
    await expect(act(ada, { type: "reaction", reaction: "x" })).rejects.toMatchObject({ code: "server-unreachable" });
    next.welcome({ participants: undefined });
    const again = [await next.next(), await next.next()] as { id: string; ref: string }[];
    expect(again.map(({ id }) => id)).toEqual(["m1", "m2"]);
    for (const { ref } of again) next.send({ type: "done", ref });
    await Promise.all([spoken, later]);
    expect(timers.waits).not.toContain(10_000);
    await ada.leave();
  });

  it("aborts what is unanswered when it leaves", async () => {
    const { ada } = await enter();
    const raised = act(ada, { type: "hand", raised: true }).catch((error: CallsError) => error);
    await ada.leave();
    expect(await raised).toMatchObject({ code: "aborted" });
    expect(timers.waits).toEqual([]);
  });

  it("has no requests where the server knows no order", async () => {
    const joining = join();
    const peer = await server.peer();
    await peer.next();
    peer.welcome();
    const ada = await joining;
    expect(ada.act).toBeUndefined();
    expect(ada.facts).toBeUndefined();
    await ada.leave();
  });

  it("waits at the door as long as it takes, comes back to it, and enters when it is let in", async () => {
    const onWaiting = vi.fn();
    const joining = join(onWaiting);
    const peer = await server.peer();
    await peer.next();
    peer.send({ type: "wait", roomId: "standup", participantId: SELF });
    // Heartbeats instead of the limit for opening.
    await timers.runOut(5_000);
    expect(await peer.next()).toEqual({ type: "heartbeat" });
    expect(timers.waits).not.toContain(10_000);
    expect(onWaiting).toHaveBeenCalledTimes(1);
    peer.socket.terminate();
    await timers.runOut(0);
    const next = await server.peer();
    await next.next();
    next.send({ type: "wait", roomId: "standup", participantId: SELF });
    next.welcome({ participants: [SELF_ENTRY], policy: POLICY });
    const ada = await joining;
    expect(ada.facts?.self.role).toBe("host");
    await ada.leave();
  });

  it.each([
    [4007, "", "denied"],
    [4007, "banned", "banned"],
    [4006, "", "room-ended"],
  ])("says why the door stays shut (%i %s)", async (code, reason, expected) => {
    const joining = join(() => {}).catch((error: CallsError) => error);
    const peer = await server.peer();
    await peer.next();
    peer.send({ type: "wait", roomId: "standup", participantId: SELF });
    peer.socket.close(code, reason);
    expect(await joining).toMatchObject({ code: expected });
    expect(timers.waits).toEqual([]);
  });

  it("goes away from the door when the join is aborted", async () => {
    const controller = new AbortController();
    const joining = join(() => controller.abort(), controller.signal).catch((error: CallsError) => error);
    const peer = await server.peer();
    await peer.next();
    peer.send({ type: "wait", roomId: "standup", participantId: SELF });
    expect(await joining).toMatchObject({ code: "aborted" });
    expect(await peer.next()).toEqual({ type: "leave" });
    expect(timers.waits).toEqual([]);
  });

  it.each([
    ["removed", "removed"],
    ["ended", "room-ended"],
  ])("closes when this participant's stay is %s", async (reason, expected) => {
    const { ada, peer } = await enter();
    peer.send({ type: "leave", revision: 2, from: SELF, data: { participant_id: SELF, reason } });
    const state = await when(ada, () => ada.state.status === "closed" && ada.state);
    expect(state.error?.code).toBe(expected);
  });

  describe("that answers a join with everything", () => {
    beforeEach(() => {
      server.extra = { sessionId: "s1", ticket: "first", participants: [SELF_ENTRY, person("Grace", 1)] };
      server.ticketReply = { status: 200, body: { ticket: "second", expiresAt: 0 } };
    });

    it("is there before the socket is open, and acts when it is", async () => {
      const ada = await join();
      expect(server.joins).toEqual([{ name: "Ada", session: true }]);
      expect(names(ada)).toEqual(["Grace"]);
      expect(ada).toMatchObject({ sessionId: "s1", state: { status: "connected" } });
      const [grace] = ada.roster;
      ada.announce({ sessionId: "s1", tracks: [] });
      const peer = await server.peer();
      expect(peer).toMatchObject({ ticket: "first", token: null });
      expect(await peer.next()).toEqual({ type: "hello", protocol: 1, gathers: true });
      peer.welcome({ participants: [SELF_ENTRY, person("Grace", 1)], policy: POLICY });
      expect(await peer.next()).toMatchObject({ type: "cloudflare-session", sessionId: "s1" });
      expect(ada.roster[0]).toBe(grace);
      expect(ada.act).toBeDefined();
      await ada.leave();
      expect(server.ticketsAsked).toBe(0);
    });

    it("takes an offer along, and hands over what was pulled into it", async () => {
      const opening = { requiresImmediateRenegotiation: false, tracks: [{ trackName: "mic", mid: "0" }] };
      server.extra = { ...server.extra, opening };
      const ada = await join(undefined, undefined, async () => ({ type: "offer", sdp: "v=0" }));
      expect(server.joins[0]).toEqual({ name: "Ada", session: true, offer: { type: "offer", sdp: "v=0" } });
      expect(ada.opening).toEqual(opening);
      const bob = await join(undefined, undefined, async () => Promise.reject(new Error("no WebRTC")));
      expect(server.joins[1]).toEqual({ name: "Ada", session: true });
      await Promise.all([ada.leave(), bob.leave()]);
    });

    it("closes when the socket is refused after all", async () => {
      const ada = await join();
      const peer = await server.peer();
      peer.send({ type: "error", code: "room_locked", reason: "Closed." });
      peer.socket.close(4007, "");
      const state = await when(ada, () => ada.state.status === "closed" && ada.state);
      expect(state.error).toMatchObject({ code: "room-locked", reason: "Closed." });
    });

    it("asks for a ticket for every later socket, and again when that fails", async () => {
      const ada = await join();
      const peer = await server.peer();
      peer.welcome();
      await peer.next();
      server.ticketReply = { status: 503, body: { error: { code: "internal", reason: "Busy." } } };
      peer.socket.terminate();
      await timers.runOut(0);
      await when(ada, () => ada.state.status === "reconnecting" && ada.state.attempt === 2);
      server.ticketReply = { status: 200, body: { ticket: "second", expiresAt: 0 } };
      await timers.runOut(225);
      expect(await server.peer()).toMatchObject({ ticket: "second", token: null });
      expect(server.ticketsAsked).toBe(2);
      await ada.leave();
    });

    it.each([
      [200, "<html>Sign in to this network</html>"],
      [401, "<html>Who are you?</html>"],
      [403, "<html>You shall not pass</html>"],
      [404, "<html>Nothing here</html>"],
      [429, "<html>Not so fast</html>"],
    ])("outlives a page of something on the way (%i), and shows it no token", async (status, body) => {
      const ada = await join();
      const peer = await server.peer();
      peer.welcome();
      await peer.next();
      server.ticketReply = { status, body };
      peer.socket.terminate();
      await timers.runOut(0);
      await when(ada, () => ada.state.status === "reconnecting" && ada.state.attempt === 2);
      server.ticketReply = { status: 200, body: { ticket: "second", expiresAt: 0 } };
      await timers.runOut(225);
      expect(await server.peer()).toMatchObject({ ticket: "second", token: null });
      await ada.leave();
    });

    it("closes when its token is not good for a ticket any more", async () => {
      const ada = await join();
      const peer = await server.peer();
      peer.welcome();
      await peer.next();
      server.ticketReply = { status: 401, body: { error: { code: "token_expired", reason: "Too late." } } };
      peer.socket.terminate();
      await timers.runOut(0);
      const state = await when(ada, () => ada.state.status === "closed" && ada.state);
      expect(state.error?.code).toBe("token-expired");
      expect(timers.waits).toEqual([]);
    });

    it("says goodbye even when the socket is still opening", async () => {
      const ada = await join();
      const left = ada.leave();
      const peer = await server.peer();
      expect(await peer.next()).toEqual({ type: "leave" });
      await left;
      expect(timers.waits).toEqual([]);
    });

    it("renews without another session", async () => {
      const ada = await join();
      await timers.runOut(timers.waits.find((wait) => wait > 20_000)!);
      while (ada.iceServers[0]?.urls !== "stun:2.example.org") await new Promise((resolve) => setImmediate(resolve));
      expect(server.joins).toEqual([{ name: "Ada", session: true }, { name: "Ada" }]);
      await ada.leave();
    });
  });
});
