/** Builds everything that is shipped, when a source is newer than the last build. `--force` builds anyway. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { root, run } from "./setup.mjs";

const stamp = `${root}dist/.built-from`;
/** Whatever the caller's environment is, what is shipped is the production build. */
const env = { ...process.env, NODE_ENV: "production" };
const vite = [`${root}node_modules/vite/bin/vite.js`, "build", "--logLevel", "warn"];

/** What writes a part of it, beside the bundler. */
const WRITERS = [
  "types.mjs",
  "manifest.config.mjs",
  "tag-types.mjs",
  "frameworks.d.ts",
  "editor-data.mjs",
  "integrity.mjs",
];

function fingerprint() {
  const hash = createHash("sha256");
  const sources = readdirSync(`${root}src`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort();
  for (const file of [
    ...sources,
    ...WRITERS.map((file) => `${root}.tools/${file}`),
    `${root}vite.config.ts`,
    `${root}tsconfig.json`,
    `${root}package.json`,
    `${root}package-lock.json`,
  ]) {
    hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** @param types also writes declarations and the manifest, which a running demo does not need. */
export async function build({ types = false, force = false } = {}) {
  const wanted = `${fingerprint()}${types ? " with types" : ""}`;
  const built = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  if (!force && built.startsWith(wanted)) return;
  console.log("Building…");
  rmSync(`${root}dist`, { recursive: true, force: true });
  await run(process.execPath, vite, { env });
  await run(process.execPath, [...vite, "--mode", "cdn"], { env });
  await run(process.execPath, [...vite, "--mode", "node"], { env });
  await run(process.execPath, [".tools/integrity.mjs"]);
  if (types) {
    await run(process.execPath, [".tools/types.mjs"]);
    await run(
      process.execPath,
      [
        `${root}node_modules/@custom-elements-manifest/analyzer/cem.js`,
        "analyze",
        "--config",
        ".tools/manifest.config.mjs",
      ],
      { quiet: true },
    );
    await run(process.execPath, [".tools/tag-types.mjs"]);
    await run(process.execPath, [".tools/editor-data.mjs"]);
  }
  writeFileSync(stamp, wanted);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await build({ types: process.argv.includes("--types"), force: process.argv.includes("--force") });
}
