/** Elements on a server, as Lit's own renderer and frameworks' have them: no DOM but the shim that Lit brings. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { beforeAll, describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL("../../src/", import.meta.url));
/** Features bring elements, too. */
const modules = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
  /^(elements|features)\/.*\.define\.ts$/.test(file),
);
const tags = modules.map((file) => `calls-${/([^/]+)\.define\.ts$/.exec(file)?.[1]}`);
const rendered = (markup: string): Promise<string> => collectResult(render(unsafeHTML(markup)));

beforeAll(async () => {
  for (const file of modules) await import(folder + file);
});

describe("on a server", () => {
  it("there is every element", () => {
    expect(tags.length).toBeGreaterThan(45);
    expect(tags.filter((tag) => !customElements.get(tag))).toEqual([]);
  });

  it.each(tags)("<%s> renders", async (tag) => {
    const markup = await rendered(`<${tag}></${tag}>`);
    expect(markup).toContain(`<${tag}`);
    expect(markup).toContain('shadowrootmode="open"');
  });

  it("a room leaves its place to what the page has put inside", async () => {
    const markup = await rendered("<calls-room><p>Our own</p></calls-room>");
    expect(markup).toMatch(/<slot ?><\/slot>.*<\/template><p>Our own<\/p><\/calls-room>/s);
  });
});
