import { describe, expect, it } from "vitest";
import { isIdle, nextDeadline } from "../../src/room/deadlines.js";
import { ROOM_SETTINGS } from "../../src/room/state.js";
import { Machine } from "./machine.js";

const people = (machine: Machine) => [...machine.state.participants.keys()];
/** Ada keeps a room with a door. */
function guarded(settings = ROOM_SETTINGS): Machine {
  const machine = new Machine(settings);
  machine.enter("ada");
  machine.say("ada", { type: "policy", waitingRoom: true });
  machine.read("ada");
  return machine;
}

describe("a waiting room", () => {
  it("has those wait who come when it is there, and they hear nothing", () => {
    const machine = guarded();
    machine.at = 7;
    machine.enter("ben");
    expect(machine.read("ben")).toEqual([{ type: "wait", roomId: "lab", participantId: "ben" }]);
    expect(machine.read("ada")).toEqual([{ type: "waiting", people: [{ id: "ben", name: "ben", since: 7 }] }]);
    machine.say("ada", { type: "chat", id: "m", text: "secret" });
    machine.publish("ada", "s1", ["mic"]);
    machine.say("ben", { type: "chat", id: "n", text: "let me in", ref: "x" });
    machine.say("ben", { type: "cloudflare-session", sessionId: "s1", tracks: [] });
    expect(machine.read("ben")).toMatchObject([
      { type: "error", code: "invalid_message", ref: "x" },
      { type: "error", code: "invalid_message" },
    ]);
    expect(people(machine)).toEqual(["ada"]);
  });

  it("admits one, or all", () => {
    const machine = guarded();
    for (const who of ["ben", "cho", "dia"]) machine.enter(who);
    machine.read("ben");
    machine.read("ada");
    machine.say("ada", { type: "admit", participantId: "ben", ref: "1" });
    expect(machine.read("ben")).toMatchObject([
      { type: "welcome", participants: [{ id: "ada" }, { id: "ben" }], policy: { waitingRoom: true } },
    ]);
    expect(machine.read("ada")).toMatchObject([
      { type: "waiting", people: [{ id: "cho" }, { id: "dia" }] },
      { type: "join", from: "ben" },
      { type: "done", ref: "1" },
    ]);
    machine.say("ada", { type: "admit" });
    expect(people(machine)).toEqual(["ada", "ben", "cho", "dia"]);
    // Who was let in once need not wait again.
    machine.say("ben", { type: "leave" });
    machine.enter("ben", "b2");
    expect(machine.read("b2")[0]).toMatchObject({ type: "welcome" });
  });

  it("denies, and whoever is denied may ask again", () => {
    const machine = guarded();
    machine.enter("ben");
    machine.read("ben");
    machine.say("ada", { type: "deny", participantId: "ben" });
    expect(machine.read("ben")).toMatchObject([{ type: "error", code: "denied" }]);
    expect(machine.closed.get("ben")).toBe(4007);
    machine.enter("ben", "b2");
    expect(machine.read("b2")).toMatchObject([{ type: "wait" }]);
    machine.read("ada");
    for (const type of ["deny", "admit"]) machine.say("ada", { type, participantId: "eve", ref: "1" });
    expect(machine.read("ada")).toMatchObject([
      { type: "error", code: "invalid_message" },
      { type: "error", code: "invalid_message" },
    ]);
  });

  it("keeps the place of whoever reconnects, and of nobody who is gone", () => {
    const machine = guarded();
    machine.enter("ben");
    machine.at = 10_000;
    machine.take({ type: "disconnect", socket: "ben" });
    expect(nextDeadline(machine.state, ROOM_SETTINGS)).toBe(14_001);
    machine.enter("ben", "b2");
    expect(machine.state.waiting.get("ben")).toMatchObject({ since: 0, lastSeen: 10_000 });
    machine.at = 20_000;
    machine.say("ada", { type: "heartbeat" });
    machine.take({ type: "restart", open: ["ada"] });
    machine.at = 30_000;
    machine.say("ada", { type: "admit" });
    // Admitted while away.
    expect(people(machine)).toEqual(["ada"]);
    machine.enter("ben", "b3");
    expect(machine.read("b3")).toMatchObject([{ type: "welcome" }]);
    for (const who of ["eve", "fay"]) machine.enter(who);
    machine.say("eve", { type: "heartbeat" });
    machine.at = 45_001;
    machine.say("ada", { type: "heartbeat" });
    machine.sweep();
    // Who has sent a heartbeat owes the next; the others wait as long as their socket is open.
    expect(machine.closed.get("eve")).toBe(4002);
    expect([...machine.state.waiting.keys()]).toEqual(["fay"]);
    machine.take({ type: "disconnect", socket: "fay" });
    machine.at = 63_000;
    machine.say("ada", { type: "heartbeat" });
    machine.take({ type: "sweep" });
    expect(machine.state.waiting.size).toBe(0);
  });

  it("is bounded, and waits for nobody whose token says host", () => {
    const machine = new Machine({ ...ROOM_SETTINGS, waiting: 1 }, { waitingRoom: true });
    machine.enter("ada", "ada", { role: "host" });
    for (const who of ["ben", "cho"]) machine.enter(who);
    expect(machine.read("cho")).toMatchObject([{ type: "error", code: "room_full" }]);
    machine.enter("dia", "dia", { role: "host" });
    expect(machine.read("dia")).toMatchObject([{ type: "welcome" }, { type: "waiting", people: [{ id: "ben" }] }]);
    // A speaker who becomes host sees the door; who is no host any more does not.
    machine.say("ada", { type: "role", participantId: "dia", role: "speaker" });
    expect(machine.read("dia").at(-1)).toEqual({ type: "waiting", people: [] });
  });

  it("that is opened lets everybody in, as far as there is room", () => {
    const machine = guarded({ ...ROOM_SETTINGS, participants: 3 });
    for (const who of ["ben", "cho", "dia"]) machine.enter(who);
    machine.say("ada", { type: "policy", waitingRoom: false });
    expect(people(machine)).toEqual(["ada", "ben", "cho"]);
    expect([...machine.state.waiting.keys()]).toEqual(["dia"]);
    machine.say("ada", { type: "admit", participantId: "dia", ref: "1" });
    expect(machine.read("ada").at(-1)).toMatchObject({ type: "error", code: "room_full", ref: "1" });
  });

  it("says nothing to a client that does not know it until it is in", () => {
    const machine = guarded();
    machine.connect("old", "old", { plain: true });
    machine.say("ada", { type: "chat", id: "m", text: "secret" });
    expect(machine.read("old")).toEqual([]);
    machine.at = 60_000;
    machine.say("ada", { type: "heartbeat" });
    machine.take({ type: "sweep" });
    machine.say("ada", { type: "admit" });
    expect(machine.read("old")).toMatchObject([{ type: "join", from: "ada" }]);
  });
});

