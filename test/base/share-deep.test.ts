import { expect, it } from "vitest";
import { shareDeep } from "../../src/base/share-deep.js";

const list = (from: number, to: number): { id: number }[] =>
  Array.from({ length: to - from }, (_, index) => ({ id: from + index }));

it("keeps the identity of equal items, wherever they moved to", () => {
  const before = shareDeep(undefined, list(0, 10));
  expect(shareDeep(before, list(0, 10))).toBe(before);
  const after = shareDeep(before, [...list(3, 11), { id: 0 }]);
  expect(after.slice(0, 7).every((item, index) => item === before[index + 3])).toBe(true);
  expect(after[7]).toEqual({ id: 10 });
  expect(after[8]).toBe(before[0]);
});

it("looks where an item was before it looks for it among all the others", () => {
  const before = shareDeep(undefined, list(0, 100));
  let reads = 0;
  const last = { get id() { return reads++, 99; } }; // prettier-ignore
  expect(shareDeep(before, [...list(0, 99), last])).toBe(before);
  expect(reads).toBe(1);
});

it("goes once through lists in lists", () => {
  const nest = (depth: number, core: unknown): unknown => (depth === 0 ? core : [nest(depth - 1, core)]);
  const before = shareDeep(undefined, nest(60, 1));
  expect(shareDeep(before, nest(60, 1))).toBe(before);
  expect(shareDeep(before, nest(60, 2))).toEqual(nest(60, 2));
});
