import { describe, expect, it } from "vitest";
import type { SessionTask } from "../../src/client/session/session-keeper.js";
import { CallsError } from "../../src/base/error.js";
import { keep } from "./keeper-fixture.js";
import { seeded } from "./seeded.js";

describe("SessionKeeper", () => {
  it.each([1, 2, 3, 4, 5, 6])("ends with exactly what is wanted, whatever came before (seed %i)", async (seed) => {
    const random = seeded(seed);
    let isFaulty = true;
    const faults = ["session-expired", "session-conflict", "service-unavailable", "server-unreachable"] as const;
    const { clock, connections, keeper } = keep(() => {
      const code = faults[Math.floor(random() * 12)];
      return isFaulty && code ? new CallsError(code, "no", { retryable: code.endsWith("e") }) : undefined;
    });
    const open = () => connections.filter(({ connectionState }) => connectionState !== "closed");
    const latest = () => open().at(-1);
    const wanted = new Map<string[], () => void>();
    const all: string[][] = [];
    const add = (): void => {
      const running: string[] = [];
      all.push(running);
      const run: SessionTask["run"] = async ({ id }, signal) => {
        running.push(id);
        signal.addEventListener("abort", () => running.splice(running.indexOf(id), 1));
      };
      wanted.set(running, keeper.add({ goesFirst: random() < 0.5, run }));
    };
    const remove = (): void => {
      const [entry] = [...wanted].filter(() => random() < 0.3);
      if (!entry) return;
      wanted.delete(entry[0]);
      entry[1]();
    };
    const change = (): void => {
      const states = ["connected", "connected", "disconnected", "failed"] as const;
      latest()?.become(states[Math.floor(random() * states.length)]!);
    };
    for (let step = 0; step < 200; step++) {
      [add, remove, change, change][Math.floor(random() * 4)]?.();
      if (random() < 0.5) await clock.pass(random() * 4_000);
      for (const running of all) expect(running.length).toBeLessThanOrEqual(1);
    }
    isFaulty = false;
    for (let second = 0; second < 30; second++) {
      latest()?.become("connected");
      await clock.pass(1_000);
    }
    expect(keeper.link).toBe("connected");
    for (const running of all) expect(running).toEqual(wanted.has(running) ? [keeper.session?.id] : []);
    expect(open()).toHaveLength(1);
    keeper.close();
    await clock.pass(60_000);
    expect(all.flat()).toEqual([]);
    expect(open()).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
