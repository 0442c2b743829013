import { readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import type { Plugin, UserConfig } from "vite";
import { defineConfig } from "vitest/config";

/** Every element's define module is an entry of its own, so that a page can import just the elements it uses. */
const elementEntries = Object.fromEntries(
  readdirSync("src/elements", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".define.ts"))
    .map((file) => [`elements/${file.slice(0, -".ts".length)}`, `src/elements/${file}`]),
);

/** A language is loaded by whoever speaks it. */
const localeEntries = Object.fromEntries(
  readdirSync("src/locales").map((file) => [`locales/${file.slice(0, -".ts".length)}`, `src/locales/${file}`]),
);

const TEMPLATES = new Set(["css", "html", "svg"]);

/** What a browser reads the same, in fewer characters. */
const squeezed = (tag: string, text: string): string => {
  if (tag !== "css") return text.replace(/\s+/g, " ");
  return text
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1")
    .replace(/: /g, ":")
    .replaceAll(";}", "}");
};

type Syntax = { type: string; start: number; end: number } & Record<string, unknown>;

const isSyntax = (value: unknown): value is Syntax =>
  typeof value === "object" && value !== null && "type" in value && "start" in value;

/** The tagged templates in a tree, also those inside of others. */
const templatesIn = (node: Syntax): Syntax[] => {
  const inside = Object.values(node).flat().filter(isSyntax).flatMap(templatesIn);
  return node.type === "TaggedTemplateExpression" ? [...inside, node] : inside;
};

/** Takes indentation and comments out of the elements' templates: minifiers leave texts alone. Line numbers stay. */
const squeezeTemplates = (): Plugin => ({
  name: "squeeze-templates",
  apply: "build",
  enforce: "post",
  transform(code, id) {
    if (!id.includes("/src/elements/")) return undefined;
    const edits: { at: number; length: number; text: string }[] = [];
    for (const { tag, quasi } of templatesIn(this.parse(code) as unknown as Syntax)) {
      const name = String((tag as Syntax)["name"]);
      if (!TEMPLATES.has(name)) continue;
      let lines = "";
      for (const part of (quasi as Syntax)["quasis"] as Syntax[]) {
        const { raw } = part["value"] as { raw: string };
        const text = squeezed(name, raw);
        edits.push({ at: code.indexOf(raw, part.start), length: raw.length, text });
        lines += raw.replace(/[^\n]/g, "").slice(text.split("\n").length - 1);
      }
      edits.push({ at: (quasi as Syntax).end, length: 0, text: lines });
    }
    edits.sort((a, b) => b.at - a.at);
    for (const { at, length, text } of edits) code = code.slice(0, at) + text + code.slice(at + length);
    return { code, map: null };
  },
});

/** Unbundled ES modules for people who bundle: lit stays an import. */
const modules: UserConfig["build"] = {
  target: "es2022",
  outDir: "dist",
  emptyOutDir: false,
  sourcemap: true,
  minify: false,
  lib: {
    formats: ["es"],
    entry: {
      index: "src/index.ts",
      "client/index": "src/client/index.ts",
      "client/calls-client": "src/client/calls-client.ts",
      "client/react": "src/client/react.ts",
      "client/vue": "src/client/vue.ts",
      "signaling/index": "src/signaling/index.ts",
      "client/processors/blur": "src/client/processors/blur.ts",
      ...elementEntries,
      ...localeEntries,
    },
  },
  rolldownOptions: {
    external: /^(lit|lit-html|@lit\/|react$|vue$)/,
    output: {
      preserveModules: true,
      preserveModulesRoot: "src",
      // npm leaves folders called node_modules out of a package.
      entryFileNames: ({ name }) =>
        `${name.replace(/^_virtual\/.*\/esm\//, "_helpers/").replace(/^(\.\.\/)*node_modules\//, "_vendor/")}.js`,
    },
  },
};

/** What is loaded on its own once the first screen is there, and takes much from the same modules. */
const LATER_PARTS = [
  "elements/room/meeting.ts",
  "elements/room/narrator.ts",
  ...["chat", "people", "settings", "stats"].map((panel) => `elements/${panel}/${panel}.define.ts`),
];

type ModuleGraph = { getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null };

/** A module and all that is imported before it runs. */
const closure = (graph: ModuleGraph, id: string, found = new Set<string>()): ReadonlySet<string> => {
  if (found.has(id)) return found;
  found.add(id);
  for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) closure(graph, imported, found);
  return found;
};

/**
 * In which file of the script tag a module is. Each file is a request, and compressed on its own: the first screen is one,
 * what later parts have in common is one, and so is each other set of parts that come together.
 */
const fileOf = (): ((id: string, graph: ModuleGraph) => string | null) => {
  const closures = new Map<string, ReadonlySet<string>>();
  return (id, graph) => {
    const has = (part: string): boolean => {
      const modules = closures.get(part) ?? closure(graph, `${import.meta.dirname}/src/${part}`);
      closures.set(part, modules);
      return modules.has(id);
    };
    if (has("cdn.ts")) return "first";
    if (LATER_PARTS.filter(has).length > 1) return "shared";
    if (/client\/room\/(assembly|channel-link|listening|send-blob)|session\/channel-task/.test(id)) return "channel";
    if (/client\/media\/(level-loop|meters|quiet-sounds)/.test(id)) return "sound";
    return null;
  };
};

/** One file for a script tag, and beside it what a page loads only when it needs it. */
const scriptTag: UserConfig["build"] = {
  target: "es2022",
  outDir: "dist/cdn",
  emptyOutDir: true,
  sourcemap: true,
  lib: { formats: ["es"], entry: { "calls-elements": "src/cdn.ts" } },
  rolldownOptions: {
    // What is loaded later takes from the first file what both need, and nothing but that file is loaded at first.
    preserveEntrySignatures: "allow-extension",
    output: {
      minify: true,
      chunkFileNames: "calls-elements.[name]-[hash].js",
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [{ debugName: "files of the script tag", name: fileOf() }],
      },
    },
  },
};

/** Server, SFU and command line, each with what they need inside. */
const node: UserConfig["build"] = {
  target: "node20",
  outDir: "dist/node",
  emptyOutDir: true,
  minify: false,
  ssr: true,
  rolldownOptions: {
    input: {
      server: "src/server/index.ts",
      "server-calls": "src/server/calls/index.ts",
      "server-node": "src/server/hosts/node.ts",
      "server-worker": "src/server/hosts/worker.ts",
      sfu: "src/sfu/index.ts",
      cli: "src/cli/main.ts",
    },
    external: [...builtinModules, /^node:/],
    output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "chunks/[name].js" },
  },
};

export default defineConfig(({ mode }) => ({
  publicDir: false,
  plugins: mode === "node" ? [] : [squeezeTemplates()],
  build: mode === "cdn" ? scriptTag : mode === "node" ? node : modules,
  ...(mode === "node"
    ? { ssr: { noExternal: true, target: "node" }, resolve: { conditions: ["node", "import", "default"] } }
    : {}),
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**", "node_modules/**"],
    environment: "node",
    // Most tests wait for media or servers more than they compute.
    maxWorkers: "100%",
  },
}));
