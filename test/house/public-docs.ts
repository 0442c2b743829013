/** What an application sees of the kit, and what of it nobody has described. Read from the text: no type is worked out. */
import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The folder of the package. */
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** One thing that an application can name, and where it is written. */
export interface PublicThing {
  /** Its module from `src`, and its name in it: `client/types.ts RoomSnapshot.status`. */
  readonly name: string;
  readonly hasDoc: boolean;
}

/** Where a module's text comes from; undefined when there is no such module. Paths count from `src`. */
export type ReadModule = (path: string) => string | undefined;

/** Modules of `src` as they stand. */
export const readSource: ReadModule = (path) => {
  try {
    return readFileSync(`${ROOT}src/${path}`, "utf8");
  } catch {
    return undefined;
  }
};

/** A `dist` path of package.json's `exports`, as the modules of `src` that it is made of: a `*` stands for any name. */
const modulesBehind = (declaration: string): string[] => {
  const path = declaration.replace(/^\.\/dist\//, "").replace(/\.d\.ts$/, ".ts");
  if (!path.includes("*")) return [path];
  const fits = new RegExp(`^${path.replaceAll(".", "\\.").replaceAll("*", "[^/]+")}$`);
  return readdirSync(`${ROOT}src`, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => fits.test(file));
};

/** The modules that an application can import. */
export function entryModules(): string[] {
  const { exports } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as {
    exports: Record<string, string | { types: string }>;
  };
  const declarations = Object.values(exports).flatMap((target) => (typeof target === "string" ? [] : target.types));
  return [...new Set(declarations.flatMap(modulesBehind))].sort();
}

/** What says all by its name, where it is plain text: a comment could only say the name again. */
const SAYS_ALL = new Set(["id", "name", "url", "port"]);

/** Members that the platform calls: what they are for is the platform's to say. */
const OF_THE_PLATFORM = new Set([
  "constructor",
  // Custom elements.
  "connectedCallback",
  "disconnectedCallback",
  "attributeChangedCallback",
  "adoptedCallback",
  "observedAttributes",
  // Lit.
  "createRenderRoot",
  "firstUpdated",
  "getUpdateComplete",
  "properties",
  "render",
  "shouldUpdate",
  "styles",
  "update",
  "updated",
  "willUpdate",
  "hostConnected",
  "hostDisconnected",
  "hostUpdate",
  "hostUpdated",
  // Durable Objects.
  "alarm",
  "fetch",
  "webSocketClose",
  "webSocketError",
  "webSocketMessage",
]);

/** What is said of the module, above its first declaration, says nothing of that. */
const hasDoc = (node: ts.Node): boolean =>
  ts.getJSDocCommentsAndTags(node).some((doc) => ts.isJSDoc(doc) && !doc.getText().includes("@module"));

const has = (node: ts.Node, kind: ts.SyntaxKind): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false);

type Member = ts.ClassElement | ts.TypeElement | ts.ParameterDeclaration;

/** The words of the elements: the English text of each stands at the same name in `locales/en.ts`, and says what it is for. */
const WORDS = /^locales\/locale\.ts (\w*Terms|\w*Advice)$/;

/** An event's `type` is a text that anybody can read where it is declared. */
const isEventType = (member: Member): boolean =>
  ts.isClassElement(member) && member.name?.getText() === "type" && has(member, ts.SyntaxKind.StaticKeyword);

/** Does an application see the member, and could a comment say more than the name does? */
function wantsDoc(member: Member): member is Member & { readonly name: ts.Identifier } {
  if (!member.name || !ts.isIdentifier(member.name)) return false;
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword, ts.SyntaxKind.OverrideKeyword];
  if (hidden.some((kind) => has(member, kind))) return false;
  if (ts.isClassElement(member) && OF_THE_PLATFORM.has(member.name.text)) return false;
  if (isEventType(member) || isInherited(member)) return false;
  return !(SAYS_ALL.has(member.name.text) && (ts.isPropertySignature(member) || ts.isParameter(member)));
}

/** Editors show what the base class says of a member, so that the class itself need not say it again. */
function isInherited(member: Member): boolean {
  const owner = ts.isParameter(member) ? member.parent.parent : member.parent;
  if (!ts.isClassDeclaration(owner)) return false;
  const bases =
    owner.heritageClauses?.flatMap(({ types }) => types.map(({ expression }) => expression.getText())) ?? [];
  const declared = owner
    .getSourceFile()
    .statements.filter((each) => ts.isClassDeclaration(each) || ts.isInterfaceDeclaration(each));
  return declared
    .filter(({ name }) => name && bases.includes(name.text))
    .some(({ members }) => members.some((each) => each.name?.getText() === member.name?.getText() && hasDoc(each)));
}

