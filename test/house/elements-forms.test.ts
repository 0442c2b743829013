/** What the kit's elements may not have, and which of them there are. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { TAGS } from "../browser/elements/support/tags.js";

const folder = fileURLToPath(new URL("../../src/", import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => /^(elements|features)\b.*\.ts$/.test(file))
  .map((file): [string, string] => [file, readFileSync(`${folder}${file}`, "utf8")]);

test("no element needs a form: a sandboxed frame that allows none ignores it without a word", () => {
  expect(sources.filter(([, source]) => /<form\b|type="submit"/.test(source)).map(([file]) => file)).toEqual([]);
});

test("the list of elements whose inside is held to every display of the host is whole", () => {
  const defined = sources.flatMap(([, source]) =>
    [...source.matchAll(/defineElement\("calls-([a-z-]+)"/g)].map(([, name]) => name),
  );
  expect([...TAGS, "room"].toSorted()).toEqual(defined.toSorted());
});