describe("a lock", () => {
  it("keeps out who is new, and nobody who is in", () => {
    const machine = new Machine();
    for (const who of ["ada", "ben"]) machine.enter(who);
    machine.say("ada", { type: "policy", locked: true });
    expect(machine.read("ben").at(-1)).toMatchObject({ type: "policy", from: "ada", policy: { locked: true } });
    machine.enter("eve");
    expect(machine.read("eve")).toMatchObject([{ type: "error", code: "room_locked" }]);
    expect(machine.closed.get("eve")).toBe(1013);
    machine.enter("ben", "b2");
    expect(machine.read("b2")[0]).toMatchObject({ type: "welcome" });
    machine.enter("key", "key", { role: "host" });
    expect(machine.read("key")[0]).toMatchObject({ type: "welcome" });
    machine.say("key", { type: "policy", locked: false });
    machine.enter("eve", "e2");
    expect(people(machine)).toContain("eve");
  });
});

describe("a door that is shut from the start", () => {
  it.each([
    [{ waitingRoom: true }, "wait"],
    [{ locked: true }, "error"],
  ])("is opened by nobody who comes first, but by a host's token (%j)", (order, answer) => {
    const machine = new Machine(ROOM_SETTINGS, order);
    machine.enter("eve");
    machine.enter("vic", "vic", { role: "viewer" });
    for (const who of ["eve", "vic"]) expect(machine.read(who)).toMatchObject([{ type: answer }]);
    expect(people(machine)).toEqual([]);
    machine.enter("ada", "ada", { role: "host" });
    expect(people(machine)).toEqual(["ada"]);
  });

  it("opens to the first one when those have gone who shut it, and none of them has a token", () => {
    const machine = guarded();
    machine.say("ada", { type: "leave" });
    machine.enter("ben");
    expect(machine.state.participants.get("ben")).toMatchObject({ role: "host", isStandIn: true });
  });
});

