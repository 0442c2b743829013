/** Rooms in a page, as their users have them: the room server's adapter, scripted people, faults, and time. */
import wrtc from "@roamhq/wrtc";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { agenda, type AgendaCommand } from "../../demo/agenda/agenda.js";
import { CallsError } from "../../src/base/error.js";
import { InPageHost } from "../../src/in-page/host.js";
import { createInPageRooms } from "../../src/in-page/index.js";
import type { InPageRooms, InPageRoomsOptions } from "../../src/in-page/index.js";
import type { RoomConnection } from "../../src/signaling/signaling.js";
import { Clock } from "../client/clock.js";
import { PATIENCE, call, enter, session } from "../rules/ground.js";
import type { Ground, RuleSocket } from "../rules/ground.js";

const { signal } = new AbortController();

/** What people of the rules' table need, of a host without tokens. */
const groundOf = (host: InPageHost, time: Pick<Ground, "fetch" | "now" | "advance">): Ground => ({
  url: host.url,
  WebSocket: host.WebSocket as unknown as new (url: string, protocols: string[]) => RuleSocket,
  mint: () => Promise.reject(new Error("Nobody has a token.")),
  reached: () => 0,
  order: () => Promise.reject(new Error("Nothing is made to order.")),
  ...time,
});

describe("rooms in a page", { timeout: 20_000 }, () => {
  let rooms: InPageRooms;
  const open = (options?: InPageRoomsOptions): InPageRooms => (rooms = createInPageRooms(options));
  const join = (name: string): Promise<RoomConnection> => rooms.signaling.join({ room: "lab", name, signal });
  const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => "done",
      (error: unknown) => (error instanceof CallsError ? error.code : error),
    );

  beforeEach(() => void open());
  afterEach(() => rooms.close());

  it("have no host but whom `role` names", async () => {
    const ada = await join("Ada");
    expect(ada.facts?.self.role ?? "speaker").toBe("speaker");
    expect(await codeOf(ada.act!({ type: "end" }))).toBe("forbidden");
    open({ role: (name) => (name === "Ada" ? "host" : "viewer") });
    expect((await join("Ada")).facts?.self.role).toBe("host");
    expect((await join("Ben")).facts?.self.role).toBe("viewer");
  });

  it("have features of the page's own, with the time and the rules of a server", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      open({ features: [agenda], role: (name) => (name === "Ada" ? "host" : "speaker") });
      const ada = await join("Ada");
      const ben = await join("Ben");
      const agendaOf = ({ facts }: RoomConnection): unknown => facts?.features?.["agenda"];
      const ask = (who: RoomConnection, command: AgendaCommand): Promise<unknown> =>
        codeOf(who.act!({ type: "feature", feature: "agenda", command }));
      expect(await ask(ben, { type: "propose", title: "Budget", minutes: 1 })).toBe("done");
      expect(await ask(ben, { type: "start", id: 1 })).toBe("forbidden");
      expect(await ask(ada, { type: "start", id: 1 })).toBe("done");
      expect(agendaOf(ben)).toMatchObject({ current: { id: 1 } });
      await vi.advanceTimersByTimeAsync(50_000);
      expect(agendaOf(ben)).toMatchObject({ current: { id: 1 } });
      await vi.advanceTimersByTimeAsync(10_000);
      expect(agendaOf(ben)).toMatchObject({ current: null, items: [{ title: "Budget", done: true }] });
      expect(agendaOf(ada)).toEqual(agendaOf(ben));
    } finally {
      vi.useRealTimers();
    }
  });

  it("answer what was asked, also when the answer is the end", async () => {
    open({ role: "host" });
    const ada = await join("Ada");
    expect(await codeOf(ada.act!({ type: "end" }))).toBe("done");
    expect(ada.state).toMatchObject({ status: "closed", error: { code: "room-ended" } });
    expect(() => rooms.addParticipant({ room: "lab", name: "Ben" })).toThrow("room-ended");
  });

  it("let scripted people in who need no host, and nobody past a lock or into a full room", async () => {
    open({ settings: { participants: 3 } });
    rooms.setPolicy("lab", { waitingRoom: true });
    const ada = rooms.addParticipant({ room: "lab", name: "Ada", role: "host" });
    const ben = rooms.addParticipant({ room: "lab", name: "Ada" });
    expect(ben.name).toBe("Ada (2)");
    const cleo = rooms.knock({ room: "lab", name: "Cleo" });
    ada.act({ type: "admit" });
    expect((await cleo).name).toBe("Cleo");
    expect(() => rooms.addParticipant({ room: "lab", name: "Dan" })).toThrow("room-full");
    (await cleo).leave();
    rooms.setPolicy("lab", { locked: true });
    expect(() => rooms.addParticipant({ room: "lab", name: "Dan" })).toThrow("room-locked");
    expect(await codeOf(rooms.knock({ room: "lab", name: "Dan" }))).toBe("room-locked");
  });

  it("send away who is denied, and who waits when the rooms are closed", async () => {
    const ada = rooms.addParticipant({ room: "lab", name: "Ada", role: "host" });
    const host = await join("Hanna");
    rooms.setPolicy("lab", { waitingRoom: true });
    ada.act({ type: "role", participantId: host.participantId, role: "host" });
    const ben = codeOf(rooms.knock({ room: "lab", name: "Ben" }));
    await host.act!({ type: "deny", participantId: host.facts!.waiting[0]!.id });
    expect(await ben).toBe("denied");
    const cleo = codeOf(rooms.knock({ room: "lab", name: "Cleo" }));
    const dan = codeOf(join("Dan"));
    rooms.close();
    expect(await Promise.all([cleo, dan])).toEqual(["aborted", "aborted"]);
    expect(host.state).toEqual({ status: "closed" });
    expect(await codeOf(join("Eve"))).toBe("aborted");
  });

  it("hold scripts to the rates of people, unless the page says otherwise", () => {
    const chatter = () => {
      const ada = rooms.addParticipant({ room: "lab", name: "Ada" });
      for (let number = 1; number <= 30; number += 1) ada.say(`${number}`);
    };
    expect(chatter).toThrow("rate-limited");
    open({ settings: { chatting: { perSecond: 1, burst: 30 } } });
    expect(chatter).not.toThrow();
  });

  it("are reached again after an interruption, from where it began", async () => {
    const ada = await join("Ada");
    const grace = rooms.addParticipant({ room: "lab", name: "Grace" });
    rooms.interrupt();
    expect(ada.state).toMatchObject({ status: "reconnecting", error: { code: "server-unreachable" } });
    grace.say("Anyone?");
    const late = join("Late");
    rooms.resume();
    await expect.poll(() => ada.state.status, PATIENCE).toBe("connected");
    expect(ada.facts?.chat.map(({ text }) => text)).toEqual(["Anyone?"]);
    expect((await late).roster.map(({ name }) => name)).toEqual(["Ada", "Grace"]);
  });

  it("have people in the order in which they came, also within a millisecond", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `Guest no. ${index}`);
    for (const name of names) rooms.addParticipant({ room: "lab", name });
    expect((await join("Ada")).roster.map(({ name }) => name)).toEqual(names);
  });

  it("fail as the page says, and take the time that it says", async () => {
    const asked: unknown[] = [];
    let hold: (() => void) | undefined;
    open({
      fault: (call) => {
        asked.push(call);
        if (call.operation === "newSession") return new CallsError("session-conflict", "On purpose.");
        return new Promise((resolve) => (hold = () => resolve(undefined)));
      },
    });
    const ada = await join("Ada");
    expect(await codeOf(ada.calls.call("newSession", undefined, undefined, { signal }))).toBe("session-conflict");
    const held = codeOf(ada.calls.call("session", "made up", undefined, { signal }));
    await expect.poll(() => hold, PATIENCE).toBeDefined();
    hold?.();
    expect(await held).toBe("session-expired");
    const { participantId } = ada;
    expect(asked).toMatchObject([
      { participantId, operation: "newSession", sessionId: undefined },
      { participantId, operation: "session", sessionId: "made up" },
    ]);
  });
});

