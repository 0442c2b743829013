/** Features of the application: what they are asked, and who is told what. */
import { describe, expect, it } from "vitest";
import type { RoomFeature } from "../../src/room/feature.js";
import { FeatureRoom, cards, feature, list } from "./feature-room.js";
import { seeded } from "./machine.js";

describe("a feature", () => {
  it("is seen by who comes in, and by everybody when something is done, before the one who asked hears that it is", () => {
    const room = new FeatureRoom(list);
    for (const who of ["ada", "ben"]) room.enter(who);
    expect(room.sees("ben", "list")).toEqual({ items: [], at: 0 });
    room.at = 7;
    room.read("ada");
    room.say("ada", { type: "feature", feature: "list", command: { type: "add", text: "one" }, ref: "f" });
    expect(room.effects.some(({ type }) => type === "persist")).toBe(true);
    // Made once, for both.
    expect(room.effects.filter(({ type }) => type === "send")).toMatchObject([
      { to: ["ada", "ben"], message: { type: "feature", version: 1 } },
      { to: ["ada"], message: { type: "done", ref: "f" } },
    ]);
    expect(room.sees("ben", "list")).toEqual({ items: ["ada: one"], at: 7 });
    expect(room.sees("ada", "list")).toEqual(room.kept("list"));
  });

  it("tells changes, and the whole where that is shorter", () => {
    const room = new FeatureRoom({ ...list, limits: { size: 10_000 } } as RoomFeature);
    room.enter("ada");
    for (let i = 0; i < 5; i++) room.ask("ada", "list", { type: "add", text: "something to do" });
    room.say("ada", { type: "feature", feature: "list", command: { type: "add", text: "last" } });
    expect(room.read("ada")).toEqual([
      { type: "feature", feature: "list", version: 6, change: { items: [5, 0, ["ada: last"]] } },
    ]);
    room.at = 1;
    room.say("ada", { type: "feature", feature: "list", command: { type: "clear" } });
    expect(room.read("ada")).toMatchObject([{ change: [{ items: [], at: 1 }] }]);
  });

  it("says why it does not do something, and nothing has changed", () => {
    const room = new FeatureRoom(list);
    for (const who of ["ada", "ben"]) room.enter(who);
    room.read("ada");
    const before = room.state.features;
    expect(room.ask("ben", "list", { type: "clear" })).toEqual({
      type: "error",
      code: "not-yours",
      reason: "Only a host clears the list.",
      ref: "f",
    });
    expect(room.state.features).toBe(before);
    expect(room.read("ada")).toEqual([]);
  });

  it("is asked by the room's own rules too, as by a host", () => {
    const room = new FeatureRoom(list);
    room.enter("ada");
    room.take({ type: "act", action: { type: "feature", feature: "list", command: { type: "add", text: "hi" } } });
    expect(room.kept("list")).toMatchObject({ items: ["Room: hi"] });
    room.take({ type: "act", action: { type: "feature", feature: "list", command: { type: "clear" } } });
    expect(room.kept("list")).toMatchObject({ items: [] });
  });

  it("has the chance of its input alone: the same seed is the same draw", () => {
    const dice = feature({ reduce: (_, { random }) => ({ rolls: [random(), random()] }) });
    const rolls = [1, 1, 2].map((seed) => {
      const room = new FeatureRoom(dice);
      room.enter("ada");
      room.take({
        type: "message",
        socket: "ada",
        text: '{"type":"feature","feature":"odd","command":1}',
        seed,
      } as never);
      return (room.kept("odd") as { rolls: number[] }).rolls;
    });
    expect(rolls[0]).toEqual(rolls[1]);
    expect(rolls[0]).not.toEqual(rolls[2]);
    expect(new Set(rolls[0]).size).toBe(2);
    for (const roll of rolls.flat()) expect(roll >= 0 && roll < 1).toBe(true);
  });
});