describe("putting somebody out", () => {
  it("closes what they have, and they may come back with a new join only", () => {
    const machine = new Machine();
    for (const who of ["ada", "ben"]) machine.enter(who);
    machine.publish("ben", "s1", ["mic"]);
    machine.read("ben");
    const effects = machine.say("ada", { type: "remove", participantId: "ben" });
    expect(machine.read("ben")).toMatchObject([{ type: "leave", from: "ben", data: { reason: "removed" } }]);
    expect(machine.closed.get("ben")).toBe(4005);
    expect(effects).toContainEqual({ type: "release", sessionId: "s1", tracks: "all" });
    expect(effects).toContainEqual({ type: "audit", entry: { action: "remove", by: "ada", target: "ben" } });
    machine.enter("ben", "b2");
    expect(machine.read("b2")).toMatchObject([{ type: "error", code: "forbidden" }]);
    expect(machine.closed.get("b2")).toBe(4005);
    machine.take({ type: "join", participantId: "ben", participantName: "ben", enters: false });
    machine.enter("ben", "b3");
    expect(machine.read("b3")[0]).toMatchObject({ type: "welcome" });
  });

  it("for good keeps out the id, and the person behind it", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("ben", "ben", { subject: "s" });
    machine.enter("tab", "tab", { subject: "s" });
    machine.say("ada", { type: "remove", participantId: "ben", ban: true });
    expect(people(machine)).toEqual(["ada"]);
    machine.take({ type: "join", participantId: "ben", participantName: "ben", enters: true });
    machine.enter("ben", "b2");
    machine.enter("new", "new", { subject: "s" });
    for (const socket of ["b2", "new"]) {
      expect(machine.read(socket)).toMatchObject([{ type: "error", code: "banned" }]);
      expect(machine.closed.get(socket)).toBe(4005);
    }
    expect(people(machine)).toEqual(["ada"]);
  });

  it("is not for oneself, for strangers, or for others than hosts, and attempts are noted", () => {
    const machine = new Machine();
    for (const who of ["ada", "ben"]) machine.enter(who);
    for (const id of ["ada", "eve"]) machine.say("ada", { type: "remove", participantId: id, ref: "1" });
    const effects = machine.say("ben", { type: "remove", participantId: "ada", ref: "1" });
    expect(machine.read("ada").filter(({ type }) => type === "error")).toMatchObject([
      { code: "forbidden" },
      { code: "invalid_message" },
    ]);
    expect(machine.read("ben").at(-1)).toMatchObject({ type: "error", code: "forbidden", ref: "1" });
    expect(effects).toContainEqual({
      type: "audit",
      entry: { action: "remove", by: "ben", target: "ada", refused: "forbidden" },
    });
    expect(people(machine)).toEqual(["ada", "ben"]);
  });
});

describe("muting", () => {
  const tracks = [
    { trackName: "mic", kind: "audio" },
    { trackName: "cam", kind: "video", source: "camera" },
    { trackName: "scr", kind: "video", source: "screen" },
    { trackName: "snd", kind: "audio", source: "screen-audio" },
  ];
  function stage(): Machine {
    const machine = new Machine();
    for (const who of ["ada", "ben", "cho"]) machine.enter(who);
    for (const who of ["ada", "ben"]) {
      machine.take({ type: "session-created", participantId: who, sessionId: who });
      machine.say(who, { type: "cloudflare-session", sessionId: who, tracks });
    }
    for (const who of ["ada", "ben", "cho"]) machine.read(who);
    return machine;
  }

  it.each([
    ["microphone", ["mic"]],
    ["camera", ["cam"]],
    ["screen", ["scr", "snd"]],
  ])("of a %s turns it off for everybody, and tells its owner", (source, names) => {
    const machine = stage();
    machine.say("ada", { type: "mute", participantId: "ben", source });
    const changes = names.map((trackName) => ({ type: "track-state", from: "ben", enabled: false, trackName }));
    expect(machine.read("cho")).toMatchObject(changes);
    expect(machine.read("ben")).toMatchObject([...changes, { type: "asked", action: "mute", from: "ada", source }]);
    // Its owner may turn it on again.
    machine.say("ben", { type: "track-state", kind: "audio", enabled: true, trackName: names[0] });
    expect(machine.read("cho")).toHaveLength(source === "microphone" ? 1 : 0);
  });

  it("of everybody else leaves oneself, and who is silent, alone", () => {
    const machine = stage();
    machine.say("ada", { type: "mute", source: "microphone" });
    expect(machine.read("ben")).toMatchObject([{ type: "track-state", from: "ben" }, { type: "asked" }]);
    expect(machine.read("cho")).toMatchObject([{ type: "track-state", from: "ben" }]);
    machine.read("ada");
    machine.say("ada", { type: "ask-unmute", participantId: "ben", source: "microphone", ref: "1" });
    expect(machine.read("ben")).toMatchObject([{ type: "asked", action: "unmute", from: "ada" }]);
    for (const type of ["mute", "ask-unmute"]) {
      machine.say("ada", { type, participantId: "eve", source: "camera", ref: "2" });
      machine.say("cho", { type, participantId: "ben", source: "camera", ref: "3" });
    }
    expect(machine.read("ada").map(({ type }) => type)).toEqual(["done", "error", "error"]);
    expect(machine.read("cho")).toMatchObject([{ code: "forbidden" }, { code: "forbidden" }]);
    expect(machine.read("ben")).toEqual([]);
  });
});