describe("a call to the SFU that is under way", { timeout: 20_000 }, () => {
  beforeEach(() => void vi.stubGlobal("RTCPeerConnection", wrtc.RTCPeerConnection));
  afterEach(() => void vi.unstubAllGlobals());

  /** Ada keeps order, and Ben has called the SFU, which answers when the test says so. */
  async function start() {
    const host = new InPageHost();
    const ground = groundOf(host, { fetch: host.fetch, now: Date.now, advance: async () => {} });
    const [ada, ben] = [await enter(ground, "Ada"), await enter(ground, "Ben")];
    const his = await session(ground, ben);
    let answer = (): void => {};
    const held = new Promise<{ tracks: []; dataChannels: [] }>((resolve) => {
      answer = () => resolve({ tracks: [], dataChannels: [] });
    });
    const performed = vi.spyOn(host.sfu, "perform").mockReturnValue(held);
    const reply = call(ground, ben, "GET", `/${his}`);
    await expect.poll(() => performed.mock.calls.length, PATIENCE).toBe(1);
    return { host, ada, ben, his, answer, reply };
  }

  it("brings nothing to whoever is put out meanwhile", async () => {
    const { host, ada, ben, answer, reply } = await start();
    await ada.ask({ type: "remove", participantId: ben.id });
    answer();
    expect((await reply).status).toBe(410);
    host.close();
  });

  it("publishes nothing of whom a host makes a viewer meanwhile", async () => {
    const { host, ada, ben, his, answer, reply } = await start();
    await ada.ask({ type: "role", participantId: ben.id, role: "viewer" });
    const released = vi.spyOn(host.sfu, "release");
    answer();
    expect((await reply).status).toBe(200);
    expect(released.mock.calls).toEqual([[his, "published"]]);
    host.close();
  });
});

