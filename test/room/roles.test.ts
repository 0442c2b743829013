import { describe, expect, it } from "vitest";
import { ROOM_SETTINGS } from "../../src/room/state.js";
import { Machine } from "./machine.js";

const roles = (machine: Machine) =>
  Object.fromEntries([...machine.state.participants.values()].map(({ id, role }) => [id, role]));
const role = (machine: Machine, by: string, participantId: string, wanted: string) =>
  machine.say(by, { type: "role", participantId, role: wanted, ref: "r" });

describe("where no token says a role", () => {
  it("the first is host, and when none is left the one who is there longest", () => {
    const machine = new Machine();
    for (const who of ["ada", "ben", "cho"]) {
      machine.enter(who);
      machine.at += 1;
    }
    expect(roles(machine)).toEqual({ ada: "host", ben: "speaker", cho: "speaker" });
    machine.read("cho");
    machine.say("ada", { type: "leave" });
    expect(machine.read("cho")).toMatchObject([
      { type: "leave" },
      { type: "participant", from: "ben", set: { role: "host" } },
    ]);
  });

  it("a viewer becomes host only when there is nobody else", () => {
    const machine = new Machine();
    for (const who of ["ada", "ben", "cho"]) machine.enter(who);
    role(machine, "ada", "ben", "viewer");
    machine.say("ada", { type: "leave" });
    expect(roles(machine)).toEqual({ ben: "viewer", cho: "host" });
    machine.say("cho", { type: "leave" });
    expect(roles(machine)).toEqual({ ben: "host" });
  });
});

describe("a token's role", () => {
  it("is what somebody comes in with, and takes the room from who was host by being first", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("ben", "ben", { role: "viewer" });
    expect(roles(machine)).toEqual({ ada: "speaker", ben: "viewer" });
    machine.enter("cho", "cho", { role: "host" });
    expect(roles(machine)).toMatchObject({ cho: "host" });
    machine.say("cho", { type: "leave" });
    // From now on nobody is host by chance.
    machine.enter("dia");
    expect(roles(machine)).toEqual({ ada: "speaker", ben: "viewer", dia: "speaker" });
  });
});

describe("another role", () => {
  it("is a host's to give, is told to everybody, and holds for whoever comes back", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("ben");
    machine.read("ben");
    role(machine, "ada", "ben", "viewer");
    expect(machine.read("ben")).toEqual([{ type: "participant", revision: 3, from: "ben", set: { role: "viewer" } }]);
    expect(machine.read("ada").at(-1)).toEqual({ type: "done", ref: "r" });
    machine.say("ben", { type: "leave" });
    machine.enter("ben", "b2");
    expect(roles(machine)).toEqual({ ada: "host", ben: "viewer" });
  });

  it("is refused to speakers, to the last host, and for people who are not there", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("ben");
    role(machine, "ben", "ben", "host");
    expect(machine.read("ben").at(-1)).toMatchObject({ type: "error", code: "forbidden", ref: "r" });
    role(machine, "ada", "ada", "speaker");
    expect(machine.read("ada").at(-1)).toMatchObject({ type: "error", code: "forbidden", ref: "r" });
    role(machine, "ada", "eve", "host");
    expect(machine.read("ada").at(-1)).toMatchObject({ type: "error", code: "invalid_message", ref: "r" });
    role(machine, "ada", "ben", "host");
    role(machine, "ada", "ada", "speaker");
    expect(roles(machine)).toEqual({ ada: "speaker", ben: "host" });
  });

  it("of a viewer ends what they publish, here and on the SFU", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("ben");
    machine.publish("ben", "s1", ["mic"]);
    machine.read("ada");
    const effects = role(machine, "ada", "ben", "viewer");
    expect(effects).toContainEqual({ type: "release", sessionId: "s1", tracks: "published" });
    expect(machine.read("ada")).toMatchObject([
      { type: "participant", set: { role: "viewer" } },
      { type: "cloudflare-session", sessionId: "s1", tracks: [] },
      { type: "done" },
    ]);
    machine.read("ben");
    machine.say("ben", { type: "cloudflare-session", sessionId: "s1", tracks: [{ trackName: "m", kind: "audio" }] });
    machine.say("ben", { type: "cloudflare-session", sessionId: "s1", tracks: [], channels: [{ name: "c" }] });
    expect(machine.read("ben")).toMatchObject([
      { type: "error", code: "forbidden" },
      { type: "error", code: "forbidden" },
    ]);
    // To receive, they keep the session.
    expect(machine.state.sessions.get("s1")?.releasedAt).toBeUndefined();
  });
});

