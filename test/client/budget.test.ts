import { describe, expect, it } from "vitest";
import { Relief } from "../../src/client/health/relief.js";
import type { Sample } from "../../src/client/diagnostics/sampler.js";
import { fitInto, type WantedVideo } from "../../src/client/room/pure/budget.js";
import { layerFor } from "../../src/client/room/pure/layers.js";
import { seeded } from "./seeded.js";

const RIDS = ["f", "h", "q"];
const camera = (scale: number): WantedVideo => ({ scale, rids: RIDS });
const layers = (budget: number, ...wanted: WantedVideo[]): (string | undefined)[] =>
  fitInto(budget, wanted).map((scale, i) => (scale === 0 ? undefined : layerFor(wanted[i]?.rids ?? [], scale)));

describe("a limit on video", () => {
  it("is spent on a picture of everyone first, then on better ones of the largest", () => {
    const wanted = [camera(0.3), camera(1), camera(0.5)];
    expect(layers(Infinity, ...wanted)).toEqual(["q", "f", "h"]);
    expect(layers(2_400_000, ...wanted)).toEqual(["q", "f", "h"]);
    expect(layers(1_200_000, ...wanted)).toEqual(["q", "h", "h"]);
    expect(layers(800_000, ...wanted)).toEqual(["q", "h", "q"]);
    expect(layers(450_000, ...wanted)).toEqual(["q", "q", "q"]);
    expect(layers(300_000, ...wanted)).toEqual([undefined, "q", "q"]);
    expect(layers(150_000, ...wanted)).toEqual([undefined, "q", undefined]);
    expect(layers(149_999, ...wanted)).toEqual([undefined, undefined, undefined]);
  });

  it("knows what has no layers, or fewer, and what nobody sees", () => {
    expect(fitInto(600_000, [{ scale: 2, rids: [] }, camera(0.1)])).toEqual([2, 0]);
    expect(fitInto(650_000, [{ scale: 2, rids: [] }, camera(0.1)])).toEqual([2, 0.25]);
    expect(layers(500_000, { scale: Infinity, rids: ["a", "b"] })).toEqual(["a"]);
    expect(layers(499_999, { scale: Infinity, rids: ["a", "b"] })).toEqual(["b"]);
    expect(layers(1_700_000, camera(0), camera(Infinity))).toEqual([undefined, "f"]);
    expect(fitInto(1, [])).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6])("never costs more, and with more never gives less (seed %i)", (seed) => {
    const random = seeded(seed);
    const wanted = Array.from({ length: 12 }, () => camera([0, 0.2, 0.5, 1, Infinity][Math.floor(random() * 5)] ?? 0));
    const cost = { f: 1_700_000, h: 500_000, q: 150_000 };
    let before = wanted.map(() => 0);
    for (let budget = 0; budget < 22_000_000; budget += 50_000 + random() * 400_000) {
      const chosen = layers(budget, ...wanted);
      expect(chosen.reduce((sum, rid) => sum + (cost[rid as keyof typeof cost] ?? 0), 0)).toBeLessThanOrEqual(budget);
      const costs = chosen.map((rid) => cost[rid as keyof typeof cost] ?? 0);
      const sum = (each: readonly number[]): number => each.reduce((a, b) => a + b, 0);
      expect(costs.filter((each) => each > 0).length).toBeGreaterThanOrEqual(before.filter((each) => each > 0).length);
      expect(sum(costs)).toBeGreaterThanOrEqual(sum(before));
      before = costs;
    }
    expect(layers(1e9, ...wanted)).toEqual(
      wanted.map(({ scale }) => (scale === 0 ? undefined : layerFor(RIDS, scale))),
    );
  });
});

describe("relief for a network that carries too little", () => {
  const sample = (kind: "audio" | "video", bitrate: number, loss: number): Sample =>
    ({ direction: "inbound", kind, bitrate, loss }) as Sample;

  /** What is taken after so many looks at a network that carries `capacity` and loses the rest. */
  function setUp() {
    const relief = new Relief();
    let limit = Infinity;
    const history: number[] = [];
    return {
      history,
      pass(seconds: number, wanted: number, capacity: number): number {
        for (let second = 0; second < seconds; second++) {
          const video = Math.min(wanted, limit);
          const loss = Math.max(0, 1 - capacity / (video + 40_000));
          const samples = [sample("audio", 40_000 * (1 - loss), loss), sample("video", video * (1 - loss), loss)];
          const next = relief.look(samples, limit);
          if (next !== limit) history.push(next);
          limit = next;
        }
        return limit;
      },
    };
  }

  it("does nothing about a good network, a bad moment, and a silent room", () => {
    const { pass } = setUp();
    expect(pass(100, 4_000_000, 10_000_000)).toBe(Infinity);
    expect(pass(5, 4_000_000, 100_000)).toBe(Infinity);
    expect(pass(100, 4_000_000, 10_000_000)).toBe(Infinity);
    expect(new Relief().look([], Infinity)).toBe(Infinity);
  });

  it("takes what fits, and tries more, less and less often", () => {
    const { pass, history } = setUp();
    expect(pass(60, 4_000_000, 900_000)).toBeLessThan(900_000);
    history.length = 0;
    pass(600, 4_000_000, 900_000);
    expect(history.length).toBeLessThan(30);
    expect(pass(600, 4_000_000, 10_000_000)).toBe(Infinity);
  });

  it("takes only sound at last, and pictures again when the network is better", () => {
    const { pass } = setUp();
    expect(pass(60, 4_000_000, 30_000)).toBe(0);
    expect(pass(60, 4_000_000, 30_000)).toBe(0);
    expect(pass(600, 4_000_000, 10_000_000)).toBe(Infinity);
  });
});
