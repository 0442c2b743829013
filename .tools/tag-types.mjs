/**
 * Tells the templates of React, Preact, Solid, Vue and Svelte of the elements: adds to the declarations of each element's module,
 * from the manifest, what can be set on its tag and what it tells. How that becomes a framework's own types is in
 * `frameworks.d.ts`.
 */
import { appendFileSync, copyFileSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { root } from "./setup.mjs";

const FRAMEWORKS = "_types/frameworks";

const { modules } = JSON.parse(readFileSync(`${root}dist/custom-elements.json`, "utf8"));

const union = (names) => names.map((name) => JSON.stringify(name)).join(" | ") || "never";

/** What a page sets, and no more than reads it. */
const isSettable = ({ kind, readonly }) => kind === "field" && !readonly;

function tagType({ tagName, name, members, attributes, events }, module) {
  const spelledOtherwise = attributes.filter(({ name, fieldName }) => name !== fieldName);
  const map = spelledOtherwise.map(({ name, fieldName }) => `"${name}": "${fieldName}"`).join("; ");
  const frameworks = `${posix.relative(posix.dirname(module), FRAMEWORKS)}.js`;
  return `
declare module "${frameworks}" {
  interface CallsTags {
    "${tagName}": import("${frameworks}").Tag<
      import("./${posix.basename(module)}.js").${name},
      ${union(members.filter(isSettable).map((each) => each.name))},
      {${map && ` ${map} `}},
      ${union(events.map((each) => each.name))}
    >;
  }
}
`;
}

const elements = new Map(modules.flatMap(({ declarations }) => declarations.map((each) => [each.name, each])));
const definitions = modules.flatMap(({ path, exports }) =>
  exports
    .filter(({ kind }) => kind === "custom-element-definition")
    .map(({ declaration }) => ({
      module: path.slice("dist/".length, -".js".length),
      element: elements.get(declaration.name),
    })),
);

copyFileSync(`${root}.tools/frameworks.d.ts`, `${root}dist/${FRAMEWORKS}.d.ts`);
for (const { module, element } of definitions) {
  appendFileSync(`${root}dist/${module}.d.ts`, tagType(element, module));
}
appendFileSync(
  `${root}dist/index.d.ts`,
  `\n${definitions.map(({ module }) => `import "./${module}.js";`).join("\n")}\n` +
    `export { CallsTags } from "./${FRAMEWORKS}.js";\n`,
);
