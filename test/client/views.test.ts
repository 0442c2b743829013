import { describe, expect, it } from "vitest";
import { layerFor } from "../../src/client/room/pure/layers.js";
import { SETTLING, Views } from "../../src/client/room/views.js";
import type { VideoView } from "../../src/client/types.js";
import { Clock, settled } from "./clock.js";
import { seeded } from "./seeded.js";

const FULL = { width: 1280, height: 720 };
const HALF = { width: 640, height: 360 };
const THUMB = { width: 320, height: 180 };

function setUp(onDemand = false) {
  const clock = new Clock();
  const scales: number[] = [];
  const views = new Views({
    environment: clock.environment,
    onDemand,
    onChange: () => scales.push(views.scale("ada", "camera")),
  });
  const open = (size?: { width: number; height: number }) => views.open("ada", "camera", size);
  return { clock, views, scales, open };
}

describe("Views", () => {
  it("needs all of a video that has no place, unless video comes on demand", () => {
    expect(setUp().views.scale("ada", "camera")).toBe(Infinity);
    expect(setUp(true).views.scale("ada", "camera")).toBe(0);
  });

  it("has only sound on a network that carries no picture, until it does or the person wants to try", async () => {
    const { views } = setUp();
    const wanted = [{ scale: 1, rids: ["f", "h", "q"] }];
    expect(views.fit(wanted)).toEqual([1]);
    await views.limit("network", 0);
    expect([views.audioOnly, views.scale("ada", "camera")]).toEqual([true, 0]);
    expect(views.fit(wanted)).toEqual([0]);
    await views.limit("network", 150_000);
    expect([views.audioOnly, views.scale("ada", "camera")]).toEqual([false, Infinity]);
    expect(views.fit(wanted)).toEqual([0.25]);
    await views.limit("person", 600_000);
    await views.limit("network", 0);
    views.audioOnly = false;
    expect([views.audioOnly, views.networkLimit]).toEqual([false, Infinity]);
    expect(views.fit(wanted)).toEqual([0.5]);
  });

  it("takes the first size at once, more at once, and less after a while", async () => {
    const { clock, scales, open } = setUp();
    const view = open(HALF);
    await settled();
    view.resize(FULL);
    view.resize(THUMB);
    await clock.pass(SETTLING - 1);
    expect(scales).toEqual([0.5, 1]);
    await clock.pass(1);
    expect(scales).toEqual([0.5, 1, 0.25]);
  });

  it.each([
    ["a tile that is dragged to and fro", 300],
    ["a speaker's place that comes and goes", SETTLING - 1],
  ])("takes one layer and stays there: %s", async (_, every) => {
    const { clock, scales, open } = setUp(true);
    const view = open(HALF);
    for (let turn = 0; turn < 50; turn++) {
      view.resize(turn % 2 ? HALF : FULL);
      await clock.pass(every);
    }
    expect(scales.map((scale) => layerFor(["f", "h", "q"], scale))).toEqual(["h", "f"].slice(-scales.length));
    expect(scales.at(-1)).toBe(1);
  });

  it("tells once of all that a page does in one go, and not in the middle of it", async () => {
    const { views, scales, open } = setUp(true);
    const view = open(THUMB);
    open(HALF);
    view.resize(FULL);
    views.open("grace", "camera", HALF);
    expect(scales).toEqual([]);
    await settled();
    expect(scales).toEqual([1]);
    open(FULL);
    views.open("linus", "camera", HALF);
    views.close();
    await settled();
    expect(scales).toEqual([1]);
  });

  it("costs nothing when a place is hidden and seen again, or leaves the page and comes back", async () => {
    const { clock, scales, open } = setUp(true);
    const view = open(HALF);
    view.resize(undefined);
    await clock.pass(SETTLING - 1);
    view.resize(HALF);
    await clock.pass(SETTLING * 2);
    view.close();
    open(HALF);
    await clock.pass(SETTLING * 2);
    expect(scales).toEqual([0.5]);
    expect(clock.pending).toBe(0);
  });

  it("needs nothing of a video whose places are hidden or gone", async () => {
    const { clock, views, open } = setUp();
    const view = open(HALF);
    const other = open(THUMB);
    view.resize({ width: 0, height: 0 });
    await clock.pass(SETTLING);
    expect(views.scale("ada", "camera")).toBe(0.25);
    other.close();
    await clock.pass(SETTLING);
    expect(views.scale("ada", "camera")).toBe(0);
    expect(views.scale("ada", "screen")).toBe(Infinity);
  });

  it("ignores a place that is gone, and sizes that are none", async () => {
    const { clock, views, open } = setUp(true);
    const view = open({ width: NaN, height: 10 });
    expect(views.scale("ada", "camera")).toBe(0);
    view.close();
    view.resize(FULL);
    view.close();
    await clock.pass(SETTLING);
    expect(views.scale("ada", "camera")).toBe(0);
  });

  it("needs no video while only sound is wanted, and then what its places want by now", async () => {
    const { clock, views, scales, open } = setUp();
    const view = open(HALF);
    await settled();
    views.audioOnly = true;
    views.audioOnly = true;
    expect(scales).toEqual([0.5, 0]);
    expect(views.scale("grace", "screen")).toBe(0);
    view.resize(FULL);
    views.open("linus", "camera", undefined);
    await clock.pass(SETTLING);
    expect(views.scale("ada", "camera")).toBe(0);
    views.audioOnly = false;
    expect(scales.at(-1)).toBe(1);
    expect(views.scale("grace", "screen")).toBe(Infinity);
    expect(views.scale("linus", "camera")).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it("forgets those who left, but for places that are still there", async () => {
    const { views, open, clock } = setUp();
    const view = open(HALF);
    views.forgetOthers([]);
    expect(views.scale("ada", "camera")).toBe(0.5);
    view.close();
    views.forgetOthers([{ id: "ada", name: "Ada", joinedAt: 0 }]);
    expect(views.scale("ada", "camera")).toBe(0.5);
    views.forgetOthers([]);
    expect(views.scale("ada", "camera")).toBe(Infinity);
    expect(clock.pending).toBe(0);
  });

  it("leaves no timer behind", () => {
    const { views, open, clock } = setUp();
    const view = open(HALF);
    view.resize(undefined);
    views.close();
    view.resize(FULL);
    view.close();
    expect(clock.pending).toBe(0);
  });

  it.each([1, 2, 3, 4])("ends at the largest place, whatever came before (seed %i)", async (seed) => {
    const random = seeded(seed);
    const { clock, views, open } = setUp(seed % 2 === 0);
    const places = new Map<VideoView, number>();
    const size = () => [undefined, THUMB, HALF, FULL][Math.floor(random() * 4)];
    for (let step = 0; step < 300; step++) {
      const [view] = [...places.keys()].filter(() => random() < 0.5);
      const next = size();
      if (!view || random() < 0.2) places.set(open(next), (next?.width ?? 0) / FULL.width);
      else if (random() < 0.3) {
        view.close();
        places.delete(view);
      } else {
        view.resize(next);
        places.set(view, (next?.width ?? 0) / FULL.width);
      }
      expect(views.scale("ada", "camera")).toBeGreaterThanOrEqual(Math.max(0, ...places.values()));
      await clock.pass(random() * SETTLING);
    }
    await clock.pass(SETTLING);
    expect(views.scale("ada", "camera")).toBe(Math.max(0, ...places.values()));
    expect(clock.pending).toBe(0);
  });
});

describe("layerFor", () => {
  it.each([
    [Infinity, "f"],
    [1, "f"],
    [0.7, "f"],
    [0.6, "h"],
    [0.5, "h"],
    [0.3, "q"],
    [0.01, "q"],
  ])("is good enough for a scale of %d", (scale, rid) => {
    expect(layerFor(["f", "h", "q"], scale)).toBe(rid);
  });

  it("is the only one, or none", () => {
    expect(layerFor(["a"], 0.1)).toBe("a");
    expect(layerFor([], 1)).toBeUndefined();
  });
});
