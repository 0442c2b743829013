/** An answer of the assistant as it is written: how often it is told, how long it may be, and how long it may take. */
import { describe, expect, it } from "vitest";
import { Answer, type AnswerEnd } from "../../src/features/assistant/answer.js";
import type { LanguageModel, ModelPiece } from "../../src/server/services/models/index.js";

/** A model that is told what to write, and a clock that is told the time. */
function writing() {
  let at = 0;
  const due: { readonly at: number; readonly run: () => void }[] = [];
  const pieces: (ModelPiece | undefined)[] = [];
  let wake = (): void => {};
  let signal: AbortSignal | undefined;
  const model: LanguageModel = {
    name: "scribe",
    async *write(_, tools) {
      ({ signal } = tools);
      for (;;) {
        while (pieces.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        const piece = pieces.shift();
        if (!piece) return;
        yield piece;
      }
    },
  };
  const told: string[] = [];
  const ends: AnswerEnd[] = [];
  const answer = new Answer({
    room: {
      fetch,
      now: () => at,
      schedule: (run, milliseconds) => {
        const entry = { at: at + milliseconds, run };
        due.push(entry);
        return () => void due.splice(due.indexOf(entry) >>> 0, 1);
      },
    },
    model,
    request: { messages: [{ role: "user", content: "When?" }], maxTokens: 100 },
    patience: 60_000,
    grew: (text) => told.push(text),
    ended: (end) => ends.push(end),
  });
  const give = async (...more: (ModelPiece | undefined)[]): Promise<void> => {
    pieces.push(...more);
    wake();
    // It is read in a few turns; after its end nobody reads it.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const pass = (milliseconds: number): void => {
    at += milliseconds;
    for (const entry of due.filter((each) => each.at <= at)) {
      due.splice(due.indexOf(entry), 1);
      entry.run();
    }
  };
  return { answer, told, ends, give, pass, isEnded: () => signal?.aborted === true };
}

const text = (said: string): ModelPiece => ({ type: "text", text: said });

describe("an answer", () => {
  it("is told ten times a second at most, and a long one less often", async () => {
    const { told, ends, give, pass } = writing();
    pass(1_000);
    for (let word = 0; word < 50; word++) {
      await give(text(`word${word} `));
      pass(20);
    }
    // A second of it.
    expect(told.length).toBeGreaterThan(4);
    expect(told.length).toBeLessThanOrEqual(10);
    await give(text("x".repeat(3_000)));
    pass(1_000);
    const before = told.length;
    for (let word = 0; word < 50; word++) {
      await give(text("y "));
      pass(20);
    }
    expect(told.length - before).toBeLessThanOrEqual(2);
    await give({ type: "usage", tokens: 77 }, undefined);
    expect(ends).toMatchObject([{ tokens: 77 }]);
    expect(ends[0]).not.toHaveProperty("failure");
    expect(ends[0]?.text.endsWith("y y")).toBe(true);
  });

  it("is cut where it is too long, and ends where it takes too long", async () => {
    const long = writing();
    await long.give(text("z".repeat(10_000)));
    expect(long.ends).toMatchObject([{ text: `${"z".repeat(3_600)}…` }]);
    expect(long.isEnded()).toBe(true);
    const slow = writing();
    await slow.give(text("Well"));
    slow.pass(200);
    slow.pass(60_000);
    expect(slow.ends).toMatchObject([{ text: "Well", failure: "slow", tokens: 3 }]);
    expect(slow.isEnded()).toBe(true);
    // What comes after its end is nobody's.
    await slow.give(text(" then"), undefined);
    slow.answer.stop();
    expect(slow.ends).toHaveLength(1);
    expect(slow.told.at(-1)).toBe("Well");
  });
});
