/** Features of the application that fail, and what time and people do to them: whatever it is, the room goes on. */
import { describe, expect, it } from "vitest";
import type { ServerMessage } from "../../src/wire/room-protocol.js";
import { nextDeadline } from "../../src/room/deadlines.js";
import { checkFeatures, featuresDue } from "../../src/room/feature-state.js";
import type { RoomFeature } from "../../src/room/feature.js";
import { FeatureRoom, anything, feature, list } from "./feature-room.js";

describe("a feature that fails", () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  const deep = JSON.parse(`${"[".repeat(100)}${"]".repeat(100)}`) as unknown;
  const many = feature({ initial: { items: [] }, reduce: (state) => ({ items: [...(state as { items: number[] }).items, 1] }) }); // prettier-ignore

  it.each<[string, Partial<RoomFeature>]>([
    ["throws", { reduce: () => { throw new Error("broken"); } }],
    ["throws something else", { reduce: () => { throw undefined; } }],
    ["changes what it was given, and throws", { reduce: (state) => { (state as { n: number }).n = 9; throw new Error("broken"); } }],
    ["gives back nothing", { reduce: () => undefined }],
    ["gives back a promise", { reduce: async (state) => state }],
    ["gives back what has no end", { reduce: () => circle }],
    ["gives back what is too deep", { reduce: () => deep }],
    ["gives back a function", { reduce: () => () => 1 }],
    ["gives back a number that JSON does not know", { reduce: () => ({ n: 1n }) }],
    ["has a schema that throws", { command: { "~standard": { ...anything["~standard"], validate: () => { throw new Error("broken"); } } } }],
    ["has a schema that takes its time", { command: { "~standard": { ...anything["~standard"], validate: async () => ({ value: 1 }) } } }],
  ])("as it %s, changes nothing and is told to the log", (_, parts) => {
    const room = new FeatureRoom(list, feature(parts));
    room.enter("ada");
    expect(room.ask("ada", "odd", 1)).toMatchObject({ type: "error", code: "internal", ref: "f", reason: expect.stringContaining('"odd" failed') }); // prettier-ignore
    expect(room.faults()).toEqual(["reduce"]);
    expect(room.kept("odd")).toBeUndefined();
    expect(room.sees("ada", "odd")).toEqual({ n: 0 });
    // The others, and the room, go on.
    expect(room.ask("ada", "list", { type: "add", text: "x" })).toMatchObject({ type: "done" });
    expect(room.ask("ada", "chat", 1)).toMatchObject({ type: "error" });
  }); // prettier-ignore

  it("by growing, stays at its size and says so", () => {
    const room = new FeatureRoom({ ...many, limits: { size: 100, burst: 1_000 } }).with({
      commands: { perSecond: 1, burst: 1_000 },
    });
    room.enter("ada");
    let answer: ServerMessage | undefined;
    for (let i = 0; i < 60; i++) {
      room.at += 100;
      answer = room.ask("ada", "odd", 1);
    }
    expect(answer).toMatchObject({ type: "error", code: "feature_full", reason: expect.stringContaining("100") });
    expect(room.faults()).toEqual([]);
    expect(room.state.features.get("odd")?.text.length).toBeLessThanOrEqual(100);
  });

  it("when people come and go, or in time, keeps nobody out and nobody busy", () => {
    const fail = (): never => {
      throw new Error("broken");
    };
    const room = new FeatureRoom(feature({ joined: fail, left: fail, tick: fail, due: () => 5 }), list);
    room.enter("ada");
    expect(room.faults()).toEqual(["joined"]);
    room.at = 10;
    room.take({ type: "settle" });
    expect(room.faults()).toEqual(["tick"]);
    const again = featuresDue(room.state, room.settings);
    expect(again).toBeGreaterThanOrEqual(10_000);
    room.enter("ben");
    room.say("ben", { type: "leave" });
    expect(room.faults()).toEqual(["left"]);
    expect([...room.state.participants.keys()]).toEqual(["ada"]);
  });

  it("in what it shows, shows nothing, and goes on from the whole when it can again", () => {
    const shy = feature({
      reduce: (_, { command }) => ({ n: command }),
      view: (state) => {
        const { n } = state as { n: number };
        if (n === 1) throw new Error("broken");
        return { shown: n };
      },
    });
    const room = new FeatureRoom(shy);
    room.enter("ada");
    expect(room.sees("ada", "odd")).toEqual({ shown: 0 });
    expect(room.ask("ada", "odd", 1)).toMatchObject({ type: "done" });
    expect(room.faults()).toEqual(["view"]);
    expect(room.sees("ada", "odd")).toEqual({ shown: 0 });
    room.ask("ada", "odd", 2);
    expect(room.sees("ada", "odd")).toEqual({ shown: 2 });
  });

  it("when it shows one person something it changes nothing for the next", () => {
    const seen: unknown[] = [];
    const tricky = feature({
      reduce: () => ({ n: 1, secret: "s" }),
      view: (state, { id }) => {
        seen.push(state);
        if (id === "ada") Object.assign(state as object, { n: 99 });
        return state;
      },
    });
    const room = new FeatureRoom(tricky);
    for (const who of ["ada", "ben"]) room.enter(who);
    room.ask("ben", "odd", 1);
    expect(room.sees("ben", "odd")).toMatchObject({ n: 1 });
    expect(room.sees("ada", "odd")).toBeUndefined();
    expect(seen.every(Object.isFrozen)).toBe(true);
  });

  it.each<[string, Partial<RoomFeature>[], RegExp]>([
    ["a name that is none", [{ name: "My polls" }], /"My polls" cannot be a feature/],
    ["two of one name", [{}, {}], /two features "odd"/],
    ["no schema", [{ command: {} as never }], /needs a schema/],
    ["a beginning that JSON cannot say", [{ initial: circle }], /cannot begin/],
    ["a beginning that is too large", [{ initial: "x".repeat(50), limits: { size: 10 } }], /cannot begin/],
    ["a size without end", [{ limits: { size: Number.POSITIVE_INFINITY } }], /1048576/],
  ])("before it begins is told to whoever starts the server: %s", (_, parts, reason) => {
    expect(() => checkFeatures(parts.map(feature))).toThrow(reason);
  });
});

