/** The AI participant as the room sees it: who may do what, whose turn it is, and for how long. */
import { describe, expect, it } from "vitest";
import type { AiCommand, AiView } from "../../src/features/ai/contract.js";
import { AI_LIMITS } from "../../src/features/ai/contract.js";
import { aiFeature, type AiFeatureOptions, type AiState } from "../../src/features/ai/room.js";
import type { RoomFeature } from "../../src/room/feature.js";
import { FeatureRoom } from "./feature-room.js";
import { seeded } from "./machine.js";

const MINUTE = 60_000;

class AiRoom extends FeatureRoom {
  constructor(options: AiFeatureOptions = {}) {
    super(aiFeature({ available: true, voices: ["marin", "cedar"], ...options }) as unknown as RoomFeature);
    // The longest time of one test without a heartbeat is shorter.
    for (const who of ["ada", "ben", "cleo"]) this.enter(who);
  }

  get ai(): AiState {
    return this.kept("ai") as AiState;
  }

  order(who: string, command: AiCommand): { type: string; code?: string; reason?: string } {
    return this.ask(who, "ai", command) as { type: string; code?: string };
  }

  serve(command: AiCommand): void {
    this.take({ type: "act", action: { type: "feature", feature: "ai", command } });
  }

  /** It is there, and can be spoken with. */
  bring(): void {
    this.order("ada", { type: "enable" });
    this.serve({ type: "coming", run: this.ai.run, participantId: "ai-1" });
    this.serve({ type: "came", run: this.ai.run });
  }

  pass(milliseconds: number): void {
    this.at += milliseconds;
    this.take({ type: "settle" });
  }
}

const holderOf = (room: AiRoom): string | undefined => room.ai.holder?.id;

