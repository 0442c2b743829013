/**
 * Tells editors of the elements, from the manifest: `vscode.html-custom-data.json` is VS Code's format, `web-types.json` that of
 * JetBrains' editors, which find it by themselves.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "./setup.mjs";

const read = (file) => JSON.parse(readFileSync(`${root}${file}`, "utf8"));
const write = (file, data) => writeFileSync(`${root}dist/${file}`, `${JSON.stringify(data)}\n`);

const { name: packageName, version, homepage } = read("package.json");
const manifest = read("dist/custom-elements.json");
// The analyzer's indentation is half of it.
write("custom-elements.json", manifest);
const elements = manifest.modules.flatMap(({ declarations }) => declarations);

/** The sentences of a comment, without its line breaks; its paragraphs stay. */
const prose = (text) => text?.replace(/([^\n])\n(?!\n)/g, "$1 ").trim();
const about = ({ summary, description }) => [summary, description].filter(Boolean).map(prose).join("\n\n");
const typeOf = ({ type }) => type?.text.replace(" | undefined", "");

/** What an attribute may say, where that is one of few words. */
const wordsOf = (item) => [...(typeOf(item)?.matchAll(/"([^"]+)"/g) ?? [])].map(([, name]) => ({ name }));

const listOf = (title, items) =>
  items.length > 0
    ? [`**${title}**`, items.map((item) => `- \`${item.name || "(default)"}\`: ${prose(item.description)}`).join("\n")]
    : [];

function vsCodeTag(element) {
  const { tagName, attributes, events, slots = [], cssParts = [], cssProperties = [], cssStates = [] } = element;
  const value = [
    about(element),
    ...listOf("Slots", slots),
    ...listOf("Events", events),
    ...listOf("Parts", cssParts),
    ...listOf("Custom properties", cssProperties),
    ...listOf("States", cssStates),
  ].join("\n\n");
  return {
    name: tagName,
    description: { kind: "markdown", value },
    attributes: attributes.map((attribute) => ({
      name: attribute.name,
      description: prose(attribute.description),
      // The editor's own name for what is either there or not.
      ...(typeOf(attribute) === "boolean" ? { valueSet: "v" } : {}),
      ...(wordsOf(attribute).length > 0 ? { values: wordsOf(attribute) } : {}),
    })),
    references: [{ name: "calls-elements", url: homepage }],
  };
}

const named = ({ name, description }) => ({ name, description: prose(description) });
const withDefault = (item) => (item.default === undefined ? {} : { default: item.default.replace(/^"(.*)"$/, "$1") });

function webType(element) {
  const {
    tagName,
    attributes,
    events,
    members,
    slots = [],
    cssParts = [],
    cssProperties = [],
    cssStates = [],
  } = element;
  return {
    name: tagName,
    description: about(element),
    "doc-url": homepage,
    attributes: attributes.map((attribute) => ({
      ...named(attribute),
      ...withDefault(attribute),
      value: { type: typeOf(attribute), ...(typeOf(attribute) === "boolean" ? { kind: "no-value" } : {}) },
    })),
    slots: slots.map(named),
    js: {
      properties: members
        .filter(({ kind }) => kind === "field")
        .map((field) => ({
          ...named(field),
          ...withDefault(field),
          type: typeOf(field),
          ...(field.readonly && { "read-only": true }),
        })),
      events: events.map((event) => ({ ...named(event), type: typeOf(event) })),
    },
    css: {
      parts: cssParts.map(named),
      properties: cssProperties.map((property) => ({ ...named(property), ...withDefault(property) })),
      "pseudo-classes": cssStates.map(({ name, description }) => ({
        name: `state(${name})`,
        description: prose(description),
      })),
    },
  };
}

write("vscode.html-custom-data.json", { version: 1.1, tags: elements.map(vsCodeTag) });
write("web-types.json", {
  $schema: "https://json.schemastore.org/web-types",
  name: packageName,
  version,
  "description-markup": "markdown",
  contributions: { html: { elements: elements.map(webType) } },
});
