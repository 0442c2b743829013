/**
 * The pages of the docs that follow from the manifest: one for each element, in `.cache/docs`, where Storybook finds them. Storybook's own
 * configuration writes them, so that they are there however it is started. `npm run docs` builds the whole site.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { build } from "./build.mjs";
import { checkNode, installPackages, root, run } from "./setup.mjs";

const folder = `${root}.cache/docs`;

/** Text of a description, as MDX: what is not code is no tag and no expression. */
const escape = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 ? part : part.replace(/[{}<]/g, (sign) => `&#${sign.codePointAt(0)};`)))
    .join("");
/** The same in a cell of a table. */
const cell = (text = "") =>
  escape(
    text
      .replace(/\{@link ([^}|]+)[^}]*\}/g, "`$1`")
      .replace(/\s+/g, " ")
      .trim(),
  ).replaceAll("|", "\\|");
const code = (text) => (text ? `\`${text.replace(/\s+/g, " ").replaceAll("|", "\\|")}\`` : "");

const table = (title, heads, rows) =>
  rows.length === 0
    ? ""
    : `\n## ${title}\n\n| ${heads.join(" | ")} |\n|${heads.map(() => " --- |").join("")}\n${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`;

const isPublic = ({ name, privacy, static: isStatic, inheritedFrom }) =>
  (privacy ?? "public") === "public" &&
  !isStatic &&
  !/^[#_]/.test(name) &&
  !/^(ReactiveElement|LitElement)$/.test(inheritedFrom?.name ?? "");
/** What Lit calls is no matter of a page. */
const LIFECYCLE = new Set([
  "render",
  "update",
  "updated",
  "willUpdate",
  "firstUpdated",
  "connectedCallback",
  "disconnectedCallback",
  "createRenderRoot",
  "shouldUpdate",
  "getUpdateComplete",
  "attributeChangedCallback",
  "formResetCallback",
]);
const signature = ({ name, parameters = [] }) =>
  `${name}(${parameters.map((each) => `${each.name}${each.optional ? "?" : ""}: ${each.type?.text ?? "unknown"}`).join(", ")})`;

/** The page of one element. @param declaration as in the manifest. @param example markup that shows it. */
export function elementPage(declaration, example) {
  const {
    tagName,
    summary = "",
    description = "",
    attributes = [],
    events = [],
    slots = [],
    cssParts = [],
    cssProperties = [],
    cssStates = [],
  } = declaration;
  const members = (declaration.members ?? []).filter((member) => isPublic(member) && !LIFECYCLE.has(member.name));
  const fields = members.filter(({ kind, description: text, attribute }) => kind === "field" && (text || attribute));
  const methods = members.filter(({ kind, description: text }) => kind === "method" && text);
  return [
    `import { Meta } from "@storybook/addon-docs/blocks";\nimport { Example } from "../../stories/support/example.js";\n`,
    `<Meta title="Reference/${tagName}" />\n`,
    `# \`<${tagName}>\`\n\n${escape(summary)}\n`,
    description ? `${escape(description)}\n` : "",
    example ? `<Example tag="${tagName}" />\n\n\`\`\`html\n${example}\n\`\`\`\n` : "",
    table(
      "Attributes",
      ["Attribute", "Type", "Default", "What it does"],
      attributes.map((each) => [code(each.name), code(each.type?.text), code(each.default), cell(each.description)]),
    ),
    table(
      "Properties",
      ["Property", "Type", "Default", "What it is"],
      fields.map((each) => [
        code(each.name),
        code(each.type?.text ?? each.return?.type?.text),
        code(each.default),
        cell(each.description),
      ]),
    ),
    table(
      "Methods",
      ["Method", "What it does"],
      methods.map((each) => [code(signature(each)), cell(each.description)]),
    ),
    table(
      "Events",
      ["Event", "Class", "When"],
      events
        .filter(({ name }) => /^[a-z]/.test(name))
        .map((each) => [code(each.name), code(each.type?.text), cell(each.description)]),
    ),
    table(
      "Slots",
      ["Slot", "What it is for"],
      slots.map((each) => [each.name ? code(each.name) : "(the default)", cell(each.description)]),
    ),
    table(
      "Parts",
      ["Part", "What it is"],
      cssParts.map((each) => [code(each.name), cell(each.description)]),
    ),
    table(
      "Custom properties",
      ["Property", "Default", "What it is"],
      cssProperties.map((each) => [code(each.name), code(each.default), cell(each.description)]),
    ),
    table(
      "States",
      ["State", "When"],
      cssStates.map((each) => [code(`:state(${each.name})`), cell(each.description)]),
    ),
  ].join("\n");
}

/** The elements of the manifest. None where nothing is built yet: stories work without. */
export function elements() {
  const manifest = `${root}dist/custom-elements.json`;
  if (!existsSync(manifest)) return [];
  return JSON.parse(readFileSync(manifest, "utf8"))
    .modules.flatMap(({ declarations = [] }) => declarations)
    .filter(({ tagName }) => tagName)
    .sort((one, other) => one.tagName.localeCompare(other.tagName));
}

/** Markup that shows each element, by its tag. */
export const examples = () => JSON.parse(readFileSync(`${root}stories/support/examples.json`, "utf8"));

/** Writes the pages. */
export function writePages() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const shown = examples();
  for (const element of elements()) {
    writeFileSync(`${folder}/${element.tagName}.mdx`, elementPage(element, shown[element.tagName]?.join("\n")));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  checkNode();
  await installPackages();
  await build({ types: true });
  await run(`${root}node_modules/.bin/storybook`, ["build", "--quiet", "--docs", "--output-dir", "storybook-static"]);
  console.log("The docs are in storybook-static: serve that folder anywhere.");
}
