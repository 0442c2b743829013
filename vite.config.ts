import { readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import type { UserConfig } from "vite";
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
      "signaling/index": "src/signaling/index.ts",
      ...elementEntries,
      ...localeEntries,
    },
  },
  rolldownOptions: {
    external: /^(lit|lit-html|@lit\/)/,
    output: {
      preserveModules: true,
      preserveModulesRoot: "src",
      // npm leaves folders called node_modules out of a package.
      entryFileNames: ({ name }) =>
        `${name.replace(/^_virtual\/.*\/esm\//, "_helpers/").replace(/^(\.\.\/)*node_modules\//, "_vendor/")}.js`,
    },
  },
};

/** One file for a script tag, and beside it what a page loads only when it needs it. */
const scriptTag: UserConfig["build"] = {
  target: "es2022",
  outDir: "dist/cdn",
  emptyOutDir: true,
  sourcemap: true,
  lib: { formats: ["es"], entry: { "calls-elements": "src/cdn.ts" } },
  rolldownOptions: { output: { minify: true, chunkFileNames: "calls-elements.[name]-[hash].js" } },
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
  build: mode === "cdn" ? scriptTag : mode === "node" ? node : modules,
  ...(mode === "node"
    ? { ssr: { noExternal: true, target: "node" }, resolve: { conditions: ["node", "import", "default"] } }
    : {}),
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**", "node_modules/**"],
    environment: "node",
  },
}));
