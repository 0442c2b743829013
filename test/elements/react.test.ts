/** The React components on a server. In browsers they are tried by `test/projects`. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createElement, type ComponentType } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import * as components from "../../src/elements/react/index.js";

const folder = fileURLToPath(new URL("../../src/elements/", import.meta.url));
const elements = readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap(
  (file) => /([^/]+)\.define\.ts$/.exec(file)?.[1] ?? [],
);
const nameOf = (element: string): string =>
  `calls-${element}`.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
const rendered = (component: unknown, props: object): string =>
  renderToString(createElement(component as ComponentType, props));

describe("the React components", () => {
  it("are one for each element", () => {
    expect(Object.keys(components).sort()).toEqual(elements.map(nameOf).sort());
  });

  it.each(elements)("render <calls-%s>", (element) => {
    expect(rendered(Reflect.get(components, nameOf(element)), { id: "one", className: "large" })).toBe(
      `<calls-${element} id="one" class="large"></calls-${element}>`,
    );
  });

  it("say on a server what can be said there, so that a microphone that is to be off is off from the first", () => {
    const props = { room: "standup", startMuted: true, media: { camera: {} }, onCallsError: () => {} };
    expect(rendered(components.CallsRoom, props)).toBe('<calls-room room="standup" startMuted=""></calls-room>');
  });
});
