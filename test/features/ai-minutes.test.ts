/** How long AIs may be in all rooms of a server on one day, counted in one place. */
import { describe, expect, it } from "vitest";
import { Budget } from "../../src/features/ai/budget.js";
import { openSqlite } from "../../src/server/hosts/node.js";
import { tallyIn, tallyInMemory, type Tally } from "../../src/server/services/tally.js";

const STORES: readonly [string, () => Promise<Tally>][] = [
  ["SQLite", async () => tallyIn(await openSqlite(":memory:"))],
  ["memory", () => Promise.resolve(tallyInMemory())],
];

describe.each(STORES)("a tally in %s", (_, open) => {
  it("is one number a key, of one day", async () => {
    const tally = await open();
    expect(tally({ key: "a", day: 1, amount: 2 })).toBe(2);
    expect(tally({ key: "a", day: 1, amount: 3 })).toBe(5);
    expect(tally({ key: "b", day: 1, amount: 1 })).toBe(1);
    expect(tally({ key: "a", day: 2, amount: 1 })).toBe(1);
    // What is given back after midnight was yesterday's.
    expect(tally({ key: "b", day: 2, amount: -1 })).toBe(0);
  });
});

/** Rooms that share their minutes, and a clock that the test moves. */
function rooms(most: number) {
  const add = tallyInMemory();
  const due: (() => void)[] = [];
  const logged: string[] = [];
  const server = { isReachable: true, day: 1, over: 0 };
  const budget = (): Budget =>
    new Budget(
      {
        tally: async (key, amount) => {
          if (!server.isReachable) throw new Error("The index cannot be reached.");
          return add({ key, day: server.day, amount });
        },
        schedule: (callback) => {
          due.push(callback);
          return () => void due.splice(due.indexOf(callback), 1);
        },
        log: (_, event) => void logged.push(event),
      },
      most,
      () => server.over++,
    );
  const minute = async (): Promise<void> => {
    for (const callback of due.splice(0)) callback();
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  };
  return { budget, minute, server, logged, used: () => add({ key: "minutes", day: server.day, amount: 0 }) };
}

describe("the minutes of a day", () => {
  it("are taken by all rooms, one by one, until there are none", async () => {
    const { budget, minute, server, used } = rooms(5);
    const [first, second, third] = [budget(), budget(), budget()];
    expect([await first.begin(), await second.begin()]).toEqual(["granted", "granted"]);
    await minute();
    expect(used()).toBe(4);
    second.end();
    await minute();
    expect([used(), server.over]).toEqual([5, 0]);
    expect(await third.begin()).toBe("limit");
    await minute();
    expect([used(), server.over]).toEqual([5, 1]);
    server.day = 2;
    expect(await third.begin()).toBe("granted");
  });

  it("that cannot be counted begin nothing, and end nothing that goes on", async () => {
    const { budget, minute, server, logged, used } = rooms(2);
    const [first, second] = [budget(), budget()];
    await first.begin();
    server.isReachable = false;
    expect(await second.begin()).toBe("unreachable");
    await minute();
    expect([server.over, logged.length]).toEqual([0, 2]);
    server.isReachable = true;
    await minute();
    await minute();
    expect([used(), server.over]).toEqual([2, 1]);
  });
});
