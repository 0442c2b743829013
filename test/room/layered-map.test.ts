import { expect, it } from "vitest";
import { LayeredMap } from "../../src/room/layered-map.js";
import { Overlay } from "../../src/room/overlay.js";
import { seeded } from "./machine.js";

it.each([1, 2, 3])(
  "is as a map is, whatever is done to it, and leaves those alone that it comes of (seed %i)",
  (seed) => {
    const random = seeded(seed);
    const first = new Map(Array.from({ length: 300 }, (_, index) => [`${index}`, index + 1]));
    const like = new Map(first);
    let now: ReadonlyMap<string, number> = new Map(first);
    for (let step = 0; step < 400; step++) {
      const before = now;
      const kept = step % 50 === 0 ? [...before] : undefined;
      const overlay = new Overlay(before);
      for (let change = 0; change < 3; change++) {
        const key = `${Math.floor(random() * 330)}`;
        if (random() < 0.4) expect(overlay.delete(key)).toBe(like.delete(key));
        else {
          overlay.set(key, step + 1);
          like.set(key, step + 1);
        }
      }
      now = overlay.now;
      if (kept) expect([...before]).toEqual(kept);
      if (step % 20 !== 0) continue;
      expect([...now]).toEqual([...like]);
      expect([...now.keys()]).toEqual([...like.keys()]);
      expect([...now.values()]).toEqual([...like.values()]);
      expect(now.size).toBe(like.size);
    }
  },
);

it("says by which keys it may differ from what it comes of, and nothing of others", () => {
  const base = new Map(Array.from({ length: 100 }, (_, index) => [`${index}`, index + 1]));
  const one = new LayeredMap(base);
  one.set("1", 0.5);
  one.delete("2");
  const two = one.copy();
  two.set("new", 7);
  expect([...(one.differsFrom(base) ?? [])].sort()).toEqual(["1", "2"]);
  expect([...(two.differsFrom(one) ?? [])].sort()).toEqual(["1", "2", "new"]);
  expect(one.differsFrom(new Map(base))).toBeUndefined();
});
