import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type * as LazyModule from "../../src/base/lazy.js";
import type { WatchedStay } from "../../src/client/health/watched-stay.js";
import type { RoomSnapshot } from "../../src/client/types.js";
import { Clock } from "./clock.js";

/** Names of files that the server does not have. */
const missing = vi.hoisted(() => new Set<string>());

vi.mock("../../src/base/lazy.js", async (original) => {
  const { lazy } = await original<typeof LazyModule>();
  const isMissing = (part: () => unknown): boolean => [...missing].some((name) => String(part).includes(name));
  return {
    lazy: (part: () => Promise<unknown>) =>
      lazy(async () => {
        if (isMissing(part)) throw new TypeError("Failed to fetch dynamically imported module");
        return await part();
      }),
  };
});

/** Somebody's camera, of which nothing arrives. */
const silent = new Map([["in", { type: "inbound-rtp", trackIdentifier: "t1", bytesReceived: 0, framesDecoded: 0 }]]);

async function setUp() {
  // Not sooner: what is loaded late stays loaded as long as its module.
  vi.resetModules();
  const { Watch } = await import("../../src/client/room/watch.js");
  const clock = new Clock();
  let at = 0;
  const pulled: string[] = [];
  const stay = {
    connection: {},
    microphone: undefined,
    sent: [],
    stats: async () => {
      at += 1_000;
      return new Map([...silent].map(([id, entry]) => [id, { ...entry, timestamp: at }]));
    },
    pullAgain: (participantId: string, source: string) => void pulled.push(`${participantId} ${source}`),
  } as unknown as WatchedStay;
  const camera = { source: "camera", trackName: "c", enabled: true, track: { id: "t1" } };
  const snapshot = {
    status: { phase: "joined", signaling: "connected", media: "connected" },
    self: { id: "ada" },
    participants: [{ id: "ben", camera }],
  } as unknown as RoomSnapshot;
  const told: unknown[] = [];
  const watch = new Watch(stay, {
    environment: clock.environment,
    views: { networkLimit: Infinity, limit: async () => {} },
    snapshot: () => snapshot,
    onChange: () => {},
    onStats: (stats) => told.push(stats),
  });
  const pass = async (seconds: number): Promise<void> => {
    // What is loaded takes turns of its own.
    for (let second = 0; second < seconds; second++) {
      await vi.dynamicImportSettled();
      await clock.pass(1_000);
    }
  };
  watch.sync(false);
  watch.sync(true);
  watch.sync(true);
  return { watch, clock, pulled, told, pass };
}

/** The first load of a module takes its time, which is not that of a test. */
beforeAll(async () => {
  await import("../../src/client/room/watch.js");
  await import("../../src/client/health/health.js");
  await import("../../src/client/diagnostics/measures.js");
}, 60_000);

beforeEach(() => vi.stubGlobal("document", Object.assign(new EventTarget(), { visibilityState: "visible" })));
afterEach(() => {
  vi.unstubAllGlobals();
  missing.clear();
});

it("repairs and tells", async () => {
  const { watch, clock, pulled, told, pass } = await setUp();
  await pass(12);
  expect(pulled).toEqual(["ben camera"]);
  expect(told.length).toBeGreaterThan(5);
  expect(watch.gradeOf("ben")).toBe("poor");
  watch.close();
  expect(clock.pending).toBe(0);
});

it("repairs when what tells cannot be loaded", async () => {
  missing.add("diagnostics/measures");
  const { watch, clock, pulled, told, pass } = await setUp();
  await pass(12);
  expect(pulled).toEqual(["ben camera"]);
  expect(told).toEqual([]);
  expect(watch.gradeOf("ben")).toBeUndefined();
  watch.close();
  expect(clock.pending).toBe(0);
});

it("gets what repairs as soon as it can", async () => {
  missing.add("health/health");
  const { watch, pulled, clock, pass } = await setUp();
  await pass(12);
  expect(pulled).toEqual([]);
  missing.clear();
  await pass(24);
  expect(pulled).toContain("ben camera");
  watch.close();
  expect(clock.pending).toBe(0);
});
