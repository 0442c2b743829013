/** The assistant in the chat as the room sees it: who switches it, and how much it may be asked. */
import { describe, expect, it } from "vitest";
import type { AssistantCommand } from "../../src/features/assistant/contract.js";
import {
  assistantFeature,
  type AssistantFeatureOptions,
  type AssistantState,
} from "../../src/features/assistant/room.js";
import type { RoomFeature } from "../../src/room/feature.js";
import { FeatureRoom } from "./feature-room.js";

class ChatRoom extends FeatureRoom {
  #count = 0;

  constructor(options: AssistantFeatureOptions = {}) {
    super(assistantFeature({ available: true, ...options }) as unknown as RoomFeature);
    for (const who of ["ada", "ben"]) this.enter(who);
  }

  get assistant(): AssistantState {
    return this.kept("assistant") as AssistantState;
  }

  order(who: string, command: AssistantCommand): { type: string; code?: string; reason?: string } {
    return this.ask(who, "assistant", command) as { type: string; code?: string };
  }

  /** Somebody asks: the id of the answer. */
  question(person: string): string {
    const answer = `a${++this.#count}`;
    this.serve({ type: "asked", answer, question: `q${answer}`, person });
    return answer;
  }

  get open(): readonly string[] {
    return this.assistant.open.map(({ answer }) => answer);
  }

  serve(command: AssistantCommand): void {
    this.take({ type: "act", action: { type: "feature", feature: "assistant", command } });
  }
}

describe("an assistant of a room", () => {
  it("is switched by hosts alone, who also say what it is given", () => {
    const room = new ChatRoom({ hears: true });
    expect(room.sees("ben", "assistant")).toEqual({
      available: true,
      on: true,
      name: "Assistant",
      mention: "assistant",
      hears: true,
      listens: false,
    });
    for (const command of [
      { type: "switch", on: false },
      { type: "listen", listens: true },
      { type: "asked", answer: "a", question: "q", person: "ben" },
      { type: "answered", answer: "a", tokens: 1 },
    ] as const) {
      expect(room.order("ben", command), command.type).toMatchObject({ code: "forbidden" });
    }
    expect(room.order("ada", { type: "asked", answer: "a", question: "q", person: "ben" })).toMatchObject({ code: "forbidden" }); // prettier-ignore
    expect(room.order("ada", { type: "listen", listens: true }).type).toBe("done");
    expect(room.order("ada", { type: "switch", on: false }).type).toBe("done");
    expect(room.sees("ben", "assistant")).toMatchObject({ on: false, listens: true });
    room.question("ben");
    expect(room.open).toEqual([]);
  });

  it("is nobody's where the server has no model, and hears nothing where there is nothing to hear", () => {
    const room = new ChatRoom({ available: false });
    expect(room.sees("ben", "assistant")).toMatchObject({ available: false, on: false });
    expect(room.order("ada", { type: "switch", on: true })).toMatchObject({ reason: expect.stringContaining("model") as unknown }); // prettier-ignore
    room.order("ada", { type: "listen", listens: true });
    expect(room.sees("ada", "assistant")).toMatchObject({ listens: false });
    expect(() => assistantFeature({ mention: "an ai" })).toThrow("cannot be a mention");
  });

  it("is asked so often by one person, by so many at once, and for so much on one day", () => {
    const room = new ChatRoom({ perMinute: 2, waiting: 3, tokensPerDay: 100 });
    const first = room.question("ada");
    room.question("ada");
    room.question("ada");
    expect(room.open).toEqual(["a1", "a2"]);
    room.question("ben");
    room.question("ben");
    expect(room.open).toEqual(["a1", "a2", "a4"]);
    room.serve({ type: "answered", answer: first, tokens: 90 });
    room.serve({ type: "answered", answer: first, tokens: 90 });
    room.at += 30_000;
    room.question("ada");
    expect(room.open).toEqual(["a2", "a4"]);
    room.at += 30_001;
    room.question("ada");
    expect(room.open).toEqual(["a2", "a4", "a7"]);
    // Whoever has not asked for a minute is forgotten.
    expect(Object.keys(room.assistant.asked)).toEqual(["ada"]);
    room.serve({ type: "answered", answer: "a2", tokens: 10 });
    room.question("ben");
    expect(room.open).toEqual(["a4", "a7"]);
    room.at += 24 * 60 * 60_000;
    room.question("ben");
    expect(room.open).toEqual(["a4", "a7", "a9"]);
  });
});