/** The members of an exported interface, class or object type, private ones too. */
function membersOf(node: ts.Node): Member[] {
  if (ts.isInterfaceDeclaration(node)) return [...node.members];
  if (ts.isTypeAliasDeclaration(node)) return ts.isTypeLiteralNode(node.type) ? [...node.type.members] : [];
  if (!ts.isClassDeclaration(node)) return [];
  const parameters = node.members
    .filter(ts.isConstructorDeclaration)
    .flatMap(({ parameters: all }) => all.filter((each) => ts.isParameterPropertyDeclaration(each, each.parent)));
  return [...node.members, ...parameters];
}

/** The name of what a statement declares, with its node. */
function declarationsOf(statement: ts.Statement): [name: string, node: ts.Node][] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => [name.getText(), statement]);
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed && statement.name ? [[statement.name.text, statement]] : [];
}

/** Follows the entry modules to where what they export is written, and says of each thing whether it is described. */
export function publicThings(entries: readonly string[], read: ReadModule = readSource): PublicThing[] {
  const parsed = new Map<string, ts.SourceFile>();
  const parse = (module: string): ts.SourceFile => {
    const known = parsed.get(module);
    if (known) return known;
    const text = read(module);
    if (text === undefined) throw new Error(`There is no src/${module}.`);
    const file = ts.createSourceFile(module, text, ts.ScriptTarget.ESNext, true);
    parsed.set(module, file);
    return file;
  };
  /** What is declared, by module and name; an overload, or an interface in two parts, is described by one of them. */
  const found = new Map<string, ts.Node[]>();

  const moduleOf = (from: string, specifier: ts.Expression | undefined): string | undefined => {
    if (!specifier || !ts.isStringLiteral(specifier) || !specifier.text.startsWith(".")) return undefined;
    return posix.join(posix.dirname(from), specifier.text).replace(/\.js$/, ".ts");
  };

  /** Everything that a module exports, or only what is called `wanted`. */
  const follow = (module: string, wanted?: string, trail: readonly string[] = []): void => {
    const step = `${module} ${wanted ?? "*"}`;
    if (trail.includes(step)) return;
    const path = [...trail, step];
    for (const statement of parse(module).statements) {
      if (ts.isExportDeclaration(statement)) {
        const target = moduleOf(module, statement.moduleSpecifier);
        const { exportClause } = statement;
        if (!exportClause) {
          if (target) follow(target, wanted, path);
        } else if (ts.isNamedExports(exportClause)) {
          for (const { name, propertyName } of exportClause.elements) {
            if (wanted !== undefined && name.text !== wanted) continue;
            const original = (propertyName ?? name).text;
            if (target) follow(target, original, path);
            else if (!statement.moduleSpecifier) declared(module, original, path);
          }
        }
      } else if (has(statement, ts.SyntaxKind.ExportKeyword)) {
        for (const [name, node] of declarationsOf(statement))
          if (wanted === undefined || name === wanted) add(module, name, node);
      }
    }
  };

  /** What is exported by its name in another statement: declared in the module, or imported into it. */
  const declared = (module: string, wanted: string, path: readonly string[]): void => {
    for (const statement of parse(module).statements) {
      for (const [name, node] of declarationsOf(statement)) if (name === wanted) add(module, name, node);
      if (!ts.isImportDeclaration(statement)) continue;
      const bindings = statement.importClause?.namedBindings;
      const target = moduleOf(module, statement.moduleSpecifier);
      if (!target || !bindings || !ts.isNamedImports(bindings)) continue;
      for (const { name, propertyName } of bindings.elements) {
        if (name.text === wanted) follow(target, (propertyName ?? name).text, path);
      }
    }
  };

  const add = (module: string, name: string, node: ts.Node): void => {
    const key = `${module} ${name}`;
    const nodes = found.get(key) ?? [];
    if (!nodes.includes(node)) found.set(key, [...nodes, node]);
    for (const member of WORDS.test(key) ? [] : membersOf(node)) {
      if (!wantsDoc(member)) continue;
      const memberKey = `${key}.${member.name.text}`;
      const members = found.get(memberKey) ?? [];
      if (!members.includes(member)) found.set(memberKey, [...members, member]);
    }
  };

  for (const entry of entries) follow(entry);
  return [...found].map(([name, nodes]) => ({ name, hasDoc: nodes.some(hasDoc) }));
}
