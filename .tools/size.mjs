/**
 * What a page downloads, in bytes: prints each bundle minified, gzipped (-9) and with brotli, and fails when one is over
 * its budget: `first`, what is loaded before anything runs, and `all`, with what is loaded by `import()` when it is needed. The
 * goals are further away than the budgets, which only keep what was reached. `--json` prints rows.
 */
import { readdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "vite";
import { root } from "./setup.mjs";

const kB = 1000;

/** `source` is bundled with everything it imports, as an application's bundler would. Budgets and goals are gzipped bytes. */
const bundles = [
  {
    name: "script tag: every element, client and English",
    folder: "dist/cdn",
    entry: "calls-elements.js",
    budget: { first: 47.5 * kB, all: 121.5 * kB },
    goal: { first: 35 * kB, all: 60 * kB },
  },
  {
    name: "client and room-server signaling, no elements",
    source: `export { createRoom } from "${root}dist/client/index.js"; export { roomServer } from "${root}dist/signaling/index.js";`,
    budget: { first: 26.2 * kB, all: 36 * kB },
    goal: { first: 20 * kB, all: 20 * kB },
  },
];

async function bundle(source) {
  const id = "\0entry";
  const [result] = [
    await build({
      configFile: false,
      root,
      logLevel: "error",
      plugins: [
        {
          name: "entry",
          resolveId: (each) => (each === "entry" ? id : null),
          load: (each) => (each === id ? source : null),
        },
      ],
      build: {
        write: false,
        target: "es2022",
        minify: true,
        modulePreload: false,
        rolldownOptions: { input: "entry", preserveEntrySignatures: "strict", output: { format: "es", minify: true } },
      },
    }),
  ].flat();
  const chunks = result.output.filter(({ type }) => type === "chunk");
  return {
    files: new Map(chunks.map(({ fileName, code }) => [fileName.split("/").at(-1), code])),
    entry: chunks
      .find(({ isEntry }) => isEntry)
      .fileName.split("/")
      .at(-1),
  };
}

function built(folder, entry) {
  const names = readdirSync(`${root}${folder}`).filter((name) => name.endsWith(".js"));
  return { files: new Map(names.map((name) => [name, readFileSync(`${root}${folder}/${name}`, "utf8")])), entry };
}

/** The entry and all that it imports before it runs. */
function atOnce(files, entry, found = new Set()) {
  if (found.has(entry) || !files.has(entry)) return found;
  found.add(entry);
  for (const [, name] of files.get(entry).matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+)["']/g)) {
    atOnce(files, name, found);
  }
  return found;
}

/** Each file is a download of its own, and compressed on its own. */
function weigh(codes) {
  const sum = (sizeOf) => codes.reduce((total, code) => total + sizeOf(Buffer.from(code)), 0);
  return {
    minified: sum((code) => code.length),
    gzip: sum((code) => gzipSync(code, { level: 9 }).length),
    brotli: sum((code) => brotliCompressSync(code).length),
  };
}

export async function measure() {
  const rows = [];
  for (const { name, folder, entry: file, source, budget, goal } of bundles) {
    const { files, entry } = folder ? built(folder, file) : await bundle(source);
    const first = atOnce(files, entry);
    const now = weigh([...first].map((each) => files.get(each)));
    const later = weigh([...files].flatMap(([each, code]) => (first.has(each) ? [] : [code])));
    const all = now.gzip + later.gzip;
    rows.push({ name, ...now, later, all, budget, goal, within: now.gzip <= budget.first && all <= budget.all });
  }
  return rows;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const rows = await measure();
  if (process.argv.includes("--json")) console.log(JSON.stringify({ rows }));
  else {
    for (const { name, minified, gzip, brotli, all, budget, goal, within } of rows) {
      console.log(`${within ? "ok  " : "OVER"} ${name}`);
      console.log(
        `     at first: ${gzip} B gzip (budget ${budget.first}, goal ${goal.first}), ${minified} B minified, ${brotli} B brotli`,
      );
      console.log(`     in all:   ${all} B gzip (budget ${budget.all}, goal ${goal.all})`);
    }
  }
  if (rows.some(({ within }) => !within)) process.exitCode = 1;
}