describe("people who come and go", () => {
  const guests = feature({
    initial: [],
    joined: (state, { name, role }, { at }) => [...(state as string[]), `+${name} ${role} ${at}`],
    left: (state, { name }) => [...(state as string[]), `-${name}`],
  });

  it("are told to the feature once, whatever became of their sockets", () => {
    const room = new FeatureRoom(guests);
    room.at = 3;
    room.enter("ada");
    room.enter("ben");
    room.take({ type: "disconnect", socket: "ben" });
    room.enter("ben", "b2");
    expect(room.sees("ada", "odd")).toEqual(["+ada host 3", "+ben speaker 3"]);
    room.say("b2", { type: "leave" });
    expect(room.sees("ada", "odd")).toEqual(["+ada host 3", "+ben speaker 3", "-ben"]);
    room.enter("cho");
    room.say("ada", { type: "remove", participantId: "cho" });
    expect(room.sees("ada", "odd")).toContain("-cho");
    room.at += 60_000;
    room.sweep();
    expect(room.kept("odd")).toContain("-ada");
  });

  it("see what their own coming did, at once", () => {
    const room = new FeatureRoom(guests);
    room.enter("ada");
    expect(room.sees("ada", "odd")).toEqual(["+ada host 0"]);
  });
});

describe("time", () => {
  /** Counts down from what it is told, and rings. */
  const timer = feature({
    name: "timer",
    initial: { due: null, rings: [] },
    reduce: (state, { command, at }) => ({ ...(state as object), due: at + (command as number) }),
    due: (state) => (state as { due: number | null }).due ?? undefined,
    tick: (state, { at }) => ({ due: null, rings: [...(state as { rings: number[] }).rings, at] }),
  });
  const running = (after = 3_000): FeatureRoom => {
    const room = new FeatureRoom(timer);
    room.at = 1_000;
    room.enter("ada");
    room.ask("ada", "timer", after);
    return room;
  };

  it("is told at the moment that is due, and not before", () => {
    const room = running();
    expect(featuresDue(room.state, room.settings)).toBe(4_000);
    room.at = 3_999;
    room.take({ type: "settle" });
    expect(room.kept("timer")).toMatchObject({ rings: [] });
    room.at = 4_000;
    room.take({ type: "settle" });
    expect(room.sees("ada", "timer")).toEqual({ due: null, rings: [4_000] });
    expect(room.effects.some(({ type }) => type === "persist")).toBe(true);
    expect(featuresDue(room.state, room.settings)).toBeUndefined();
  });

  it("is told before whatever else happens at that moment, and once for all that was missed", () => {
    const room = running();
    room.at = 9_000;
    room.ask("ada", "timer", 500);
    expect(room.kept("timer")).toEqual({ due: 9_500, rings: [9_000] });
  });

  it("is a deadline of the room, for hosts that sleep", () => {
    const room = running(100);
    expect(nextDeadline(room.state, room.settings)).toBe(1_100);
  });

  it("stands while nobody is there", () => {
    const room = running();
    room.say("ada", { type: "leave" });
    expect(featuresDue(room.state, room.settings)).toBeUndefined();
    expect(nextDeadline(room.state, room.settings)).toBeGreaterThan(100_000);
    room.at = 50_000;
    room.enter("ben");
    expect(room.kept("timer")).toMatchObject({ rings: [] });
    room.take({ type: "settle" });
    expect(room.sees("ben", "timer")).toEqual({ due: null, rings: [50_000] });
  });

  it("of a feature that is always due passes a second at a time", () => {
    const busy = feature({ due: () => 1, tick: (state) => ({ n: (state as { n: number }).n + 1 }) });
    const room = new FeatureRoom(busy);
    room.at = 10;
    room.enter("ada");
    for (let i = 0; i < 100; i++) {
      room.at += 100;
      room.take({ type: "settle" });
    }
    expect((room.kept("odd") as { n: number }).n).toBeLessThanOrEqual(11);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, "soon" as never])("%s is no moment", (moment) => {
    const room = new FeatureRoom(feature({ reduce: () => ({ n: 1 }), due: () => moment, tick: () => ({ n: 2 }) }));
    room.enter("ada");
    room.ask("ada", "odd", 1);
    expect(featuresDue(room.state, room.settings)).toBeUndefined();
  });
});
