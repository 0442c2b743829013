import { afterEach, beforeEach, expect, test } from "vitest";
import { CallsError } from "../../src/base/error.js";
import { Ahead } from "../../src/client/room/ahead.js";
import { Clock, settled } from "./clock.js";

/** What became of each way that was made. */
let ways: string[][];
let failure: CallsError | undefined;
let clock: Clock;
let ahead: Ahead<{ prepare(): void; close(): void }>;

beforeEach(() => {
  clock = new Clock();
  [ways, failure] = [[], undefined];
  ahead = new Ahead(async () => {
    const fate: string[] = [];
    ways.push(fate);
    if (failure) throw failure;
    return { prepare: () => void fate.push("prepared"), close: () => void fate.push("closed") };
  }, clock.environment.schedule);
});

afterEach(() => expect(clock.pending, "nothing waits after the end").toBe(0));

test("a join takes what was made ahead, once", async () => {
  ahead.prepare();
  ahead.prepare();
  await settled();
  await ahead.take();
  expect(ways).toEqual([["prepared"]]);
  await ahead.take();
  expect(ways).toEqual([["prepared"], []]);
  ahead.close();
  await settled();
  expect(ways, "what a join has taken is its own").toEqual([["prepared"], []]);
});

test("what no join takes is let go of after two minutes, or with the room", async () => {
  ahead.prepare();
  await clock.pass(119_000);
  expect(ways).toEqual([["prepared"]]);
  await clock.pass(2_000);
  expect(ways).toEqual([["prepared", "closed"]]);
  ahead.prepare();
  ahead.close();
  await settled();
  expect(ways.at(-1)).toEqual(["closed"]);
});

test("what could not be made is made anew by the join, which says why it cannot be", async () => {
  failure = new CallsError("server-unreachable", "offline");
  ahead.prepare();
  await settled();
  await expect(ahead.take()).rejects.toBe(failure);
  expect(ways).toHaveLength(2);
});
