/**
 * English comes with what says it. An element that says a word of the call, and does not bring it, would say nothing: each word is
 * looked for, in quotes or after a dot, in all that an element imports before it runs.
 */
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { enMeeting } from "../../src/locales/en-meeting.js";
import { enPanels } from "../../src/locales/en-panels.js";

const src = fileURLToPath(new URL("../../src/", import.meta.url));
const AT_ONCE = /(?:^import\s+(?!type\b)(?:[^"();]*?\bfrom\s*)?|^export\s+(?!type\b)[^"();]*?\bfrom\s*)"(\.[^"]+)"/gm;

/** A module and all that it imports before it runs, with the text of each. */
const closureOf = (path: string, found = new Map<string, string>()): ReadonlyMap<string, string> => {
  if (found.has(path)) return found;
  const code = readFileSync(src + path, "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  found.set(path, code);
  for (const [, specifier = ""] of code.matchAll(AT_ONCE)) {
    closureOf(posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts"), found);
  }
  return found;
};

const said = (words: object, closure: ReadonlyMap<string, string>): string[] => {
  const code = [...closure]
    .flatMap(([path, text]) => (path.startsWith("elements/") && !path.startsWith("elements/core/") ? [text] : []))
    .join("\n");
  // Only words that nothing else is called: `host` and `muted` are states, too.
  return Object.keys(words).filter((word) => /[A-Z]/.test(word) && new RegExp(`["'.]${word}\\b`).test(code));
};

const elements = readdirSync(`${src}elements`, { recursive: true, encoding: "utf8" })
  .map((file) => `elements/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".define.ts") || file.endsWith("/narrator.ts"));

test("the first screen says no word of the call", () => {
  const first = closureOf("index.ts");
  expect(first.size).toBeGreaterThan(50);
  expect(said({ ...enMeeting, ...enPanels }, first)).toEqual([]);
});

test.each(elements)("%s brings the words that it says", (file) => {
  const closure = closureOf(file);
  for (const [module, words] of [
    ["locales/en-meeting.ts", enMeeting],
    ["locales/en-panels.ts", enPanels],
  ] as const) {
    if (!closure.has(module)) expect(said(words, closure), file).toEqual([]);
  }
});

test("the words of the call are said somewhere", () => {
  const all = new Map(elements.flatMap((file) => [...closureOf(file)]));
  expect(said(enMeeting, all)).toEqual(Object.keys(enMeeting).filter((word) => /[A-Z]/.test(word)));
});
