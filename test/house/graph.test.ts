/** The arrows of the house, module by module: none runs in a circle, and none runs up. */
import { describe, expect, it, test } from "vitest";
import { mayImport } from "./layers.js";
import { circlesOf, importsOf, readModules } from "./module-graph.js";

const modules = readModules();

test("no module imports itself, however far around", () => {
  expect(circlesOf(modules)).toEqual([]);
});

test("nothing imports what its part, or its layer, may not know", () => {
  const wrong = [...modules].flatMap(([from, imported]) =>
    imported.filter((to) => !mayImport(from, to)).map((to) => `${from} -> ${to}`),
  );
  expect(wrong).toEqual([]);
});

test("every import leads somewhere", () => {
  const lost = [...modules].flatMap(([from, imported]) =>
    imported.filter((to) => to.endsWith(".ts") && !modules.has(to)).map((to) => `${from} -> ${to}`),
  );
  expect(lost).toEqual([]);
});

describe("what the check finds", () => {
  it("in the text", () => {
    const source = `
      import { a } from "./a.js";
      import type { B } from "../b.js";
      import {
        c,
      } from "../client/c.js";
      import "./d.js";
      export * from "./e.js";
      export type { F } from "./f.js";
      const load = () => import(/* chunk: late */ "./g.js");
      import { html } from "lit";
      // import "./not.js";
      /* import "./neither.js"; */
    `;
    expect(importsOf("elements/x.ts", source)).toEqual([
      "elements/a.ts",
      "b.ts",
      "client/c.ts",
      "elements/d.ts",
      "elements/e.ts",
      "elements/f.ts",
      "elements/g.ts",
    ]);
  });

  it("of circles, near and far", () => {
    const graph = new Map(
      Object.entries({ a: ["b"], b: ["c"], c: ["a", "d"], d: ["e"], e: ["d"], f: ["f"], g: ["a"], h: [] }),
    );
    expect(circlesOf(graph)).toEqual([["a", "b", "c"], ["d", "e"], ["f"]]);
    expect(circlesOf(new Map(Object.entries({ a: ["b", "c"], b: ["c"], c: [] })))).toEqual([]);
  });

  it.each([
    ["base/a.ts", "wire/tables.ts"],
    ["wire/a.ts", "client/index.ts"],
    ["wire/a.ts", "signaling/signaling.ts"],
    ["room/a.ts", "server/index.ts"],
    ["room/a.ts", "signaling/signaling.ts"],
    ["signaling/a.ts", "client/index.ts"],
    ["signaling/room-server/a.ts", "room/people.ts"],
    ["in-page/a.ts", "client/index.ts"],
    ["in-page/a.ts", "server/live/live-room.ts"],
    ["signaling/a.ts", "in-page/index.ts"],
    ["client/room/a.ts", "in-page/index.ts"],
    ["client/a.ts", "index.ts"],
    ["client/room/a.ts", "signaling/index.ts"],
    ["client/room/a.ts", "signaling/room-server/connection.ts"],
    ["client/media/a.ts", "elements/room/room.ts"],
    ["server/app/a.ts", "sfu/index.ts"],
    ["server/app/a.ts", "signaling/signaling.ts"],
    ["locales/a.ts", "wire/tables.ts"],
    ["elements/a/a.ts", "client/room/stay.ts"],
    ["elements/a/a.ts", "client/diagnostics/types.ts"],
    ["elements/a/a.ts", "wire/room-protocol.ts"],
    ["elements/a/a.ts", "server/index.ts"],
    ["elements/a/a.ts", "wire/schemas/room-protocol.ts"],
    ["elements/a/a.ts", "signaling/room-server/connection.ts"],
    ["sfu/a.ts", "server/index.ts"],
    ["cli/a.ts", "client/index.ts"],
    ["index.ts", "client/index.ts"],
    ["index.ts", "signaling/index.ts"],
    ["somewhere/a.ts", "base/error.ts"],
    // ---- inside the client ----
    ["client/environment.ts", "client/types.ts"],
    ["client/status.ts", "client/types.ts"],
    ["client/types.ts", "client/room/store.ts"],
    ["client/processors/a.ts", "client/media/types.ts"],
    ["client/session/a.ts", "client/room/stay.ts"],
    ["client/session/a.ts", "client/media/types.ts"],
    ["client/media/a.ts", "client/room/store.ts"],
    ["client/media/a.ts", "client/session/sending.ts"],
    ["client/channels/a.ts", "client/room/stay.ts"],
    ["client/channels/a.ts", "client/media/types.ts"],
    ["client/diagnostics/a.ts", "client/health/health.ts"],
    ["client/diagnostics/a.ts", "client/room/stay.ts"],
    ["client/diagnostics/a.ts", "client/media/meters.ts"],
    ["client/health/a.ts", "client/room/stay.ts"],
    ["client/health/a.ts", "client/session/calls-session.ts"],
    ["client/room/pure/a.ts", "client/room/store.ts"],
    ["client/room/pure/a.ts", "client/session/sending.ts"],
    ["client/room/a.ts", "client/index.ts"],
  ])("%s may not import %s", (from, to) => {
    expect(mayImport(from, to)).toBe(false);
  });

  it.each([
    ["wire/a.ts", "base/error.ts"],
    ["room/a.ts", "wire/tables.ts"],
    ["signaling/room-server/a.ts", "signaling/signaling.ts"],
    ["in-page/host.ts", "room/room.ts"],
    ["in-page/host.ts", "wire/schemas/calls-api.ts"],
    ["client/room/a.ts", "signaling/signaling.ts"],
    ["client/room/a.ts", "client/room/pure/self.ts"],
    ["client/health/a.ts", "client/diagnostics/sampler.ts"],
    ["client/index.ts", "client/room/create-room.ts"],
    ["elements/a/a.ts", "client/types.ts"],
    ["elements/a/a.ts", "wire/tables.ts"],
    ["elements/a/a.ts", "elements/core/base.ts"],
    ["server/app/a.ts", "server/access/tokens.ts"],
    ["cli/a.ts", "sfu/index.ts"],
    ["index.ts", "elements/room/all-elements.ts"],
  ])("%s may import %s", (from, to) => {
    expect(mayImport(from, to)).toBe(true);
  });
});
