import { describe, expect, it } from "vitest";
import type { Delta } from "../../src/wire/delta.js";
import { applyDelta, diff } from "../../src/wire/delta.js";
import { seeded } from "../room/machine.js";

const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Values of JSON, small and alike, so that they often have something in common. */
class Values {
  constructor(readonly random: () => number) {}

  #below = (count: number) => Math.floor(this.random() * count);

  any(depth = 3): unknown {
    const roll = depth === 0 ? this.#below(5) : this.#below(9);
    if (roll < 5) return [null, true, this.#below(4), "a", ""][roll];
    const items = Array.from({ length: this.#below(5) }, () => this.any(depth - 1));
    if (roll < 7) return items;
    const keys = ["a", "b", "0", "__proto__", "constructor", ""];
    return Object.fromEntries(items.map((item) => [keys[this.#below(keys.length)], item]));
  }

  /** Something that is like `value`: a part of it is another, is gone, has come or has moved. */
  like(value: unknown): unknown {
    if (this.random() < 0.15 || typeof value !== "object" || value === null) return this.any();
    if (!Array.isArray(value)) {
      const entries = Object.entries(value).flatMap(([key, each]) => {
        if (this.random() < 0.1) return [];
        return [[key, this.random() < 0.4 ? this.like(each) : each]];
      });
      return Object.fromEntries(this.random() < 0.2 ? [...entries, ["new", this.any(1)]] : entries);
    }
    const items = value.map((item: unknown) => (this.random() < 0.3 ? this.like(item) : item));
    if (this.random() < 0.3) items.splice(this.#below(items.length + 1), this.#below(2), this.any(1));
    if (this.random() < 0.2) items.push(...items.splice(0, 1));
    return items;
  }
}

function isFrozen(value: unknown): boolean {
  return (
    typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen))
  );
}

describe("a change between two values", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("makes the one of the other, over the wire and in a row (seed %i)", (seed) => {
    const values = new Values(seeded(seed));
    let server = json(values.any());
    let client = applyDelta(undefined, [server]);
    for (let step = 0; step < 400; step++) {
      const next = json(values.random() < 0.9 ? values.like(server) : values.any());
      const delta = diff(server, next);
      const before = client;
      const copy = json(before);
      if (delta) client = applyDelta(client, json(delta));
      expect(client).toEqual(next);
      expect(before, "what was seen before stays as it was").toEqual(copy);
      expect(isFrozen(client)).toBe(true);
      expect(delta === undefined, "nothing is said when nothing changed").toBe(JSON.stringify(sorted(server)) === JSON.stringify(sorted(next))); // prettier-ignore
      server = next;
    }
  });

  it.each<[string, unknown, unknown, Delta]>([
    ["a field", { a: 1, b: { c: 1 } }, { a: 1, b: { c: 2 } }, { b: { c: [2] } }],
    ["a field that goes", { a: 1, b: 2 }, { a: 1 }, { b: 0 }],
    ["an item at the end", ["x", "y"], ["x", "y", "z"], [2, 0, ["z"]]],
    ["an item in the middle that goes", ["x", "y", "z"], ["x", "z"], [1, 1, []]],
    ["a field of an item", [{ id: "a" }, { on: false, text: "as it was" }, 3], [{ id: "a" }, { on: true, text: "as it was" }, 3], { 1: { on: [true] } }],
    ["items that change places", ["a", "b", "c"], ["b", "a", "c"], [0, 2, ["b", "a"]]],
    ["another kind", [1], { 0: 1 }, [{ 0: 1 }]],
  ])("says no more than has changed: %s", (_, before, after, delta) => {
    expect(diff(before, after)).toEqual(delta);
  }); // prettier-ignore

  it("keeps the identity of what did not change, wherever it moved to", () => {
    const before = applyDelta(undefined, [{ a: { x: 1 }, list: [{ id: 1 }, { id: 2 }] }]) as Record<string, never>;
    const edited = applyDelta(before, { list: { 1: { id: [3] } } }) as typeof before;
    expect(edited["a"]).toBe(before["a"]);
    expect(edited["list"]![0]).toBe(before["list"]![0]);
    const whole = applyDelta(before, [json({ list: [{ id: 2 }, { id: 1 }], a: { x: 1 } })]) as typeof before;
    expect(whole["a"]).toBe(before["a"]);
    expect(whole["list"]![0]).toBe(before["list"]![1]);
  });

  it("takes a key for a key, whatever every object has by that name", () => {
    const next = JSON.parse('{"__proto__": {}, "constructor": {}}') as object;
    const after = applyDelta(applyDelta(undefined, [{}]), [next]) as Record<string, unknown>;
    expect(Object.keys(after)).toEqual(["__proto__", "constructor"]);
    expect(Object.values(after).every((value) => Object.isFrozen(value))).toBe(true);
  });

  it.each<[string, unknown, Delta]>([
    ["a list of what is none", { a: 1 }, [0, 0, []]],
    ["a longer list", ["a"], [1, 1, []]],
    ["a record that is not there", undefined, { a: [1] }],
    ["a record deeper down", { a: 1 }, { a: { b: [1] } }],
  ])("of %s is no change of this value", (_, before, delta) => {
    expect(() => applyDelta(before, delta)).toThrow(TypeError);
  });

  it("takes no longer for what is deep: lists in lists are compared once", () => {
    const nest = (depth: number, core: unknown): unknown => (depth === 0 ? core : [nest(depth - 1, core)]);
    expect(applyDelta(nest(60, 1), diff(nest(60, 1), nest(60, 2))!)).toEqual(nest(60, 2));
  });
});

/** The order of fields is no difference. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { fields: fields.map(([key, each]) => [key, sorted(each)]) };
}
