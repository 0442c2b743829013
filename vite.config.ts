import { readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { minifySync } from "rolldown/utils";
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
    if (!/\/src\/(elements|features)\//.test(id)) return undefined;
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

/** What others wrote is shipped with the terms that they give. */
const license = { fileName: "LICENSES.md" };

/** Unbundled ES modules for people who bundle: lit stays an import. They can be read as they are, and need no source maps. */
const modules: UserConfig["build"] = {
  target: "es2022",
  outDir: "dist",
  emptyOutDir: false,
  license,
  minify: false,
  lib: {
    formats: ["es"],
    entry: {
      index: "src/index.ts",
      "elements/core/index": "src/elements/core/index.ts",
      "client/index": "src/client/index.ts",
      "client/calls-client": "src/client/calls-client.ts",
      "client/react": "src/client/react.ts",
      "client/vue": "src/client/vue.ts",
      "elements/react/index": "src/elements/react/index.ts",
      "signaling/index": "src/signaling/index.ts",
      "signaling/orange/index": "src/signaling/orange/index.ts",
      "signaling/phoenix/index": "src/signaling/phoenix/index.ts",
      "signaling/testing/index": "src/signaling/testing/index.ts",
      "sdp/index": "src/sdp/index.ts",
      "in-page/index": "src/in-page/index.ts",
      "features/index": "src/features/index.ts",
      "features/ai/index": "src/features/ai/index.ts",
      "features/ai/elements/index": "src/features/ai/elements/index.ts",
      "features/assistant/index": "src/features/assistant/index.ts",
      "features/assistant/elements/index": "src/features/assistant/elements/index.ts",
      "features/captions/index": "src/features/captions/index.ts",
      "features/captions/elements/index": "src/features/captions/elements/index.ts",
      "wire/adapter-packet": "src/wire/adapter-packet.ts",
      "client/processors/blur": "src/client/processors/blur.ts",
      ...elementEntries,
      ...localeEntries,
    },
  },
  rolldownOptions: {
    external: /^(lit|lit-html|@lit\/|react$|vue$)/,
    // Each module stays a file, and keeps its "use client".
    checks: { moduleLevelDirective: false },
    output: {
      // The comments are in the declarations; twice, they are a tenth of the package.
      comments: { jsdoc: false },
      preserveModules: true,
      preserveModulesRoot: "src",
      // npm leaves folders called node_modules out of a package.
      entryFileNames: ({ name }) =>
        `${name.replace(/^_virtual\/.*\/esm\//, "_helpers/").replace(/^(\.\.\/)*node_modules\//, "_vendor/")}.js`,
    },
  },
};

/** What others wrote is read where they have it. Here it is small. */
const minifiedVendors = (): Plugin => ({
  name: "minified-vendors",
  apply: "build",
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== "chunk" || !file.fileName.startsWith("_vendor/")) continue;
      file.code = minifySync(file.fileName, file.code, { module: true, codegen: { removeWhitespace: true } }).code;
    }
  },
});

/**
 * What late imports say of themselves where they stand, in a comment. `import(/* chunk: sound *\/ "./level-loop.js")` comes in a
 * file with all that has the same name; `/* part *\/` is what is loaded on its own once the first screen is there, and takes much
 * from the same modules; `joining` is what a join needs.
 */
const NOTED_IMPORT = /\bimport\(\/\* ([\w:, -]+) \*\/\s*"([^"]+)"\)/g;
/** The names of files, by the modules that are imported into them. */
const named = new Map<string, string>();
const parts = new Set<string>();
const joining = new Set<string>();

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
        else if (note === "joining") joining.add(module.id);
        else throw new Error(`${id} says “${note}” of ${source}: what is that?`);
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
    if (has(`${import.meta.dirname}/src/index.ts`)) return "first";
    if (has(`${import.meta.dirname}/src/elements/room/meeting.ts`)) return "meeting";
    if ([...parts].filter(has).length > 1) return "panels";
    // What several of them need is in one that every call loads, or in the largest, which most pages load anyway.
    const chunks = [...named.keys()].sort(
      (a, b) => Number(joining.has(b)) - Number(joining.has(a)) || modulesOf(b).size - modulesOf(a).size,
    );
    const entry = chunks.find(has);
    return (entry !== undefined && named.get(entry)) || null;
  };
};

/** One file for a script tag, and beside it what a page loads only when it needs it. */
const scriptTag: UserConfig["build"] = {
  target: "es2022",
  outDir: "dist/cdn",
  emptyOutDir: true,
  license,
  // For whoever builds it: what is served and published names no map.
  sourcemap: "hidden",
  lib: { formats: ["es"], entry: { "calls-elements": "src/index.ts" } },
  rolldownOptions: {
    // What is loaded later takes from the first file what both need, and nothing but that file is loaded at first.
    preserveEntrySignatures: "allow-extension",
    output: {
      minify: true,
      // Nobody bundles these files: what bundlers are told is of no use in them.
      comments: { annotation: false },
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
  license,
  ssr: true,
  rolldownOptions: {
    input: {
      server: "src/server/index.ts",
      "server-calls": "src/server/calls/index.ts",
      "server-node": "src/server/hosts/node.ts",
      "server-worker": "src/server/hosts/worker.ts",
      ai: "src/features/ai/server.ts",
      assistant: "src/features/assistant/server.ts",
      captions: "src/features/captions/server.ts",
      sfu: "src/sfu/index.ts",
      // A file of its own, as a thread is started with it.
      "sfu-adapters": ADAPTER_THREAD,
      cli: "src/cli/main.ts",
    },
    external: [...builtinModules, /^node:/],
    output: {
      format: "es",
      entryFileNames: "[name].js",
      chunkFileNames: "chunks/[name].js",
      // Half of what an installation weighs. Names stay: they are in errors.
      minify: { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: true } },
    },
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
  // Named, every key of a file is in it twice.
  json: { namedExports: false },
  plugins: mode === "node" ? [] : [readLateImports(), bundledThreads(), squeezeTemplates(), minifiedVendors()],
  build: mode === "cdn" ? scriptTag : mode === "node" ? node : modules,
  ...(mode === "node"
    ? { ssr: { noExternal: true, target: "node" }, resolve: { conditions: ["node", "import", "default"] } }
    : {}),
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**", "**/node_modules/**"],
    environment: "node",
    // Most tests wait for media or servers about as long as they compute.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    sequence: { sequencer: RunOrder },
    // What hangs is ended; what is slow on a busy machine is not wrong.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // The default is a second, in which a busy machine may do nothing at all.
    expect: { poll: { timeout: 15_000 } },
  },
}));
