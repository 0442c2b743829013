/** Writes the hash of each file of the script tag, for `integrity` attributes and import maps. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { root } from "./setup.mjs";

const folder = `${root}dist/cdn/`;

const hashOf = (file) =>
  `sha384-${createHash("sha384")
    .update(readFileSync(folder + file))
    .digest("base64")}`;

const files = readdirSync(folder).filter((name) => name.endsWith(".js"));
const hashes = Object.fromEntries(files.sort().map((file) => [file, hashOf(file)]));
writeFileSync(`${folder}integrity.json`, `${JSON.stringify(hashes, undefined, 2)}\n`);