describe("a command", () => {
  it.each<[string, unknown, string, RegExp]>([
    ["that the schema does not know", { type: "sing" }, "invalid_message", /The command is wrong: .*type/],
    ["that is nothing", null, "invalid_message", /The command is wrong/],
    ["to a feature that is not there", { feature: "polls" }, "invalid_message", /no feature "polls". It has: list/],
    ["to what could not be one", { feature: "__proto__" }, "invalid_message", /'feature' is missing or wrong/],
    ["to something of every object", { feature: "constructor" }, "invalid_message", /no feature "constructor"/],
  ])("%s is refused", (_, command, code, reason) => {
    const room = new FeatureRoom(list);
    room.enter("ada");
    const { feature: name = "list" } = Object(command) as { feature?: string };
    expect(room.ask("ada", name, command)).toMatchObject({
      type: "error",
      code,
      reason: expect.stringMatching(reason),
    });
    expect(room.state.features.size).toBe(0);
  });

  it("of nothing at all, or of too much, does not come so far", () => {
    const room = new FeatureRoom(list);
    room.enter("ada");
    room.read("ada");
    room.say("ada", { type: "feature", feature: "list", ref: "f" });
    expect(room.read("ada")).toMatchObject([{ type: "error", code: "invalid_message", reason: expect.stringContaining("command") }]); // prettier-ignore
    room.say("ada", { type: "feature", feature: "list", command: "x".repeat(33_000) });
    expect(room.read("ada")).toMatchObject([{ type: "error", code: "message_too_large" }]);
  });

  it("is one of as many as its feature allows, and nobody takes those of others", () => {
    const room = new FeatureRoom(feature({ reduce: () => ({ n: 1 }), limits: { perSecond: 1, burst: 3 } }));
    for (const who of ["ada", "ben"]) room.enter(who);
    const codes = Array.from({ length: 4 }, () => (room.ask("ada", "odd", 1) as { code?: string }).code);
    expect(codes).toEqual([undefined, undefined, undefined, "rate_limited"]);
    expect(room.ask("ben", "odd", 1)).toMatchObject({ type: "done" });
    room.at += 1_000;
    expect(room.ask("ada", "odd", 1)).toMatchObject({ type: "done" });
    expect(room.ask("ada", "odd", 1)).toMatchObject({ code: "rate_limited" });
    // What is full again is not remembered of those who have gone.
    room.at += 60_000;
    room.say("ada", { type: "leave" });
    expect([...room.state.budgets.keys()].filter((key) => key.startsWith("feature/"))).toEqual([]);
  });

  it("is one of as many as the room takes", () => {
    const room = new FeatureRoom(feature({})).with({ commands: { perSecond: 1, burst: 2 } });
    for (const who of ["ada", "ben", "cho"]) room.enter(who);
    const answers = ["ada", "ben", "cho"].map((who) => room.ask(who, "odd", 1)?.type);
    expect(answers).toEqual(["done", "done", "error"]);
  });

  it("comes from people in the room alone", () => {
    const room = new FeatureRoom(list);
    room.enter("ada");
    room.connect("ben");
    expect(room.ask("ben", "list", { type: "add", text: "x" })).toMatchObject({ code: "invalid_message" });
    expect(room.state.features.size).toBe(0);
  });
});

