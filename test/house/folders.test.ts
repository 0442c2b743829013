/** Whoever opens a folder finds out what it is: one of its modules begins with a doc comment that says so, and `@module`. */
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, test } from "vitest";

const src = fileURLToPath(new URL("../../src/", import.meta.url));
const modules = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts"));

/** The first comment of a module, when it is about the module: without stars, on one line. */
function moduleDoc(source: string): string | undefined {
  const [, comment] = /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(source) ?? [];
  if (!comment?.includes("@module")) return undefined;
  return comment
    .replace("@module", "")
    .replace(/\n\s*\*/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Every element has a folder, and its class says what it is; what they have in common is said where they begin. */
const folders = [...new Set(modules.map((file) => posix.dirname(file)))]
  .map((folder) => (folder.startsWith("elements/") ? "elements/core" : folder))
  .filter((folder) => folder !== ".");

test.each([...new Set(folders)].sort())("src/%s says what it is", (folder) => {
  const docs = modules
    .filter((file) => posix.dirname(file) === folder)
    .flatMap((file) => moduleDoc(readFileSync(src + file, "utf8")) ?? []);
  expect(docs).toHaveLength(1);
  expect(docs[0]).toMatch(/^\S+ .{40,}\.$/);
});

test("the folders are there", () => {
  expect(folders).toEqual(
    expect.arrayContaining(["base", "client/room/pure", "elements/core", "server/hosts", "cli/relay"]),
  );
});

describe("what the check takes for a module's comment", () => {
  it("is the first one alone", () => {
    expect(moduleDoc("/**\n * What it is.\n *\n * @module\n */\nimport x;")).toBe("What it is.");
    expect(moduleDoc("#!/usr/bin/env node\n/** A command. @module */")).toBe("A command.");
    expect(moduleDoc("import x;\n/** Late. @module */")).toBeUndefined();
    expect(moduleDoc("/** A thing. */\nexport const thing = 1;\n/** @module */")).toBeUndefined();
  });
});
