import { expect, it } from "vitest";

it("can be imported where there is no browser, as when a page is rendered on a server", async () => {
  expect(Object.keys(await import("../../src/client/index.js")).sort()).toEqual(["CallsError", "createRoom"]);
});
