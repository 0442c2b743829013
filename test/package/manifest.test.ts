/** The manifest says of each element what a page can use, and no more: documentation, editors and types are made of it. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Item {
  readonly name: string;
  readonly description?: string;
  readonly privacy?: string;
  readonly static?: boolean;
  readonly fieldName?: string;
  readonly type?: { readonly text: string };
  readonly return?: { readonly type: { readonly text: string } };
}
type List = "members" | "attributes" | "events" | "slots" | "cssParts" | "cssProperties" | "cssStates";
type Element = Partial<Record<List, readonly Item[]>> & { readonly name: string; readonly tagName: string };
interface Export {
  readonly kind: string;
  readonly name: string;
  readonly declaration: { readonly name: string; readonly module: string };
}
interface Module {
  readonly path: string;
  readonly declarations: readonly Element[];
  readonly exports: readonly Export[];
}

const read = <T>(file: string): T => JSON.parse(readFileSync(`${root}dist/${file}`, "utf8")) as T;
const { modules } = read<{ modules: readonly Module[] }>("custom-elements.json");
const elements = modules.flatMap(({ declarations }) => declarations);
const exported = modules.flatMap((module) => module.exports);
const LISTS: readonly List[] = ["members", "attributes", "events", "slots", "cssParts", "cssProperties", "cssStates"];

/** Elements that a feature brings: a page gets them with it. */
const ofFeatures = readdirSync(`${root}src/features`, { recursive: true, encoding: "utf8" }).flatMap(
  (file) => /([\w-]+)\.define\.ts$/.exec(file)?.[1] ?? [],
);

/** Every element that the declarations know. */
const tags = [
  ...readFileSync(`${root}dist/index.d.ts`, "utf8").matchAll(/^import "\.\/elements\/.*\/([\w-]+)\.define\.js";$/gm),
]
  .map(([, name = ""]) => name)
  .concat(ofFeatures)
  .map((name) => `calls-${name}`)
  .sort();

describe("the manifest", () => {
  it("has every element, and says where each is and where it is defined, as they are shipped", () => {
    expect(elements.map(({ tagName }) => tagName).sort()).toEqual(tags);
    const defined = exported.filter(({ kind }) => kind === "custom-element-definition");
    expect(defined.map(({ name }) => name).sort()).toEqual(tags);
    for (const { path } of modules) expect(existsSync(`${root}${path}`), path).toBe(true);
    for (const { declaration } of exported) {
      const module = modules.find(({ path }) => path === declaration.module);
      expect(module?.declarations.map(({ name }) => name)).toContain(declaration.name);
    }
  });

  it.each(elements)("has of $tagName what is public and described, each once", (element) => {
    for (const list of LISTS) {
      const items = element[list] ?? [];
      const names = items.map(({ name }) => name);
      expect(new Set(names).size, list).toBe(names.length);
      for (const { name, description, privacy, static: isStatic } of items) {
        expect(description, `${list}: ${name}`).toMatch(/\S/);
        expect({ name, privacy, isStatic }).toEqual({ name, privacy: undefined, isStatic: undefined });
      }
    }
    const members = element.members?.map(({ name }) => name) ?? [];
    expect(
      members.filter((name) => /^[#_]|^(render|update|updated|(dis)?connectedCallback|requestUpdate)$/.test(name)),
    ).toEqual([]);
    expect(members).toEqual(expect.arrayContaining(element.attributes?.map(({ fieldName }) => fieldName) ?? []));
    for (const { name, type } of element.events ?? []) {
      expect(name).toMatch(/^calls-[a-z-]+$/);
      expect(type?.text).toMatch(/^Calls\w+Event$/);
    }
    for (const member of element.members ?? [])
      expect(member.type?.text ?? member.return?.type.text, member.name).toMatch(/\S/);
  });
});

describe("what editors are told", () => {
  it("is of every element", () => {
    const vsCode = read<{ tags: readonly { name: string }[] }>("vscode.html-custom-data.json");
    expect(vsCode.tags.map(({ name }) => name).sort()).toEqual(tags);
    const { contributions } = read<{ contributions: { html: { elements: readonly { name: string }[] } } }>(
      "web-types.json",
    );
    expect(contributions.html.elements.map(({ name }) => name).sort()).toEqual(tags);
  });

  it("offers the words that an attribute takes", () => {
    const { tags: known } = read<{
      tags: readonly { name: string; attributes: readonly { name: string; values?: readonly { name: string }[] }[] }[];
    }>("vscode.html-custom-data.json");
    const corner = known.find(({ name }) => name === "calls-self")?.attributes.find(({ name }) => name === "corner");
    expect(corner?.values?.map(({ name }) => name)).toEqual(["start-start", "start-end", "end-start", "end-end"]);
  });
});
