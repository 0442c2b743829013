/** No element says a word that is not in a locale, and none knows left from right. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../src/elements/", import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file): [string, string] => [file, readFileSync(`${folder}${file}`, "utf8")]);

/** The static text of each tagged template; what is filled in becomes `${}`, and is read as well. */
const templates = (source: string, tags: readonly string[]): string[] => {
  const found: string[] = [];
  const read = (from: number): { text: string; end: number } => {
    let text = "";
    for (let at = from; at < source.length; at++) {
      if (source[at] === "\\") at++;
      else if (source[at] === "`") return { text, end: at };
      else if (source.startsWith("${", at)) {
        at = skip(at + 2);
        text += "${}";
      } else text += source[at];
    }
    return { text, end: source.length };
  };
  /** Passes over an expression, and reads the templates in it. */
  const skip = (from: number): number => {
    let depth = 1;
    for (let at = from; at < source.length; at++) {
      if (source[at] === "`") at = take(at);
      else if (source[at] === "{") depth++;
      else if (source[at] === "}" && --depth === 0) return at;
    }
    return source.length;
  };
  const take = (at: number): number => {
    const { text, end } = read(at + 1);
    if (tags.some((tag) => source.slice(0, at).endsWith(tag))) found.push(text);
    return end;
  };
  const code = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|`/g;
  for (let match = code.exec(source); match; match = code.exec(source)) {
    if (match[0] === "`") code.lastIndex = take(match.index) + 1;
  }
  return found;
};

const WORDS = /\p{L}/u;
const SPOKEN = /\s(?:aria-label|aria-description|aria-roledescription|aria-valuetext|title|alt|placeholder)="([^"]*)"/g;

/** What a person would read or hear of a template as it stands. */
const words = (template: string): string[] => {
  const spoken = [...template.matchAll(SPOKEN)].map(([, value = ""]) => value);
  const shown = template
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<[a-z/](?:"[^"]*"|'[^']*'|[^>"'])*>/gi, "\n")
    .split("\n");
  return [...spoken, ...shown].map((text) => text.replaceAll("${}", "").trim()).filter((text) => WORDS.test(text));
};

const SIDES = "left|right";
const PHYSICAL = new RegExp(
  [
    String.raw`(?:^|[\s;{])(?:${SIDES}|(?:margin|padding|border|scroll-margin|scroll-padding)-(?:${SIDES})[\w-]*)\s*:`,
    String.raw`(?:text-align|float|clear|justify-\w+)\s*:\s*(?:${SIDES})\b`,
    String.raw`border-(?:top|bottom)-(?:${SIDES})-radius`,
    String.raw`(?:^|[\s;{])(?:top|bottom|width|height|(?:min|max)-(?:width|height))\s*:`,
    // Four values of which the sides differ.
    String.raw`(?:^|[\s;{])(?:margin|padding|inset): [^\s;]+ ([^\s;]+) [^\s;]+ (?!\1[;\s])[^\s;]+;`,
  ].join("|"),
  "m",
);

describe("what the check finds", () => {
  test.each([
    "html`<p>Hello</p>`",
    'html`<button aria-label="Close">${icon}</button>`',
    "html`<p>${on ? html`<b>On</b>` : nothing}</p>`",
    'html`<i title="Größe"></i>`',
  ])("words: %s", (source) => {
    expect(templates(source, ["html"]).flatMap(words)).not.toEqual([]);
  });

  test.each([
    "html`<p>${term}</p>`",
    'html`<button class="quiet" aria-label=${close} ?disabled=${a > b}>${icon} · ${name}</button>`',
    "html`<i @click=${() => go(`a ${b} c`)}></i>`",
    "/** html`<p>Hello</p>` */ html`<p></p>`",
  ])("no words: %s", (source) => {
    expect(templates(source, ["html"]).flatMap(words)).toEqual([]);
  });

  test.each([
    "a { margin-left: 1px; }",
    "a { left: 0; }",
    "a { text-align: right; }",
    "a { border-top-left-radius: 0; }",
    "a { padding: 1px 2px 3px 4px; }",
    "a { width: 1px; }",
  ])("a side: %s", (style) => {
    expect(style).toMatch(PHYSICAL);
  });

  test.each(["a { margin-inline-start: 1px; }", "a { padding: 1px 2px 3px; }", "a { padding: 1px 2px 3px 2px; }"])(
    "no side: %s",
    (style) => {
      expect(style).not.toMatch(PHYSICAL);
    },
  );
});

test("no template has words of its own", () => {
  const found = sources.flatMap(([file, source]) =>
    templates(source, ["html", "svg"]).flatMap((template) => words(template).map((text) => `${file}: ${text}`)),
  );
  expect(found).toEqual([]);
});

test("no style tells left from right", () => {
  const found = sources.flatMap(([file, source]) =>
    templates(source, ["css"]).flatMap((style) => {
      const physical = PHYSICAL.exec(style.replace(/\/\*[\s\S]*?\*\//g, "").replace(/@(?:container|media)[^{]*/g, ""));
      return physical ? [`${file}: ${physical[0].trim()}`] : [];
    }),
  );
  expect(found).toEqual([]);
});

test("no script tells left from right", () => {
  const found = sources.flatMap(([file, source]) =>
    /\.style\.(?:left|right|margin(?:Left|Right))/.test(source) ? [file] : [],
  );
  expect(found).toEqual([]);
});

test("the elements are looked at", () => {
  expect(sources.flatMap(([, source]) => templates(source, ["html"])).length).toBeGreaterThan(20);
  expect(sources.flatMap(([, source]) => templates(source, ["css"])).length).toBeGreaterThan(5);
});