describe("the spotlight", () => {
  it("is on people who are there, once each, and goes with them", () => {
    const machine = new Machine();
    for (const who of ["ada", "ben"]) machine.enter(who);
    machine.read("ada");
    machine.say("ada", { type: "policy", spotlight: ["ben", "eve", "ada", "ben"] });
    expect(machine.read("ada")).toMatchObject([{ type: "policy", policy: { spotlight: ["ben", "ada"] } }]);
    machine.say("ben", { type: "leave" });
    expect(machine.read("ada")).toMatchObject([
      { type: "leave" },
      { type: "policy", from: "", policy: { spotlight: ["ada"] } },
    ]);
  });
});

describe("the end", () => {
  it("is for everybody, also for those at the door, and lasts until the room is forgotten", () => {
    const machine = guarded();
    machine.enter("ben");
    machine.publish("ada", "s1", ["mic"]);
    machine.read("ada");
    machine.say("ada", { type: "end", ref: "1" });
    expect(machine.read("ada")).toMatchObject([
      { type: "done", ref: "1" },
      { type: "waiting", people: [] },
      { type: "leave", data: { reason: "ended" } },
    ]);
    expect(machine.read("ben").at(-1)).toMatchObject({ type: "error", code: "room_ended" });
    expect([...machine.closed]).toEqual([
      ["ben", 4006],
      ["ada", 4006],
    ]);
    machine.enter("eve", "eve", { role: "host" });
    expect(machine.read("eve")).toMatchObject([{ type: "error", code: "room_ended" }]);
    expect(machine.closed.get("eve")).toBe(4006);
    machine.at = 599_999;
    machine.enter("eve", "e2");
    machine.take({ type: "sweep" });
    expect(isIdle(machine.state, ROOM_SETTINGS, machine.at)).toBe(false);
    machine.at = 600_000;
    machine.take({ type: "sweep" });
    expect(isIdle(machine.state, ROOM_SETTINGS, machine.at)).toBe(true);
  });

  it("comes by itself when the room was made for a time", () => {
    const machine = new Machine(ROOM_SETTINGS, { endsAt: 60_000 });
    machine.connect("ada", "ada", { plain: true });
    machine.enter("ben");
    expect(nextDeadline({ ...machine.state, participants: new Map() }, ROOM_SETTINGS)).toBeLessThanOrEqual(60_000);
    machine.say("ben", { type: "policy", endsAt: 1, ref: "1" });
    machine.at = 60_000;
    machine.take({ type: "sweep" });
    expect(people(machine)).toEqual([]);
    expect([...machine.closed.values()]).toEqual([4006, 4006]);
  });

  it("can be put off, and called off", () => {
    const machine = new Machine(ROOM_SETTINGS, { endsAt: 60_000 });
    machine.enter("ada");
    machine.at = 1_000;
    machine.say("ada", { type: "policy", endsAt: 500, ref: "1" });
    expect(machine.read("ada").at(-1)).toMatchObject({ type: "error", code: "invalid_message", ref: "1" });
    machine.say("ada", { type: "policy", endsAt: 90_000 });
    expect(machine.state.rules.policy.endsAt).toBe(90_000);
    machine.say("ada", { type: "policy", endsAt: null });
    expect(machine.state.rules.policy).not.toHaveProperty("endsAt");
  });
});

it("a room that was made to order is kept although nobody is in it", () => {
  const plain = new Machine();
  const ordered = new Machine(ROOM_SETTINGS, { capacity: 2 });
  expect(nextDeadline(plain.state, ROOM_SETTINGS)).toBe(600_000);
  expect(nextDeadline(ordered.state, ROOM_SETTINGS)).toBe(24 * 60 * 60 * 1000);
  for (const who of ["ada", "ben", "cho"]) ordered.enter(who);
  expect(ordered.read("cho")).toMatchObject([{ type: "error", code: "room_full" }]);
});
