/**
 * What the script tag downloads until a call, by folder of the sources: `node .tools/size-parts.mjs [--files]`, after a build. The
 * source maps tell which source each byte is from; each file's gzipped size is shared out by that.
 */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { root } from "./setup.mjs";
import { JOINING, atOnce, built } from "./size.mjs";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The numbers of one segment of a source map, as they are written there: base 64, five bits a digit, the sign last. */
function numbersOf(segment) {
  const numbers = [];
  let [value, shift] = [0, 0];
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}

/** @returns how many characters of `code` are from each source. */
function shares(code, { mappings, sources }) {
  const found = new Map();
  let source = 0;
  const lines = code.split("\n");
  for (const [i, line] of mappings.split(";").entries()) {
    const length = lines[i]?.length ?? 0;
    let column = 0;
    let last;
    const count = (until) => {
      if (last !== undefined) found.set(sources[last], (found.get(sources[last]) ?? 0) + until - column);
    };
    for (const segment of line.split(",").filter(Boolean)) {
      const [ahead = 0, sourceAhead = 0] = numbersOf(segment);
      count(column + ahead);
      column += ahead;
      source += sourceAhead;
      last = source;
    }
    count(length);
  }
  return found;
}

const { files, entry } = built("dist/cdn", "calls-elements.js");
const wanted = new Map([...atOnce(files, entry)].map((name) => [name, "first"]));
for (const each of files.keys()) {
  if (!JOINING.test(each)) continue;
  for (const name of atOnce(files, each)) if (!wanted.has(name)) wanted.set(name, "call");
}
const maps = readdirSync(`${root}dist/cdn`).filter((name) => name.endsWith(".map"));
const parts = new Map();
for (const [name, when] of wanted) {
  const code = files.get(name);
  const map = maps.find((each) => each === `${name}.map`);
  // The bundler's own helpers are from no source.
  if (!map) continue;
  const gzipped = gzipSync(code, { level: 9 }).length;
  for (const [source, count] of shares(code, JSON.parse(readFileSync(`${root}dist/cdn/${map}`, "utf8")))) {
    const path = source.replace(/^(\.\.\/)+/, "").replace(/^.*node_modules\//, "");
    const part = process.argv.includes("--files")
      ? path
      : path
          .split("/")
          .slice(0, path.startsWith("src/") ? 3 : 1)
          .join("/");
    const sizes = parts.get(part) ?? { first: 0, call: 0 };
    parts.set(part, sizes);
    sizes[when] += (gzipped * count) / code.length;
  }
}
console.log("    first     then  bytes, gzipped, until a call");
for (const [part, { first, call }] of [...parts].sort(([, a], [, b]) => b.first + b.call - a.first - a.call)) {
  console.log(`${first.toFixed(0).padStart(9)}${call.toFixed(0).padStart(9)}  ${part}`);
}
