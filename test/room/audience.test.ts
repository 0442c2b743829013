/** Those who are in the room and not in its roster. */
import { describe, expect, it } from "vitest";
import { mayPull } from "../../src/room/ownership.js";
import { may } from "../../src/room/rights.js";
import { withIndexes } from "../../src/room/indexes.js";
import { ROOM_SETTINGS } from "../../src/room/state.js";
import type { RoomSettings } from "../../src/room/state.js";
import { ROOM_CLOSE } from "../../src/wire/tables.js";
import type { RoomAction, ServerMessage } from "../../src/wire/room-protocol.js";
import { Machine } from "./machine.js";

type Of<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;
const of = <T extends ServerMessage["type"]>(messages: readonly ServerMessage[], type: T): Of<T>[] =>
  messages.filter((message): message is Of<T> => message.type === type);

class Hall extends Machine {
  constructor(settings: Partial<RoomSettings> = {}) {
    super({ ...ROOM_SETTINGS, ...settings });
    this.enter("ada");
  }

  sit(who: string, name = who): void {
    this.connect(who, who, { role: "audience", name });
    this.say(who, { type: "hello", protocol: 1, gathers: true });
  }

  /** @returns the code of the refusal, if it was refused. */
  ask(who: string, action: RoomAction): string | undefined {
    this.read(who);
    this.say(who, { ...action, ref: "1" });
    return of(this.read(who), "error")[0]?.code;
  }

  /** Lets the time pass in which counts are told. */
  settle(): void {
    this.at += 2_000;
    this.take({ type: "settle" });
  }

  /** What is kept of the state is what follows from the rest of it. */
  expectSound(): void {
    const { callers, clients, newcomers, crowd } = withIndexes(this.state);
    expect(this.state).toMatchObject({ callers, clients, newcomers, crowd });
  }
}

