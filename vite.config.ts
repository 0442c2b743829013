import { readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import type { Plugin, UserConfig } from "vite";
import { defineConfig } from "vitest/config";
import { RunOrder } from "./test/run-order.js";

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
      "in-page/index": "src/in-page/index.ts",
      "features/index": "src/features/index.ts",
      "wire/adapter-packet": "src/wire/adapter-packet.ts",
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

/**
 * What late imports say of themselves where they stand, in a comment. `import(/* chunk: sound *\/ "./level-loop.js")` comes in a
 * file with all that has the same name; `/* part *\/` is what is loaded on its own once the first screen is there, and takes much
 * from the same modules. (`joining` is for `.tools/size.mjs`.)
 */
const NOTED_IMPORT = /\bimport\(\/\* ([\w:, -]+) \*\/\s*"([^"]+)"\)/g;
/** The names of files, by the modules that are imported into them. */
const named = new Map<string, string>();
const parts = new Set<string>();

const readLateImports = (): Plugin => ({
  name: "read-late-imports",
  apply: "build",
  // Before the comments are gone.
  enforce: "pre",
  async transform(code, id) {
    for (const [, comment = "", source = ""] of code.matchAll(NOTED_IMPORT)) {
      const module = await this.resolve(source, id);
      if (!module) throw new Error(`${id} imports ${source}, which is not there.`);
      for (const note of comment.split(", ")) {
        const chunk = note.match(/^chunk: ([\w-]+)$/)?.[1];
        if (chunk !== undefined) named.set(module.id, chunk);
        else if (note === "part") parts.add(module.id);
        else if (note !== "joining") throw new Error(`${id} says “${note}” of ${source}: what is that?`);
      }
    }
    return undefined;
  },
});

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
 * what later parts have in common is one, and so is what has one name where it is imported, because it comes together.
 */
const fileOf = (): ((id: string, graph: ModuleGraph) => string | null) => {
  const closures = new Map<string, ReadonlySet<string>>();
  return (id, graph) => {
    const modulesOf = (entry: string): ReadonlySet<string> => {
      const modules = closures.get(entry) ?? closure(graph, entry);
      closures.set(entry, modules);
      return modules;
    };
    const has = (entry: string): boolean => modulesOf(entry).has(id);
    if (has(`${import.meta.dirname}/src/cdn.ts`)) return "first";
    if ([...parts].filter(has).length > 1) return "shared";
    // What several of them need is in the largest one, which most pages load anyway.
    const chunks = [...named].sort(([a], [b]) => modulesOf(b).size - modulesOf(a).size);
    return chunks.find(([entry]) => has(entry))?.[1] ?? null;
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

const ADAPTER_THREAD = "src/sfu/adapters/worker/main.ts";

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
      // A file of its own, as a thread is started with it.
      "sfu-adapters": ADAPTER_THREAD,
      cli: "src/cli/main.ts",
    },
    external: [...builtinModules, /^node:/],
    output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "chunks/[name].js" },
  },
};

/**
 * Threads of Node run no TypeScript: in tests the file of a thread is a bundle that is made here. Everything else about it is as
 * it ships.
 */
const bundledThreads = (): Plugin => ({
  name: "bundled-threads",
  apply: "serve",
  async transform(code, id) {
    if (!id.endsWith(`/${ADAPTER_THREAD}`)) return undefined;
    const file = `${import.meta.dirname}/node_modules/.cache/threads/adapters-${process.pid}.mjs`;
    const build = await rolldown({ input: id, platform: "node", external: /^[^./\0]/, logLevel: "silent" });
    await build.write({ file, format: "es" });
    await build.close();
    return { code: code.replace("import.meta.url", JSON.stringify(pathToFileURL(file).href)), map: null };
  },
});

export default defineConfig(({ mode }) => ({
  publicDir: false,
  plugins: mode === "node" ? [] : [readLateImports(), bundledThreads(), squeezeTemplates()],
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
    sequence: { sequencer: RunOrder },
    // What hangs is ended; what is slow on a busy machine is not wrong.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
}));
