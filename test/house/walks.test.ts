/** The page that leads through the code names files: each of them is there, and the tree that it draws is the tree there is. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(`${root}stories/house.mdx`, "utf8");

const foldersIn = (folder: string): string[] =>
  readdirSync(`${root}${folder}`, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));

test("every file that the page names is there", () => {
  const named = [...page.matchAll(/`((?:src|test|demo|stories)\/[^`\s]+)`/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((path) => !existsSync(root + path))).toEqual([]);
});

test("its tree has every part, and every folder of the client and the server", () => {
  const [, tree = ""] = /```text\nsrc\/\n([\s\S]*?)```/.exec(page) ?? [];
  const drawn = (indent: number): string[] =>
    [...tree.matchAll(new RegExp(`^ {${indent}}([\\w-]+)/`, "gm"))].map(([, name = ""]) => name).sort();
  expect(drawn(2)).toEqual(foldersIn("src").sort());
  const inside = ["client", "server", "signaling", "wire"].flatMap((part) => foldersIn(`src/${part}`));
  expect(drawn(4)).toEqual(inside.sort());
});