describe("what somebody sees", () => {
  it("is theirs alone, and nothing is said to those for whom nothing changed", () => {
    const room = new FeatureRoom(cards);
    for (const who of ["ada", "ben", "cho"]) room.enter(who);
    for (const who of ["ada", "ben", "cho"]) room.read(who);
    room.ask("ada", "cards", { card: "queen", to: "ben" });
    expect(room.read("cho")).toEqual([]);
    expect(room.sees("ben", "cards")).toEqual({ mine: ["queen"] });
    expect(room.sees("ada", "cards")).toEqual({ mine: [], count: 1 });
  });

  it("follows their role, also when they were away", () => {
    const room = new FeatureRoom(cards);
    for (const who of ["ada", "ben"]) room.enter(who);
    room.ask("ada", "cards", { card: "queen", to: "ben" });
    room.say("ada", { type: "role", participantId: "ben", role: "host" });
    expect(room.sees("ben", "cards")).toEqual({ mine: ["queen"], count: 1 });
    room.take({ type: "disconnect", socket: "ben" });
    const features = room.versions.get("ben");
    room.say("ada", { type: "role", participantId: "ben", role: "speaker" });
    room.connect("ben", "b2");
    const { epoch, revision } = room.state;
    room.say("b2", { type: "hello", protocol: 1, resume: { epoch, revision, features } });
    expect(room.sees("b2", "cards")).toEqual({ mine: ["queen"] });
  });

  it.each([1, 2, 3, 4])("never has anything of others in it, whatever happens (seed %i)", (seed) => {
    const random = seeded(seed);
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
    const people = ["ada", "ben", "cho", "dia"];
    const room = new FeatureRoom({ ...cards, limits: { perSecond: 1_000, burst: 1_000 } } as RoomFeature).with({
      commands: { perSecond: 1_000, burst: 1_000 },
      messages: { perSecond: 1_000, burst: 1_000 },
    });
    const sockets = new Map<string, string>();
    let count = 0;
    for (let step = 0; step < 400; step++) {
      room.at += 10;
      const who = pick(people);
      const socket = sockets.get(who) ?? "none";
      const roll = random();
      if (roll < 0.15) {
        const before = sockets.get(who);
        const next = `${who}${++count}`;
        room.connect(who, next);
        const { epoch, revision } = room.state;
        const features = before === undefined ? undefined : room.versions.get(before);
        const resumes = features && random() < 0.7;
        // What a client remembers is what its last socket told it.
        if (resumes) room.views.set(next, new Map(room.views.get(before!)));
        if (resumes) room.versions.set(next, { ...features });
        room.say(next, { type: "hello", protocol: 1, ...(resumes && { resume: { epoch, revision, features } }) });
        sockets.set(who, next);
      } else if (roll < 0.2) room.take({ type: "disconnect", socket });
      else if (roll < 0.23) {
        room.say(socket, { type: "leave" });
        sockets.delete(who);
      } else if (roll < 0.35) {
        room.say(sockets.get(pick(people)) ?? "none", { type: "role", participantId: who, role: pick(["host", "speaker", "viewer"]) }); // prettier-ignore
      } else room.say(socket, { type: "feature", feature: "cards", command: { card: `${who}'s ${count++}`, to: who } });
      const { hands } = (room.kept("cards") ?? { hands: {} }) as { hands: Record<string, string[]> };
      for (const [id, own] of sockets) {
        for (const message of room.read(own)) {
          if (message.type !== "feature") continue;
          const others = people.filter((other) => other !== id);
          for (const other of others) expect(JSON.stringify(message)).not.toContain(`${other}'s`);
        }
        const participant = room.state.participants.get(id);
        if (!participant || !room.state.sockets.get(own)?.listening) continue;
        const mine = hands[id] ?? [];
        const all = Object.values(hands).flat().length;
        expect(room.sees(own, "cards")).toEqual(participant.role === "host" ? { mine, count: all } : { mine });
      }
    }
  });

  it("is nothing to clients that know no features, and to those who wait", () => {
    const room = new FeatureRoom(list);
    room.enter("ada");
    room.connect("old", "old", { plain: true });
    room.say("ada", { type: "policy", waitingRoom: true });
    room.enter("ben");
    room.ask("ada", "list", { type: "add", text: "x" });
    for (const who of ["old", "ben"]) expect(room.read(who).map(({ type }) => type)).not.toContain("feature");
    room.say("ada", { type: "admit" });
    expect(room.sees("ben", "list")).toMatchObject({ items: ["ada: x"] });
  });
});

describe("somebody who comes back", () => {
  const back = (room: FeatureRoom, resume: object) => {
    room.connect("ben", "b2");
    room.say("b2", { type: "hello", protocol: 1, resume: { epoch: room.state.epoch, revision: room.state.revision, ...resume } }); // prettier-ignore
    return room.read("b2").filter(({ type }) => type === "feature");
  };
  const left = (): FeatureRoom => {
    const room = new FeatureRoom(list, cards);
    for (const who of ["ada", "ben"]) room.enter(who);
    room.sees("ben", "list");
    room.take({ type: "disconnect", socket: "ben" });
    return room;
  };

  it("gets what is newer, whole", () => {
    const room = left();
    const features = room.versions.get("ben");
    expect(features).toEqual({ list: 0, cards: 0 });
    room.ask("ada", "list", { type: "add", text: "x" });
    room.ask("ada", "list", { type: "add", text: "y" });
    expect(back(room, { features })).toEqual([
      { type: "feature", feature: "list", version: 2, change: [{ items: ["ada: x", "ada: y"], at: 0 }] },
    ]);
  });

  it("gets nothing when nothing is, and everything when it says nothing, or remembers another life of the room", () => {
    const features = left().versions.get("ben");
    expect(back(left(), { features })).toEqual([]);
    expect(back(left(), {})).toHaveLength(2);
    expect(back(left(), { epoch: "another", features })).toHaveLength(2);
    expect(back(left(), { features: { ...features, list: 9, polls: 3 } })).toHaveLength(1);
  });

  it("gets the whole when the server was away, which may show something else now, and nothing when it only slept", () => {
    const room = left();
    const features = room.versions.get("ben");
    room.take({ type: "restart", open: ["ada"] });
    expect(back(room, { features })).toEqual([]);
    room.take({ type: "restart", open: [] });
    expect(back(room, { features })).toHaveLength(2);
  });

  it("may not remember without end", () => {
    const room = left();
    const features = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, 1]));
    expect(back(room, { features })).toEqual([]);
    expect(room.sent.get("b2")).toEqual([]);
    expect(room.state.sockets.get("b2")?.listening).toBe(false);
  });
});