describe("time in a page", { timeout: 20_000 }, () => {
  /** A host whose time is the test's. */
  function start() {
    const clock = new Clock();
    const { date, schedule } = clock.environment;
    const host = new InPageHost({ now: date, schedule });
    const ground = groundOf(host, {
      async fetch(...request) {
        const reply = host.fetch(...request);
        await clock.pass(0);
        return reply;
      },
      now: date,
      advance: (milliseconds) => clock.pass(milliseconds),
    });
    return { host, clock, ground };
  }

  it("tells a voice when it has settled", async () => {
    const { host, ground } = start();
    const [ada, ben] = [await enter(ground, "Ada"), await enter(ground, "Ben")];
    await ground.advance(1_000);
    await ada.ask({ type: "speaking", speaking: true });
    await ada.ask({ type: "speaking", speaking: false });
    expect(ben.sees("Ada")?.speaking).toBe(true);
    await ground.advance(400);
    expect(ben.sees("Ada")?.speaking).toBeUndefined();
    host.close();
  });

  it("ends a room by itself, and forgets it when nobody has used it for long", async () => {
    const { host, clock, ground } = start();
    const ada = await enter(ground, "Ada");
    await ada.ask({ type: "policy", endsAt: ground.now() + 60_000 });
    await ground.advance(60_000);
    expect(await ada.closed).toBe(4006);
    expect([...host.rooms]).toHaveLength(1);
    await ground.advance(11 * 60_000);
    expect([...host.rooms]).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("keeps those whose socket is open, however late timers run, and puts out whose is lost", async () => {
    const { host, clock, ground } = start();
    const [ada, ben] = [await enter(ground, "Ada"), await enter(ground, "Ben")];
    ben.lose();
    await ada.settled();
    clock.sleep(60_000);
    await clock.pass(0);
    expect(ada.sees("Ben")).toBeUndefined();
    expect(ada.sees("Ada")).toBeDefined();
    host.close();
    expect(clock.pending).toBe(0);
  });
});
