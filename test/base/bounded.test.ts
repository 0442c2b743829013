import { describe, expect, it } from "vitest";
import { bounded } from "../../src/base/bounded.js";
import type { Schedule } from "../../src/base/clock.js";

describe("bounded work", () => {
  const never = () => new Promise<string>(() => {});
  const pending = new Set<() => void>();
  const schedule: Schedule = (callback) => {
    pending.add(callback);
    return () => void pending.delete(callback);
  };

  it("gives what the work gives, and leaves no timer", async () => {
    const { signal } = new AbortController();
    expect(await bounded(async () => "done", { limit: 1_000, signal, schedule })).toBe("done");
    expect(pending.size).toBe(0);
  });

  it("fails when the time is over, though the work goes on", async () => {
    const { signal } = new AbortController();
    let limited: AbortSignal | undefined;
    const work = bounded((given) => ((limited = given), never()), { limit: 1_000, signal, schedule });
    for (const runOut of pending) runOut();
    await expect(work).rejects.toMatchObject({ code: "server-unreachable", retryable: true });
    expect(limited?.aborted).toBe(true);
    expect(pending.size).toBe(0);
  });

  it("fails with its signal, before and while it works", async () => {
    const ending = new AbortController();
    const work = bounded(never, { limit: 1_000, signal: ending.signal, schedule });
    ending.abort("left");
    await expect(work).rejects.toMatchObject({ code: "aborted", cause: "left" });
    await expect(bounded(never, { limit: 1_000, signal: ending.signal, schedule })).rejects.toMatchObject({
      code: "aborted",
    });
    expect(pending.size).toBe(0);
  });
});
