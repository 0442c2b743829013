/** A room and a shard of it: two machines, and a way between that a test may cut. */
import { describe, expect, it } from "vitest";
import { isIdle, nextDeadline } from "../../src/room/deadlines.js";
import { recordsBetween, wholeStage } from "../../src/room/stage-records.js";
import { ROOM_SETTINGS, createRoomState } from "../../src/room/state.js";
import type { RoomEffect, RoomState } from "../../src/room/state.js";
import { ROOM_CLOSE } from "../../src/wire/tables.js";
import type { News } from "../../src/wire/room-protocol.js";
import { Machine } from "./machine.js";

const settings = { ...ROOM_SETTINGS, audience: 10, perObject: 1 };

class Hall {
  readonly room = new Machine(settings);
  readonly shard = new Machine({ ...settings, audience: 2, perObject: Number.POSITIVE_INFINITY });
  #told: RoomState = this.room.state;

  constructor() {
    this.room.enter("ada");
    this.shard.state = { ...createRoomState({ id: "lab", epoch: "epoch-1", at: 0 }), shard: 1 };
    this.begin();
    this.shard.connect("eve", "eve", { role: "audience" });
    this.shard.say("eve", { type: "hello", protocol: 1, gathers: true });
    this.shard.read("eve");
    this.pass();
  }

  /** The shard connects, anew as well. */
  begin(): void {
    this.room.take({ type: "shard", shard: "1", said: { type: "connected" } });
    this.#told = this.room.state;
    this.shard.take({ type: "stage", said: JSON.parse(JSON.stringify(wholeStage(this.room.state))) });
    this.pass();
  }