describe("the audience", () => {
  it("comes and goes, and the others are told how many there are", () => {
    const hall = new Hall();
    hall.at = 5_000;
    hall.read("ada");
    for (const who of ["ben", "cho", "dia"]) hall.sit(who);
    hall.settle();
    const told = hall.read("ada");
    expect(told.every(({ type }) => type === "audience")).toBe(true);
    expect(of(told, "audience").findLast(({ count }) => count !== undefined)?.count).toBe(3);
    expect(of(told, "audience").at(-1)?.sample).toEqual(["ben", "cho", "dia"].map((id) => ({ id, name: id })));
    expect(hall.state.revision).toBe(1);
    hall.say("ben", { type: "leave" });
    hall.settle();
    expect(of(hall.read("ada"), "audience")[0]?.count).toBe(2);
    hall.expectSound();
  });

  it("sees the stage, and itself", () => {
    const hall = new Hall();
    hall.publish("ada", "s1", ["mic"]);
    hall.sit("ben");
    const [welcome] = of(hall.read("ben"), "welcome");
    expect(welcome?.participants?.map(({ id, role }) => [id, role])).toEqual([
      ["ada", "host"],
      ["ben", "audience"],
    ]);
    hall.say("ada", { type: "track-state", kind: "audio", enabled: false });
    expect(of(hall.read("ben"), "track-state")).toHaveLength(1);
    expect(may(hall.state, "ben", { type: "receive", what: { sessionId: "s1", trackName: "mic" } })).toBe(true);
    expect(mayPull(hall.state, "ben", { sessionId: "s1", trackName: "other" })).toBe(false);
  });

  it("is a viewer to clients that have not heard of it", () => {
    const hall = new Hall();
    hall.connect("ben", "ben", { role: "audience" });
    hall.say("ben", { type: "hello", protocol: 1 });
    const [welcome] = of(hall.read("ben"), "welcome");
    expect(welcome?.participants?.find(({ id }) => id === "ben")?.role).toBe("viewer");
    hall.say("ada", { type: "role", participantId: "ben", role: "speaker" });
    hall.say("ada", { type: "role", participantId: "ben", role: "audience" });
    const told = hall.read("ben").filter((message) => "revision" in message);
    // Theirs comes first, so that the other one of its revision is nothing new to them.
    expect(told.map(({ type }) => type)).toEqual(["join", "participant", "leave"]);
    expect(told[1]).toMatchObject({ revision: 3, set: { role: "viewer" } });
    expect(told[2]).toMatchObject({ revision: 3, data: { reason: "audience" } });
  });

  it("may be brought onto the stage, and back", () => {
    const hall = new Hall();
    hall.sit("ben");
    hall.sit("cho");
    expect(hall.ask("ada", { type: "role", participantId: "ben", role: "speaker" })).toBeUndefined();
    expect(of(hall.read("cho"), "join")[0]?.data.participant_id).toBe("ben");
    expect(may(hall.state, "ben", { type: "publish" })).toBe(true);
    hall.publish("ben", "s2", ["mic"]);
    hall.read("ben");
    expect(hall.ask("ada", { type: "role", participantId: "ben", role: "audience" })).toBeUndefined();
    expect(hall.effects).toContainEqual({ type: "release", sessionId: "s2", tracks: "published" });
    expect(of(hall.read("ben"), "seat")[0]?.participant).toMatchObject({ id: "ben", role: "audience" });
    expect(hall.state.participants.has("ben")).toBe(false);
    expect(may(hall.state, "ben", { type: "publish" })).toBe(false);
    hall.expectSound();
  });

  it("stays on the stage when its socket is another", () => {
    const hall = new Hall();
    hall.sit("ben");
    hall.ask("ada", { type: "role", participantId: "ben", role: "speaker" });
    hall.take({ type: "disconnect", socket: "ben" });
    hall.sit("ben");
    expect(hall.state.participants.get("ben")?.role).toBe("speaker");
  });

  it("goes on where it was after it has lost its socket, also when it was on the stage meanwhile", () => {
    const hall = new Hall();
    hall.sit("ben");
    const { epoch = "", revision = 0 } = of(hall.read("ben"), "welcome")[0] ?? {};
    hall.take({ type: "disconnect", socket: "ben" });
    for (const role of ["speaker", "audience"] as const) hall.ask("ada", { type: "role", participantId: "ben", role });
    hall.connect("ben", "ben-2", { role: "audience" });
    hall.say("ben-2", { type: "hello", protocol: 1, gathers: true, resume: { epoch, revision } });
    const told = hall.read("ben-2");
    expect(told.map(({ type }) => type)).toEqual(["welcome", "join", "leave", "seat", "audience"]);
    expect(of(told, "seat")[0]?.participant).toMatchObject({ id: "ben", role: "audience" });
    hall.expectSound();
  });

  it("raises hands, which hosts see in their order, and lower", () => {
    const hall = new Hall();
    for (const who of ["ben", "cho", "dia"]) hall.sit(who);
    for (const who of ["cho", "ben"]) {
      hall.at += 10;
      expect(hall.ask(who, { type: "hand", raised: true })).toBeUndefined();
    }
    hall.read("ada");
    hall.settle();
    expect(
      of(hall.read("ada"), "audience")
        .at(-1)
        ?.hands?.map(({ id }) => id),
    ).toEqual(["cho", "ben"]);
    expect(of(hall.read("dia"), "audience").some(({ hands, sample }) => hands ?? sample)).toBe(false);
    expect(hall.ask("ada", { type: "hand", raised: false, participantId: "cho" })).toBeUndefined();
    expect(of(hall.read("cho"), "seat").at(-1)?.participant.hand).toBeUndefined();
  });

  it("is found by a part of a name, by those on the stage", () => {
    const hall = new Hall({ searches: { perSecond: 1, burst: 2 } });
    for (let index = 0; index < 60; index++) hall.sit(`p${index}`, index === 7 ? "Grace Hopper" : `Listener ${index}`);
    hall.read("ada");
    hall.say("ada", { type: "search", text: "hopp" });
    expect(of(hall.read("ada"), "found")).toEqual([
      { type: "found", text: "hopp", people: [{ id: "p7", name: "Grace Hopper" }] },
    ]);
    hall.sit("zoe", "Zoë Ångström");
    hall.read("ada");
    hall.say("ada", { type: "search", text: "zoe ang" });
    expect(of(hall.read("ada"), "found")[0]?.people).toEqual([{ id: "zoe", name: "Zoë Ångström" }]);
    hall.at += 1_000;
    hall.say("ada", { type: "search", text: "listener" });
    expect(of(hall.read("ada"), "found")[0]).toMatchObject({ hasMore: true });
    expect(hall.ask("ada", { type: "search", text: "more" })).toBe("rate_limited");
    expect(hall.ask("p1", { type: "search", text: "ada" })).toBe("forbidden");
  });

  it("chats in slow mode, and all of it together no faster than can be read", () => {
    const hall = new Hall({ crowd: { ...ROOM_SETTINGS.crowd, chatting: { perSecond: 1, burst: 3 } } });
    for (const who of ["ben", "cho"]) hall.sit(who);
    const say = (who: string, id: string) => hall.ask(who, { type: "chat", id, text: "hello" });
    expect([say("ben", "1"), say("ben", "2"), say("ben", "3")]).toEqual([undefined, undefined, "rate_limited"]);
    expect([say("cho", "4"), say("cho", "5")]).toEqual([undefined, "rate_limited"]);
    expect(say("ada", "6")).toBeUndefined();
  });

  it("passes for nobody on the stage, whoever came first", () => {
    const hall = new Hall();
    hall.connect("eve", "eve", { role: "audience", name: "Grace" });
    hall.say("eve", { type: "hello", protocol: 1, gathers: true });
    hall.enter("grace", "grace", { name: "Grace", mayRename: false });
    hall.read("ada");
    hall.ask("eve", { type: "chat", id: "m1", text: "I am Grace" });
    expect(of(hall.read("ada"), "chat")[0]?.messages[0]?.name).toBe("Grace (2)");
  });

  it("reacts in numbers", () => {
    const hall = new Hall();
    hall.sit("ben");
    hall.read("ada");
    hall.say("ben", { type: "reaction", reaction: "👏" });
    expect(of(hall.read("ada"), "reaction")).toEqual([{ type: "reaction", from: "ben", reaction: "👏", count: 1 }]);
  });

  it("can be put out, and is bounded", () => {
    const hall = new Hall({ audience: 2 });
    for (const who of ["ben", "cho", "dia"]) hall.sit(who);
    expect(hall.closed.get("dia")).toBe(ROOM_CLOSE.full);
    expect(hall.ask("ada", { type: "remove", participantId: "ben", ban: true })).toBeUndefined();
    expect(hall.closed.get("ben")).toBe(ROOM_CLOSE.removed);
    hall.sit("ben");
    expect(hall.state.audience.has("ben")).toBe(false);
    hall.expectSound();
  });

  it("leaves a network its share of the places, and no more", () => {
    const hall = new Hall({ audience: 4, share: { ...ROOM_SETTINGS.share, ofRoom: 0.5, atLeast: 1 } });
    const come = (who: string) => {
      hall.take({ type: "connect", socket: who, versioned: true, participantId: who, participantName: who, role: "audience", caller: "net" }); // prettier-ignore
      hall.say(who, { type: "hello", protocol: 1 });
    };
    for (const who of ["ben", "cho", "dia"]) come(who);
    expect([...hall.state.audience.keys()]).toEqual(["ben", "cho"]);
    hall.say("ben", { type: "leave" });
    hall.expectSound();
    come("dia");
    expect([...hall.state.audience.keys()]).toEqual(["cho", "dia"]);
  });

  it("says seldom that it is there, is asked when it is silent, and goes when it does not answer", () => {
    const hall = new Hall();
    hall.sit("ben");
    const { timing = { heartbeat: 0, stale: 0 } } = of(hall.read("ben"), "welcome")[0] ?? {};
    expect(timing.stale).toBeGreaterThan(ROOM_SETTINGS.stale);
    const stay = (): void => void (hall.say("ada", { type: "heartbeat" }), hall.take({ type: "sweep" }));
    for (; hall.at < timing.stale - timing.heartbeat; hall.at += 5_000) stay();
    expect(hall.state.audience.has("ben")).toBe(true);
    expect(of(hall.read("ben"), "ping")).toEqual([]);
    for (; hall.at < timing.stale + timing.heartbeat; hall.at += 5_000) stay();
    expect(of(hall.read("ben"), "ping")).toHaveLength(1);
    expect(hall.state.audience.has("ben")).toBe(false);
    expect(hall.closed.get("ben")).toBe(ROOM_CLOSE.stale);
  });

  it("makes nobody host, and takes it from nobody", () => {
    const hall = new Machine();
    hall.connect("ben", "ben", { role: "audience" });
    hall.say("ben", { type: "hello", protocol: 1 });
    hall.enter("ada");
    expect(hall.state.participants.get("ada")?.role).toBe("host");
    expect([...hall.state.audience.values()].map(({ role }) => role)).toEqual(["audience"]);
  });

  it("goes with the room", () => {
    const hall = new Hall();
    hall.sit("ben");
    hall.say("ada", { type: "end" });
    expect(hall.closed.get("ben")).toBe(ROOM_CLOSE.ended);
    expect(hall.state.audience.size).toBe(0);
  });
});

