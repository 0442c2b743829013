/**
 * Before the package is packed: the README's script tag gets the version and the hash of what is packed, as npm's page shows
 * the README. `--undo` takes the hash out again, which is another one with each build.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { root } from "./setup.mjs";

const SCRIPT = "calls-elements.js";
const BLANK = "sha384-…";

const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

function hash() {
  const file = `${root}dist/cdn/integrity.json`;
  if (!existsSync(file)) throw new Error("There is nothing to pack: npm run build.");
  return JSON.parse(readFileSync(file, "utf8"))[SCRIPT];
}

const integrity = process.argv.includes("--undo") ? BLANK : hash();
const readme = readFileSync(`${root}README.md`, "utf8");
const tag = /(npm\/calls-elements@)[^/]+(\/dist\/cdn\/calls-elements\.js"\s+integrity=")[^"]+/g;
if (!tag.test(readme)) throw new Error("The README has no script tag with a hash.");
writeFileSync(`${root}README.md`, readme.replace(tag, `$1${version}$2${integrity}`));
