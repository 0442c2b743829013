/**
 * What a page downloads, in bytes, minified and gzipped (-9): the script tag, the client, and each element alone, as an
 * application's bundler makes it of `dist`. Each row has what is loaded before anything runs (`first`), that with what a join
 * needs, which is loaded while the person gets ready (`call`), and that with all that is loaded when it is needed (`all`).
 *
 * Fails when one is over its budget in `size-budgets.json`; `--accept` writes budgets 3 % over what there is now, and the README's
 * figures. The goals are further away than the budgets, which only keep what was reached. `--json` prints rows.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "vite";
import { root } from "./setup.mjs";

const BUDGETS = `${root}.tools/size-budgets.json`;
const README = `${root}README.md`;
const MARGIN = 1.03;

/** The files that are loaded between the first screen and the call: `import(/* joining *\/ "./meeting.js")` says so of its own. */
export const JOINING = new RegExp(`^(calls-elements\\.)?(${joiningModules().join("|")})-`);

/** Names as bundlers give them to files: that of the module, and of its folder where that has none. */
function joiningModules() {
  const sources = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(`${root}src/${file}`, "utf8"));
  return sources
    .flatMap((source) => [...source.matchAll(/\bimport\(\/\*[^*]*\bjoining \*\/\s*"([^"]+)"\)/g)])
    .map(([, path]) => basename(path.replace(/(\/index)?\.js$/, "")));
}

/** `source` is bundled with everything it imports, as an application's bundler would. Goals are gzipped bytes. */
const bundles = [
  {
    name: "script tag: every element, client and English",
    folder: "dist/cdn",
    entry: "calls-elements.js",
    goal: { first: 35_000, all: 60_000 },
  },
  {
    name: "client and room-server signaling, no elements",
    source: `import { createRoom } from "${root}dist/client/index.js"; import { roomServer } from "${root}dist/signaling/index.js";
console.log(createRoom, roomServer);`,
    goal: { first: 20_000, all: 20_000 },
  },
  {
    name: "import of all elements",
    told: '`import "calls-elements"`, as Vite bundles it',
    source: `import "${root}dist/index.js";`,
    goal: { first: 40_000, all: 60_000 },
  },
  {
    name: "import of one event",
    told: '`import { CallsActionEvent } from "calls-elements/core"`',
    source: `import { CallsActionEvent } from "${root}dist/elements/core/index.js"; console.log(CallsActionEvent);`,
    goal: { first: 1_000, all: 1_000 },
  },
];

/** What every element is made with, to tell what is the kit's own. */
const LIT = `import { LitElement, css, html } from "lit";
import { property, state } from "lit/decorators.js";
import { ContextConsumer } from "@lit/context";
console.log(LitElement, css, html, property, state, ContextConsumer);`;

const elements = readdirSync(`${root}src/elements`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".define.ts"))
  .map((file) => file.slice(0, -".ts".length))
  .sort()
  .map((file) => ({
    name: `calls-${basename(file, ".define")}`,
    source: `import "${root}dist/elements/${file}.js";`,
  }));

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
        reportCompressedSize: false,
        // As Vite does for the pages of an application: nobody imports their scripts.
        rolldownOptions: { input: "entry", preserveEntrySignatures: false, output: { format: "es", minify: true } },
      },
    }),
  ].flat();
  const chunks = result.output.filter(({ type }) => type === "chunk");
  return {
    files: new Map(chunks.map(({ fileName, code }) => [basename(fileName), code])),
    entry: basename(chunks.find(({ isEntry }) => isEntry).fileName),
  };
}

export function built(folder, entry) {
  const names = readdirSync(`${root}${folder}`).filter((name) => name.endsWith(".js"));
  return { files: new Map(names.map((name) => [name, readFileSync(`${root}${folder}/${name}`, "utf8")])), entry };
}

/** The entry and all that it imports before it runs. */
export function atOnce(files, entry, found = new Set()) {
  if (found.has(entry) || !files.has(entry)) return found;
  found.add(entry);
  for (const [, name] of files.get(entry).matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+)["'`]/g)) {
    atOnce(files, name, found);
  }
  return found;
}

/** Each file is a download of its own, and compressed on its own. */
function weigh(files, names, sizeOf = (code) => gzipSync(code, { level: 9 }).length) {
  return [...names].reduce((total, name) => total + sizeOf(Buffer.from(files.get(name))), 0);
}

async function weighBundle({ name, folder, entry: file, source, goal }) {
  const { files, entry } = folder ? built(folder, file) : await bundle(source);
  const first = atOnce(files, entry);
  const call = new Set(first);
  for (const each of files.keys()) if (JOINING.test(each)) atOnce(files, each, call);
  return {
    name,
    first: weigh(files, first),
    call: weigh(files, call),
    all: weigh(files, files.keys()),
    minified: weigh(files, first, (code) => code.length),
    brotli: weigh(files, first, (code) => brotliCompressSync(code).length),
    ...(goal && { goal }),
  };
}

export async function measure() {
  const budgets = JSON.parse(readFileSync(BUDGETS, "utf8"));
  const rows = [];
  for (const each of [...bundles, { name: "lit", source: LIT }, ...elements]) {
    const row = await weighBundle(each);
    const budget = budgets[row.name];
    const within = budget !== undefined && row.first <= budget.first && row.all <= budget.all;
    rows.push({ ...row, budget, within });
  }
  return rows;
}

function accept(rows) {
  const over = (size) => Math.ceil((size * MARGIN) / 10) * 10;
  const budgets = rows.map(({ name, first, all }) => [name, { first: over(first), all: over(all) }]);
  writeFileSync(BUDGETS, `${JSON.stringify(Object.fromEntries(budgets), undefined, 2)}\n`);
}

/** Writes the README's figures: the lines of its table that begin as the bundles are told. */
function tell(rows) {
  const kilobytes = (bytes) => `${(bytes / 1_000).toFixed(1)} kB`;
  const lines = readFileSync(README, "utf8").split("\n");
  for (const { name, told = name } of bundles) {
    const at = lines.findIndex((line) => line.startsWith(`| ${told} |`));
    if (at === -1) throw new Error(`The README has no line that begins with "| ${told} |".`);
    const { first, call, all } = rows.find((row) => row.name === name);
    lines[at] = `| ${[told, ...[first, call, all].map(kilobytes)].join(" | ")} |`;
  }
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(README, lines.join("\n").replace(/(?<=\bgzip, )\d{4}-\d{2}-\d{2}/, today));
}

function print(rows) {
  const columns = ["first", "call", "all"];
  const line = (mark, cells, name) =>
    console.log(`${mark.padEnd(5)}${cells.map((cell) => `${cell}`.padStart(9)).join("")}  ${name}`);
  line("", columns, "bytes, gzipped");
  for (const row of rows) {
    line(
      row.within ? "ok" : "OVER",
      columns.map((column) => row[column]),
      row.name,
    );
    if (!row.within) line("", [row.budget?.first ?? "none", "", row.budget?.all ?? "none"], "  its budget");
    if (row.goal) line("", [row.goal.first, "", row.goal.all], "  the goal");
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const rows = await measure();
  if (process.argv.includes("--accept")) {
    accept(rows);
    tell(rows);
  } else if (rows.some(({ within }) => !within)) process.exitCode = 1;
  if (process.argv.includes("--json")) console.log(JSON.stringify({ rows }));
  else print(rows);
}