describe("a room for hundreds", () => {
  const crowd = (): Machine => {
    const room = new Machine({ ...ROOM_SETTINGS, participants: 200, roster: 4 });
    for (let index = 0; index < 6; index++) room.enter(`p${index}`);
    return room;
  };

  it("counts those who publish nothing, once its roster is long", () => {
    const room = crowd();
    expect([...room.state.participants.keys()]).toEqual(["p0", "p1", "p2", "p3"]);
    const [welcome] = of(room.read("p5"), "welcome");
    expect(welcome?.participants?.at(-1)).toMatchObject({ id: "p5" });
    expect(of(room.read("p0"), "join")).toHaveLength(3);
  });

  it("has them in the roster as soon as they publish", () => {
    const room = crowd();
    room.read("p0");
    room.publish("p5", "s5", ["mic"]);
    expect(room.read("p0").map(({ type }) => type)).toContain("join");
    expect(room.state.participants.get("p5")?.session?.sessionId).toBe("s5");
    expect(room.state.crowd.quiet).toBe(1);
  });

  it("has them in the roster when there is place again, and holds no more than it should", () => {
    const room = crowd();
    expect(room.state.participants.size + room.state.crowd.quiet).toBe(6);
    for (const who of ["p1", "p2"]) room.say(who, { type: "leave" });
    expect([...room.state.participants.keys()]).toEqual(["p0", "p3", "p4", "p5"]);
    const small = new Machine({ ...ROOM_SETTINGS, participants: 200, roster: 1 }, { capacity: 2 });
    for (const who of ["a", "b", "c"]) small.enter(who);
    expect(small.closed.get("c")).toBe(ROOM_CLOSE.full);
  });
});