describe("an AI in a room", () => {
  it("is brought in by a host, with what it is to be", () => {
    const room = new AiRoom();
    expect(room.order("ben", { type: "enable" })).toMatchObject({ code: "forbidden" });
    expect(room.order("ada", { type: "enable", voice: "siren" })).toMatchObject({ code: "invalid_message" });
    expect(room.order("ada", { type: "enable", instructions: "Be a pirate.", voice: "cedar" }).type).toBe("done");
    expect(room.sees("ada", "ai")).toMatchObject({
      status: "starting",
      by: "ada",
      voice: "cedar",
      instructions: "Be a pirate.",
    });
    expect(room.sees("ben", "ai")).toMatchObject({ status: "starting", instructions: "" });
    expect(room.order("ada", { type: "enable" })).toMatchObject({ code: "taken" });
    room.serve({ type: "coming", run: 1, participantId: "ai-1" });
    room.serve({ type: "came", run: 1 });
    expect(room.sees("ben", "ai")).toMatchObject({ status: "on", participantId: "ai-1" });
    expect(room.order("ben", { type: "disable" })).toMatchObject({ code: "forbidden" });
    room.order("ada", { type: "disable" });
    expect(room.ai).toMatchObject({ status: "off", open: true });
    room.serve({ type: "closed" });
    expect(room.ai).toMatchObject({ status: "off", open: false });
    expect(room.ai.participantId).toBeUndefined();
  });

  it("is nobody's where the server has none", () => {
    const room = new AiRoom({ available: false });
    expect(room.order("ada", { type: "enable" })).toMatchObject({
      type: "error",
      reason: expect.stringContaining("OPENAI_API_KEY") as unknown,
    });
    expect(room.sees("ada", "ai")).toMatchObject({ available: false, status: "off" });
  });

  it("may be brought in by speakers, where the application says so", () => {
    const room = new AiRoom({ roles: ["host", "speaker"] });
    expect(room.order("ben", { type: "enable" }).type).toBe("done");
    expect((room.sees("ben", "ai") as AiView).instructions).not.toBe("");
  });

  it("is spoken with in turn", () => {
    const room = new AiRoom();
    expect(room.order("ben", { type: "ask" })).toMatchObject({ type: "error" });
    room.bring();
    for (const who of ["ben", "cleo", "ada", "ben"]) room.order(who, { type: "ask" });
    expect([holderOf(room), room.ai.queue.map(({ id }) => id)]).toEqual(["ben", ["cleo", "ada"]]);
    room.order("ada", { type: "give-back" });
    room.order("ben", { type: "give-back" });
    expect([holderOf(room), room.ai.queue]).toEqual(["cleo", []]);
    room.order("ben", { type: "ask" });
    room.say("cleo", { type: "leave" });
    expect(holderOf(room)).toBe("ben");
    room.say("ada", { type: "remove", participantId: "ben" });
    expect(holderOf(room)).toBeUndefined();
  });

  it("is taken by hosts, for themselves or for whoever is next", () => {
    const room = new AiRoom();
    room.bring();
    for (const who of ["ben", "cleo", "ada"]) room.order(who, { type: "ask" });
    expect(room.order("cleo", { type: "take", for: "me" })).toMatchObject({ code: "forbidden" });
    room.order("ada", { type: "take", for: "me" });
    expect([holderOf(room), room.ai.queue.map(({ id }) => id)]).toEqual(["ada", ["cleo"]]);
    room.order("ada", { type: "take", for: "next" });
    expect([holderOf(room), room.ai.queue]).toEqual(["cleo", []]);
  });

  it("goes when its time is over, that of the day too, or when nobody speaks with it", () => {
    const room = new AiRoom({ minutes: 10, minutesPerDay: 15, idleMinutes: 2 });
    room.bring();
    room.pass(2 * MINUTE);
    expect(room.ai).toMatchObject({ status: "off", failure: "idle" });
    room.bring();
    room.order("ben", { type: "ask" });
    room.pass(10 * MINUTE);
    expect(room.ai).toMatchObject({ status: "off", failure: "limit", used: { time: 12 * MINUTE } });
    expect(holderOf(room)).toBeUndefined();
    room.bring();
    room.order("ben", { type: "ask" });
    room.pass(3 * MINUTE);
    expect(room.ai).toMatchObject({ status: "off", failure: "limit" });
    expect(room.order("ada", { type: "enable" })).toMatchObject({ type: "error", reason: expect.stringContaining("today") as unknown }); // prettier-ignore
    room.pass(24 * 60 * MINUTE);
    expect(room.order("ada", { type: "enable" }).type).toBe("done");
  });

  it("fails in words, and the room is as it was", () => {
    const room = new AiRoom();
    room.order("ada", { type: "enable" });
    room.serve({ type: "failed", run: 7, failure: "refused" });
    expect(room.ai.status).toBe("starting");
    room.serve({ type: "failed", run: 1, failure: "refused" });
    expect(room.sees("ben", "ai")).toMatchObject({ status: "off", failure: "refused", queue: [] });
    room.serve({ type: "came", run: 1 });
    expect(room.ai.status).toBe("off");
    room.order("ada", { type: "enable" });
    expect(room.sees("ben", "ai")).toMatchObject({ status: "starting" });
    expect(room.ai.failure).toBeUndefined();
  });

  it("believes the server alone what the server says", () => {
    const room = new AiRoom();
    room.bring();
    const before = room.ai;
    for (const command of [
      { type: "coming", run: 1, participantId: "ben" },
      { type: "failed", run: 1, failure: "ended" },
      { type: "closed" },
    ] as const) {
      expect(room.order("ada", command)).toMatchObject({ code: "forbidden" });
    }
    expect(room.order("ada", { type: "enable", instructions: "x".repeat(AI_LIMITS.instructions + 1) })).toMatchObject({ code: "invalid_message" }); // prettier-ignore
    expect(room.ai).toEqual(before);
  });

  it.each([1, 2])("has one holder at most, who is in the room, whatever happens (%i)", (seed) => {
    const room = new AiRoom({ minutes: 30, minutesPerDay: 60, idleMinutes: 3 });
    const random = seeded(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const people = ["ada", "ben", "cleo"];
    room.say("ada", { type: "role", participantId: "cleo", role: "viewer" });
    for (let step = 0; step < 200; step++) {
      const who = pick(people);
      const { run } = room.ai;
      const command = pick<AiCommand>([
        { type: "enable" },
        { type: "ask" },
        { type: "ask" },
        { type: "give-back" },
        { type: "take", for: pick(["me", "next"] as const) },
        { type: "disable" },
      ]);
      const said = pick<AiCommand>([
        { type: "came", run },
        { type: "coming", run, participantId: `ai-${run}` },
        { type: "failed", run: run - Math.floor(random() * 2), failure: "ended" },
        { type: "closed" },
      ]);
      const what = random();
      if (what < 0.6) room.order(who, command);
      else if (what < 0.8) room.serve(said);
      else if (what < 0.9) room.pass(Math.floor(random() * 2 * MINUTE));
      else if (who !== "ada") {
        room.say(who, { type: "leave" });
        room.enter(who);
      }
      const { status, holder, queue, used } = room.ai;
      const waiting = queue.map(({ id }) => id);
      const all = [...(holder ? [holder.id] : []), ...waiting];
      expect(new Set(all).size).toBe(all.length);
      expect(all.every((id) => room.state.participants.has(id) && id !== "cleo")).toBe(true);
      if (status === "off") expect(all).toEqual([]);
      // Nobody waits for what nobody has.
      if (!holder) expect(waiting).toEqual([]);
      expect(used.time).toBeLessThanOrEqual(60 * MINUTE + 2 * MINUTE);
    }
  });
});
