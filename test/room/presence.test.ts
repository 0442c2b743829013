import { describe, expect, it } from "vitest";
import { ROOM_CLOSE, ROOM_LIMITS } from "../../src/wire/tables.js";
import { ROOM_SETTINGS } from "../../src/room/state.js";
import { Machine } from "./machine.js";

const roster = (machine: Machine): string[] => {
  machine.connect("observer", "observer-socket");
  machine.say("observer-socket", { type: "hello", protocol: 1 });
  const welcome = machine.read("observer-socket").find(({ type }) => type === "welcome");
  return welcome?.type === "welcome" ? (welcome.participants ?? []).map(({ id }) => id) : [];
};

describe("presence", () => {
  it("enters with hello, not with the socket", () => {
    const machine = new Machine();
    machine.connect("ada");
    expect(machine.state.participants.size).toBe(0);
    machine.say("ada", { type: "hello", protocol: 1 });
    expect(machine.read("ada")).toEqual([
      {
        type: "welcome",
        protocol: 1,
        roomId: "lab",
        participantId: "ada",
        epoch: "epoch-1",
        revision: 1,
        timing: { heartbeat: 5_000, stale: 15_000 },
        participants: [{ id: "ada", name: "ada", joinedAt: 0, role: "host" }],
        policy: { locked: false, waitingRoom: false, spotlight: [] },
      },
    ]);
  });

  it("orders the roster by the time of joining, then by id", () => {
    const machine = new Machine();
    machine.at = 10;
    machine.enter("zoe");
    machine.enter("bob");
    machine.at = 5;
    machine.enter("kim");
    machine.at = 20;
    expect(roster(machine)).toEqual(["kim", "bob", "zoe", "observer"]);
  });

  it("keeps somebody whose socket closed until the heartbeat is stale, and puts them out then", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("ben");
    machine.at = 9_000;
    machine.take({ type: "disconnect", socket: "ada" });
    machine.read("ben");
    machine.at = 15_000;
    machine.say("ben", { type: "heartbeat" });
    machine.take({ type: "sweep" });
    expect(machine.read("ben")).toEqual([{ type: "heartbeat" }]);
    machine.at = 15_001;
    machine.take({ type: "sweep" });
    expect(machine.read("ben")).toEqual([
      { type: "leave", revision: 3, from: "ada", data: { participant_id: "ada", reason: "stale" } },
      { type: "participant", revision: 4, from: "ben", set: { role: "host" } },
    ]);
  });

  it("puts out at once whose page went away, also from the door", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("ben");
    machine.say("ada", { type: "policy", waitingRoom: true });
    machine.enter("cho");
    expect(machine.state.waiting.size).toBe(1);
    for (const socket of ["cho", "ben"]) machine.take({ type: "disconnect", socket, goesAway: true });
    expect(machine.state.waiting.size).toBe(0);
    expect(machine.read("ada").at(-1)).toMatchObject({ type: "leave", from: "ben", data: { reason: "left" } });
    expect([...machine.state.participants.keys()]).toEqual(["ada"]);
  });

  it("closes an open socket without heartbeats, also before hello", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.connect("mute");
    machine.at = 15_001;
    machine.sweep();
    expect(machine.closed).toEqual(
      new Map([
        ["ada", ROOM_CLOSE.stale],
        ["mute", ROOM_CLOSE.stale],
      ]),
    );
    expect(machine.state.sockets.size).toBe(0);
  });

  it("asks who is silent on an open socket before it puts them out, and keeps who answers", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("ben");
    machine.connect("cho", "cho", { plain: true });
    machine.say("cho", { type: "heartbeat" });
    for (const who of ["ada", "ben", "cho"]) machine.read(who);
    machine.at = 14_000;
    machine.take({ type: "sweep" });
    expect(machine.read("ada")).toEqual([]);
    machine.at = 14_001;
    machine.take({ type: "sweep" });
    for (const who of ["ada", "ben"]) expect(machine.read(who)).toEqual([{ type: "ping" }]);
    machine.take({ type: "sweep" });
    expect(machine.read("ada")).toEqual([]);
    machine.say("ada", { type: "heartbeat" });
    machine.at = 16_502;
    machine.take({ type: "sweep" });
    // One of them said nothing, and the other one does not know the question.
    expect([...machine.state.participants.keys()]).toEqual(["ada"]);

    // The host was away for long: that is nobody's silence but its own.
    machine.at = 90_000;
    machine.take({ type: "sweep" });
    machine.at = 92_000;
    machine.take({ type: "sweep" });
    machine.take({ type: "seen", socket: "ada", seenAt: 91_000 });
    machine.at = 92_501;
    machine.take({ type: "sweep" });
    expect([...machine.state.participants.keys()]).toEqual(["ada"]);
  });

  it("takes an open socket for a sign of life from clients that never send a heartbeat", () => {
    const machine = new Machine();
    machine.connect("ada", "a1", { plain: true });
    machine.at = 100_000;
    machine.take({ type: "sweep" });
    expect(machine.state.participants.size).toBe(1);
    machine.take({ type: "disconnect", socket: "a1" });
    machine.at = 115_000;
    machine.take({ type: "sweep" });
    expect(machine.state.participants.size).toBe(1);
    machine.at = 115_001;
    machine.take({ type: "sweep" });
    expect(machine.state.participants.size).toBe(0);
  });

  it("replaces the older socket, whose late close changes nothing", () => {
    const machine = new Machine();
    machine.enter("ada", "a1");
    machine.enter("ada", "a2");
    expect(machine.closed).toEqual(new Map([["a1", ROOM_CLOSE.replaced]]));
    machine.take({ type: "disconnect", socket: "a1" });
    machine.read("a2");
    machine.enter("ben");
    expect(machine.read("a2")).toMatchObject([{ type: "join", from: "ben" }]);
    expect(machine.state.participants.get("ada")?.joinedAt).toBe(0);
  });

  it("says that it is full, and lets those who are in come back", () => {
    const machine = new Machine({ ...ROOM_SETTINGS, participants: 2 });
    machine.enter("ada");
    machine.enter("ben");
    machine.enter("eve");
    machine.connect("eva", "eva", { plain: true });
    for (const who of ["eve", "eva"]) {
      expect(machine.read(who)).toMatchObject([{ type: "error", code: "room_full" }]);
      expect(machine.closed.get(who)).toBe(1013);
    }
    machine.enter("ada", "a2");
    expect(machine.read("a2")).toMatchObject([{ type: "welcome" }]);
  });

  it("lets somebody leave, and come back as somebody who joined later", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.enter("ben");
    machine.at = 7;
    machine.say("ada", { type: "leave" });
    expect(machine.closed.get("ada")).toBe(ROOM_CLOSE.left);
    machine.enter("ada", "a2");
    expect(machine.read("ben").slice(1)).toMatchObject([
      { type: "leave", revision: 3, data: { reason: "left" } },
      { type: "participant", revision: 4, from: "ben" },
      { type: "join", revision: 5, data: { joined_at: 7 } },
    ]);
  });
});

