import { describe, expect, it } from "vitest";
import { AUDIBLE, audible, type Voice } from "../../src/client/room/pure/audible.js";
import { seeded } from "./seeded.js";

type Told = Partial<Omit<Voice, "id">>;

/** People "0", "1"…, all silent but for what `told` says of them. */
function people(count: number, told: Record<number, Told> = {}): Voice[] {
  return Array.from({ length: count }, (_, id) => ({
    id: `${id}`,
    speaking: false,
    muted: false,
    viewed: false,
    ...told[id],
  }));
}

const each = (ids: readonly number[], told: Told): Record<number, Told> =>
  Object.fromEntries(ids.map((id) => [id, told]));
const from = (start: number, count: number): number[] => Array.from({ length: count }, (_, i) => start + i);
const names = (ids: readonly number[]): string[] => ids.map(String);

describe("audible", () => {
  it("is everybody in a small room, muted or not", () => {
    const all = people(AUDIBLE, { 3: { muted: true }, 5: { speaking: true } });
    expect(audible(all, []).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  });

  it("is only who speaks, or is on the page, in a large room", () => {
    expect(audible(people(13), [])).toEqual([]);
    const told = { 7: { speaking: true }, 400: { viewed: true }, 450: { viewed: true, muted: true } };
    expect(audible(people(500, told), [])).toEqual(["7", "400"]);
    expect(audible(people(500, { 9: { muted: true, speaking: true } }), [])).toEqual([]);
  });

  it("goes on with all who were heard when a room becomes large, until the places are needed", () => {
    const before = audible(people(12), []);
    expect(audible(people(13), before)).toEqual(before);
    const after = audible(people(13, { 12: { speaking: true } }), before);
    expect(after).toEqual(["12", ...names(from(0, 11))]);
  });

  it("keeps those who spoke last, and gives the place of who was silent for longest to a newer speaker", () => {
    let heard: readonly string[] = [];
    for (const speaker of from(0, 20)) {
      heard = audible(people(500, { [speaker]: { speaking: true } }), heard);
      expect(heard).toHaveLength(Math.min(speaker + 1, AUDIBLE));
      expect(heard[0]).toBe(String(speaker));
      expect(audible(people(500), heard)).toEqual(heard);
    }
    expect(heard).toEqual(names(from(8, 12).reverse()));
  });

  it("prefers speakers to the silent on the page, those to the rest, and among equals who has a place", () => {
    const silent = each(from(0, 15), { viewed: true });
    const before = names(from(100, 12));
    const heard = audible(people(500, { ...silent, 100: { speaking: true }, 200: { speaking: true } }), before);
    expect(new Set(heard)).toEqual(new Set(names([100, 200, ...from(0, 10)])));
    const crowd = each(from(0, 30), { speaking: true });
    const speakers = audible(people(500, crowd), names([29, 28]));
    expect(speakers.slice(0, 2)).toEqual(["29", "28"]);
    expect(audible(people(500, crowd), speakers)).toEqual(speakers);
    const onPage = { 25: { speaking: true, viewed: true } };
    expect(audible(people(500, { ...crowd, ...onPage }), speakers)).toContain("25");
  });

  it("gives the place of the muted away first, but not for nothing", () => {
    const before = names(from(0, 12));
    const told = { 4: { muted: true }, 5: { muted: true, speaking: true } };
    expect(audible(people(500, told), before)).toEqual(before);
    const heard = audible(people(500, { ...told, 50: { speaking: true }, 51: { viewed: true } }), before);
    expect(new Set(heard)).toEqual(new Set(names([50, 51, ...from(0, 12)].filter((id) => id !== 4 && id !== 5))));
  });

  it("forgets those who left", () => {
    expect(audible(people(13), ["gone", "3"])).toEqual(["3"]);
  });

  it.each([1, 2, 3])("never swaps a place without need (seed %i)", (seed) => {
    const random = seeded(seed);
    let heard: readonly string[] = [];
    for (let step = 0; step < 200; step++) {
      const told = Object.fromEntries(
        from(0, 40).map((id) => [id, { speaking: random() < 0.05, viewed: random() < 0.1, muted: random() < 0.3 }]),
      );
      const voices = people(40, told);
      const next = audible(voices, heard);
      const need = (id: string): number => {
        const { muted, speaking, viewed } = voices[Number(id)] ?? voices[0]!;
        return muted ? -1 : 2 * Number(speaking) + Number(viewed);
      };
      const gained = next.filter((id) => !heard.includes(id));
      const lost = heard.filter((id) => !next.includes(id));
      expect(new Set(next).size).toBe(next.length);
      expect(next.length).toBeLessThanOrEqual(AUDIBLE);
      expect(gained.every((id) => need(id) > 0)).toBe(true);
      expect(lost.length).toBeLessThanOrEqual(gained.length);
      for (const id of lost) expect(Math.max(...gained.map(need))).toBeGreaterThan(need(id));
      expect(audible(voices, next)).toEqual(next);
      heard = next;
    }
  });
});
