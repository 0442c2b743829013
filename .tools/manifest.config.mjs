/**
 * The manifest: what a page can use of each element, and no more. Documentation, editors and the types of frameworks are made
 * of it, so what is in it is public, named as it is in the tarball, and described.
 */
import { LitElement } from "lit";

/** `src/elements/room/room.ts` is shipped as `dist/elements/room/room.js`. */
const shipped = (path) => path.replace(/^src\//, "dist/").replace(/\.ts$/, ".js");

/** Of the browser's or of Lit: whoever reads about an element knows them already. */
const isOfTheBase = ({ name, static: isStatic }) =>
  isStatic || name in LitElement.prototype || name === "adoptedCallback";

const isPublic = (member) =>
  member.privacy !== "private" &&
  member.privacy !== "protected" &&
  !member.name.startsWith("#") &&
  !isOfTheBase(member);

const without = (item, key) => Object.fromEntries(Object.entries(item).filter(([name]) => name !== key));

/** An alias of words is the words: an editor offers them. What is inherited is the element's like all else of it. */
const tidy = (item, words) => ({
  ...without(item, "inheritedFrom"),
  ...(item.type && { type: { ...item.type, text: words.get(item.type.text) ?? item.type.text } }),
});

/** An element as a page sees it: its events are those that it says itself, and none that the analyzer found in its code. */
function publicElement(element, words) {
  const { members = [], attributes = [], events = [] } = element;
  return {
    ...without(element, "superclass"),
    members: members.filter(isPublic).map((each) => tidy(each, words)),
    attributes: attributes.map((each) => tidy(each, words)),
    events: events
      .filter(({ name, description }) => description && name.startsWith("calls-"))
      .map((each) => tidy(each, words)),
  };
}

/** The types of the sources that are nothing but words, as `"room" | "document"`. */
const words = new Map();

const elementsOnly = {
  name: "elements-only",
  collectPhase({ ts, node }) {
    if (!ts.isTypeAliasDeclaration(node) || !ts.isUnionTypeNode(node.type)) return;
    const isWord = (type) => ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal);
    if (node.type.types.every(isWord)) words.set(node.name.text, node.type.getText());
  },
  analyzePhase({ ts, node, moduleDoc }) {
    if (!ts.isClassDeclaration(node)) return;
    const { members: documented = [] } = moduleDoc.declarations.find(({ name }) => name === node.name?.text) ?? {};
    for (const method of node.members.filter(ts.isMethodDeclaration)) {
      const member = documented.find(({ kind, name }) => kind === "method" && name === method.name.getText());
      // The analyzer takes what `@returns` says of the type for the type, which is nothing.
      if (member && method.type) member.return = { ...member.return, type: { text: method.type.getText() } };
    }
  },
  packageLinkPhase({ customElementsManifest: manifest }) {
    const tags = new Map();
    for (const { path, declarations } of manifest.modules) {
      for (const { name, tagName } of declarations)
        if (tagName) tags.set(name, { name: tagName, module: shipped(path) });
    }
    /** What registers an element is beside it: `room.define.ts` beside `room.ts`. */
    const definitionIn = (path) =>
      [...tags].find(([, { module }]) => shipped(path) === module.replace(/\.js$/, ".define.js"));
    manifest.modules = manifest.modules
      .flatMap(({ kind, path, declarations }) => {
        const elements = declarations.filter(({ tagName }) => tagName).map((each) => publicElement(each, words));
        const definition = definitionIn(path);
        if (elements.length === 0 && !definition) return [];
        const module = shipped(path);
        const exported = elements.map(({ name }) => ({ kind: "js", name, declaration: { name, module } }));
        const [name, tag] = definition ?? [];
        const defined = tag && {
          kind: "custom-element-definition",
          name: tag.name,
          declaration: { name, module: tag.module },
        };
        return [{ kind, path: module, declarations: elements, exports: [...exported, ...(defined ? [defined] : [])] }];
      })
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  },
};

export default {
  globs: ["src/elements/**/*.ts", "src/features/**/*.ts"],
  exclude: ["**/*.styles.ts", "**/icons/**"],
  outdir: "dist",
  litelement: true,
  quiet: true,
  plugins: [elementsOnly],
};
