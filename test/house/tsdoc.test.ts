/** Whatever an application can name is described where it is written: what it does, in which units, and how it fails. */
import { describe, expect, it, test } from "vitest";
import { entryModules, publicThings } from "./public-docs.js";

test("everything public is described", () => {
  const things = publicThings(entryModules());
  // The check itself has to find something: an entry that is followed to nothing would pass.
  expect(things.length).toBeGreaterThan(1_000);
  expect(things.filter(({ hasDoc }) => !hasDoc).map(({ name }) => name)).toEqual([]);
});

test("the entry points are all that package.json exports", () => {
  const entries = entryModules();
  expect(entries).toEqual(
    expect.arrayContaining(["index.ts", "client/index.ts", "server/hosts/worker.ts", "sfu/index.ts"]),
  );
  expect(entries).toContain("elements/room/room.define.ts");
  expect(entries).toContain("elements/buttons/camera-button.define.ts");
  expect(entries).toContain("locales/de.ts");
});

describe("what the check finds", () => {
  /** The names without a comment, of what `index.ts` exports. */
  const undescribed = (modules: Readonly<Record<string, string>>): string[] =>
    publicThings(["index.ts"], (path) => modules[path])
      .filter(({ hasDoc }) => !hasDoc)
      .map(({ name }) => name);

  it("behind every way to export", () => {
    const modules = {
      "index.ts": `
        import { imported } from "./parts/imported.js";
        export { a, b as c } from "./parts/named.js";
        export type * from "./parts/all.js";
        export { imported };
        export { later };
        const later = 1;
        export function here() {}
      `,
      "parts/named.ts": `export const a = 1; export class b {} export const hidden = 1;`,
      "parts/all.ts": `export type T = string; export * from "../deep.js"; interface Inner {}`,
      "parts/imported.ts": `export const imported = 1;`,
      "deep.ts": `export enum Deep { A }`,
    };
    expect(undescribed(modules).sort()).toEqual([
      "deep.ts Deep",
      "index.ts here",
      "index.ts later",
      "parts/all.ts T",
      "parts/imported.ts imported",
      "parts/named.ts a",
      "parts/named.ts b",
    ]);
  });

  it("of members that an application sees", () => {
    const modules = {
      "index.ts": `
        /** Said. */
        export interface Options {
          readonly id: string;
          timeout: number;
          name(): void;
          /** Said. */
          known: string;
        }
        /** Said. */
        export type Shape = { width: number };
        /** Said. */
        export class Thing extends Base {
          static readonly type = "thing";
          #secret = 1;
          private hidden = 1;
          protected own = 1;
          open = 1;
          said = 2;
          override render() {}
          constructor(readonly reason: string, plain: string) {}
          get both() { return 1; }
          /** Said. */
          set both(value) {}
        }
        /** Said. */
        export class Base {
          /** Said. */
          said = 1;
        }
      `,
    };
    expect(undescribed(modules)).toEqual([
      "index.ts Options.timeout",
      "index.ts Options.name",
      "index.ts Shape.width",
      "index.ts Thing.open",
      "index.ts Thing.reason",
    ]);
  });

  it("of overloads, of which one is described", () => {
    expect(undescribed({ "index.ts": `/** Said. */ export function f(a: 1): 1; export function f(a: 2): 2;` })).toEqual(
      [],
    );
  });

  it("and not behind modules that are not there", () => {
    expect(() => undescribed({ "index.ts": `export * from "./gone.js";` })).toThrow("There is no src/gone.ts.");
  });
});