describe("hands", () => {
  const raise = (machine: Machine, who: string, raised = true) => machine.say(who, { type: "hand", raised });
  const order = (machine: Machine) =>
    [...machine.state.participants.values()]
      .filter(({ hand }) => hand !== undefined)
      .sort((a, b) => (a.hand ?? 0) - (b.hand ?? 0))
      .map(({ id }) => id);

  it("keep the order in which they were raised, also within a millisecond", () => {
    const machine = new Machine();
    for (const who of ["zoe", "ada", "ben"]) machine.enter(who);
    for (const who of ["ben", "zoe", "ada", "ben"]) raise(machine, who);
    expect(order(machine)).toEqual(["ben", "zoe", "ada"]);
    raise(machine, "ben", false);
    raise(machine, "ben");
    expect(order(machine)).toEqual(["zoe", "ada", "ben"]);
  });

  it("are one's own to raise, and a host's to lower", () => {
    const machine = new Machine();
    for (const who of ["ada", "ben"]) machine.enter(who);
    raise(machine, "ada");
    raise(machine, "ben");
    machine.say("ben", { type: "hand", raised: false, participantId: "ada", ref: "1" });
    expect(machine.read("ben").at(-1)).toMatchObject({ type: "error", code: "forbidden", ref: "1" });
    machine.say("ada", { type: "hand", raised: false, participantId: "ben" });
    expect(order(machine)).toEqual(["ada"]);
    expect(machine.read("ben").at(-1)).toMatchObject({ type: "participant", from: "ben", set: { hand: null } });
    machine.say("ada", { type: "hand", raised: true, participantId: "ben", ref: "2" });
    expect(machine.read("ada").at(-1)).toMatchObject({ type: "error", code: "forbidden", ref: "2" });
  });
});

describe("reactions", () => {
  it("are shown to everybody once, and are no part of the room", () => {
    const machine = new Machine();
    for (const who of ["ada", "ben"]) machine.enter(who);
    machine.connect("old", "old", { plain: true });
    const { revision } = machine.state;
    for (const who of ["ada", "ben", "old"]) machine.read(who);
    machine.say("ada", { type: "reaction", reaction: "👏" });
    for (const who of ["ada", "ben"]) {
      expect(machine.read(who)).toEqual([{ type: "reaction", from: "ada", reaction: "👏" }]);
    }
    expect(machine.read("old")).toEqual([]);
    expect(machine.state.revision).toBe(revision);
    expect(machine.effects.some(({ type }) => type === "persist")).toBe(false);
  });

  it("are bounded for one and for all", () => {
    const machine = new Machine({ ...ROOM_SETTINGS, allReactions: { perSecond: 1, burst: 5 } });
    for (const who of ["ada", "ben"]) machine.enter(who);
    machine.read("ada");
    for (let i = 0; i < 15; i++) machine.say("ben", { type: "reaction", reaction: "x", ref: `${i}` });
    expect(machine.read("ada")).toHaveLength(5);
    const answers = machine.read("ben").filter(({ type }) => type === "done" || type === "error");
    expect(answers.map(({ type }) => type)).toEqual([...Array(10).fill("done"), ...Array(5).fill("error")]);
    expect(answers.at(-1)).toMatchObject({ code: "rate_limited", ref: "14" });
  });
});

describe("profiles", () => {
  const change = (machine: Machine, what: object) => {
    machine.say("ada", { type: "profile", ref: "p", ...what });
    return machine.read("ada");
  };

  it("rename as a join names, and carry an application's own entries", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.read("ada");
    expect(change(machine, { name: " <b>Ada</b>\u0000 " })).toMatchObject([
      { type: "participant", set: { name: "<b>Ada</b>" } },
      { type: "done" },
    ]);
    expect(change(machine, { metadata: { seat: 4, vip: true } })).toMatchObject([
      { type: "participant", set: { metadata: { seat: 4, vip: true } } },
      { type: "done" },
    ]);
    // What is the same already is no change.
    expect(change(machine, { name: "<b>Ada</b>", metadata: { seat: 4, vip: true } })).toMatchObject([{ type: "done" }]);
  });

  it.each([
    ["no name", { name: "\u200b " }, "invalid_name"],
    ["a long name", { name: "x".repeat(81) }, "invalid_name"],
    ["too many entries", { metadata: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`k${i}`, 1])) }, "invalid_message"], // prettier-ignore
    ["too large entries", { metadata: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, "x".repeat(500)])) }, "message_too_large"], // prettier-ignore
    ["entries that are deep", { metadata: { a: { b: 1 } } }, "invalid_message"],
  ])("refuse %s", (_, what, code) => {
    const machine = new Machine();
    machine.enter("ada");
    const before = machine.state.participants.get("ada");
    machine.read("ada");
    expect(change(machine, what)).toMatchObject([{ type: "error", code, ref: "p" }]);
    expect(machine.state.participants.get("ada")).toEqual(before);
  });

  it("take no harm from the names of prototypes", () => {
    const machine = new Machine();
    machine.enter("ada");
    const text = '{"type":"profile","metadata":{"__proto__":"x","constructor":"y","ok":1}}';
    machine.take({ type: "message", socket: "ada", text });
    const { metadata } = machine.state.participants.get("ada") ?? {};
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
    expect(metadata?.["ok"]).toBe(1);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});
