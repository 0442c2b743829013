/**
 * What a page downloads, in bytes: prints each bundle minified, gzipped (-9) and with brotli, and fails when one is over
 * its budget. `--json` prints rows.
 */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "vite";
import { root } from "./setup.mjs";

const kB = 1000;

/** `source` is bundled with everything it imports, as an application's bundler would. Budgets are gzipped bytes. */
const bundles = [
  { name: "script tag: every element, client and English", file: "dist/cdn/calls-elements.js", budget: 60 * kB },
  {
    name: "client and room-server signaling, no elements",
    source: `export { createRoom } from "${root}dist/client/index.js"; export { roomServer } from "${root}dist/signaling/index.js";`,
    budget: 20 * kB,
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
  return result.output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
}

export async function measure() {
  const rows = [];
  for (const { name, file, source, budget } of bundles) {
    const code = Buffer.from(file ? readFileSync(`${root}${file}`) : await bundle(source));
    const gzip = gzipSync(code, { level: 9 }).length;
    rows.push({
      name,
      minified: code.length,
      gzip,
      brotli: brotliCompressSync(code).length,
      budget,
      within: gzip <= budget,
    });
  }
  return rows;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const rows = await measure();
  if (process.argv.includes("--json")) console.log(JSON.stringify({ rows }));
  else {
    for (const { name, minified, gzip, brotli, budget, within } of rows) {
      console.log(
        `${within ? "ok  " : "OVER"} ${name}: ${gzip} B gzip (budget ${budget}), ${minified} B minified, ${brotli} B brotli`,
      );
    }
  }
  if (rows.some(({ within }) => !within)) process.exitCode = 1;
}