  /** What both have just said arrives. */
  pass(effects: readonly RoomEffect[] = this.room.effects): void {
    const news = effects.flatMap((effect): News[] => (effect.type === "send" && effect.isNews ? [effect.message] : []));
    const records = recordsBetween(this.#told, this.room.state) ?? {};
    this.#told = this.room.state;
    this.shard.take({ type: "stage", said: { type: "news", records, news } });
    for (const effect of this.shard.effects) {
      if (effect.type === "to-room") this.room.take({ type: "shard", shard: "1", said: effect.message });
    }
  }
}

describe("a shard", () => {
  it("has the stage as the room has it, revision by revision, and decides nothing of it", () => {
    const hall = new Hall();
    hall.room.publish("ada", "session-a", ["mic"]);
    hall.pass();
    expect(hall.shard.read("eve")).toMatchObject([{ type: "cloudflare-session", participantId: "ada", revision: 2 }]);
    expect(hall.shard.state).toMatchObject({ revision: 2, epoch: "epoch-1" });
    // However long nothing is heard of the stage: the room looks for those on it.
    hall.shard.at = hall.room.at = 1_000_000;
    hall.shard.sweep();
    expect([...hall.shard.state.participants.keys()]).toEqual(["ada"]);
    expect(hall.shard.state.revision).toBe(2);
  });

  it("tells its people what they missed while the room was away, and all when it began anew", () => {
    const hall = new Hall();
    hall.room.publish("ada", "session-a", ["mic"]);
    hall.room.say("ada", { type: "chat", id: "one", text: "Meanwhile" });
    hall.begin();
    expect(hall.shard.read("eve")).toMatchObject([
      { type: "cloudflare-session", revision: 2 },
      { type: "chat", messages: [{ id: "one" }] },
    ]);
    hall.room.state = createRoomState({ id: "lab", epoch: "epoch-2", at: 0 });
    hall.room.enter("ben", "ben-1");
    hall.begin();
    const [welcome] = hall.shard.read("eve");
    expect(welcome).toMatchObject({ type: "welcome", epoch: "epoch-2", revision: 1 });
    expect(welcome?.type === "welcome" && welcome.participants?.map(({ id }) => id)).toEqual(["ben", "eve"]);
    expect(hall.shard.state.chat.size).toBe(0);
  });

  it("keeps to itself what others may not know: direct messages, networks and identities of the stage", () => {
    const hall = new Hall();
    hall.room.connect("leo", "leo", { subject: "0123456789abcdef0123456789abcdef" });
    hall.room.say("leo", { type: "hello", protocol: 1 });
    hall.pass();
    hall.room.say("leo", { type: "chat", id: "secret", text: "Only for you", to: "ada" });
    hall.pass();
    hall.begin();
    expect(hall.room.state.chat.has("secret")).toBe(true);
    expect(hall.shard.state.chat.has("secret")).toBe(false);
    expect(hall.room.state.participants.get("leo")?.subject).toBeDefined();
    expect(hall.shard.state.participants.get("leo")?.subject).toBeUndefined();
  });

  it("says whose identity was banned, so that it is banned everywhere", () => {
    const hall = new Hall();
    const subject = "0123456789abcdef0123456789abcdef";
    hall.shard.connect("zoe", "zoe", { role: "audience", subject });
    hall.shard.say("zoe", { type: "hello", protocol: 1 });
    hall.room.say("ada", { type: "remove", participantId: "zoe", ban: true });
    hall.pass();
    expect(hall.shard.closed.get("zoe")).toBe(ROOM_CLOSE.removed);
    expect(hall.room.state.verdicts.get(`subject ${subject}`)).toEqual({ banned: true });
  });

  it("has the room put out whom their identity provider knows as somebody who was banned in it", () => {
    const hall = new Hall();
    const subject = "0123456789abcdef0123456789abcdef";
    hall.shard.connect("zoe", "zoe", { role: "audience", subject });
    hall.shard.say("zoe", { type: "hello", protocol: 1 });
    hall.room.enter("zoe-on-stage", "zoe-on-stage", { subject });
    hall.room.enter("zoe-seated", "zoe-seated", { subject, role: "audience" });
    hall.pass();
    hall.room.say("ada", { type: "remove", participantId: "zoe", ban: true });
    hall.pass();
    expect([...hall.room.closed]).toEqual([
      ["zoe-on-stage", ROOM_CLOSE.removed],
      ["zoe-seated", ROOM_CLOSE.removed],
    ]);
    expect([...hall.room.state.participants.keys()]).toEqual(["ada"]);
  });

  it("keeps the room that it is connected to, also when nobody is left", () => {
    const hall = new Hall();
    hall.room.say("ada", { type: "leave" });
    hall.room.at += 10 * settings.idle;
    expect(isIdle(hall.room.state, settings, hall.room.at)).toBe(false);
    // Nothing to look for: the host is woken when the shard goes.
    expect(nextDeadline(hall.room.state, settings)).toBeUndefined();
    hall.room.take({ type: "shard", shard: "1", said: { type: "lost" } });
    hall.room.at = nextDeadline(hall.room.state, settings) ?? 0;
    hall.room.take({ type: "sweep" });
    expect(isIdle(hall.room.state, settings, hall.room.at)).toBe(true);
  });

  it("forgets a shard that does not come back, and what its people left behind", () => {
    const hall = new Hall();
    hall.shard.at = 5_000;
    hall.shard.take({ type: "settle" });
    for (const effect of hall.shard.effects) {
      if (effect.type === "to-room") hall.room.take({ type: "shard", shard: "1", said: effect.message });
    }
    expect(hall.room.state.crowd.elsewhere).toBe(1);
    const sessions = [{ id: "session-e" }];
    hall.room.take({ type: "shard", shard: "1", said: { type: "sessions", owner: "eve", sessions } });
    hall.room.take({ type: "shard", shard: "1", said: { type: "lost" } });
    hall.room.take({ type: "sweep" });
    expect(hall.room.state.crowd.elsewhere).toBe(1);
    hall.room.at += settings.stale + 1;
    const effects = hall.room.take({ type: "sweep" });
    expect(hall.room.state.crowd.elsewhere).toBe(0);
    expect(effects).toContainEqual({ type: "release", sessionId: "session-e", tracks: "all" });
  });
});