describe("resume", () => {
  it("sends only what was missed", () => {
    const machine = new Machine();
    machine.enter("ada", "a1");
    machine.take({ type: "disconnect", socket: "a1" });
    machine.enter("ben");
    machine.publish("ben", "s1", ["mic"]);
    machine.connect("ada", "a2");
    machine.say("a2", { type: "hello", protocol: 1, resume: { epoch: "epoch-1", revision: 1 } });
    const [welcome, ...missed] = machine.read("a2");
    expect(welcome).toMatchObject({ type: "welcome", revision: 1 });
    expect(welcome).not.toHaveProperty("participants");
    expect(missed).toMatchObject([
      { type: "join", revision: 2, from: "ben" },
      { type: "cloudflare-session", revision: 3, sessionId: "s1" },
    ]);
  });

  it.each([
    ["another life of the room", { epoch: "epoch-0", revision: 1 }],
    ["a revision that has not been", { epoch: "epoch-1", revision: 99 }],
  ])("answers %s with a snapshot", (_, resume) => {
    const machine = new Machine();
    machine.enter("ben");
    machine.connect("ada");
    machine.say("ada", { type: "hello", protocol: 1, resume });
    expect(machine.read("ada")).toMatchObject([{ type: "welcome", revision: 2, participants: [{}, {}] }]);
  });

  it("answers with a snapshot when the log does not reach back so far, and keeps the log bounded", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.publish("ada", "s1", ["mic"]);
    for (let i = 0; i < 600; i++) {
      machine.at += 1_000;
      machine.say("ada", { type: "track-state", kind: "audio", enabled: i % 2 === 1 });
    }
    expect(machine.state.revision).toBe(602);
    expect(machine.state.log.changes.length).toBe(256);
    machine.connect("ben");
    machine.say("ben", { type: "hello", protocol: 1, resume: { epoch: "epoch-1", revision: 100 } });
    expect(machine.read("ben")).toMatchObject([{ type: "welcome", revision: 603, participants: [{}, {}] }]);
  });

  it("bounds the log by its size, too", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.take({ type: "session-created", participantId: "ada", sessionId: "s1" });
    for (let i = 0; i < 60; i++) {
      machine.at += 1_000;
      const tracks = Array.from({ length: ROOM_LIMITS.tracks }, (_, n) => ({
        trackName: `${i}-${n}`.padEnd(256, "x"),
        kind: "audio",
      }));
      const channels = Array.from({ length: ROOM_LIMITS.channels }, (_, n) => ({ name: `${n}`.padEnd(256, "y") }));
      machine.say("ada", { type: "cloudflare-session", sessionId: "s1", tracks, channels });
    }
    const { log, revision } = machine.state;
    expect(revision).toBe(61);
    expect(log.size).toBeLessThanOrEqual(512 * 1024);
    expect(log.size).toBe(log.changes.reduce((sum, change) => sum + JSON.stringify(change).length, 0));
    expect(log.changes.at(0)?.revision).toBe(log.since + 1);
  });

  it("gives a fresh snapshot to a client that greets again", () => {
    const machine = new Machine();
    machine.enter("ada");
    machine.read("ada");
    machine.say("ada", { type: "hello", protocol: 1 });
    expect(machine.read("ada")).toMatchObject([{ type: "welcome", revision: 1, participants: [{ id: "ada" }] }]);
  });
});
