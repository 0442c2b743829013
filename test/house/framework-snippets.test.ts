/** What README and docs show for a framework is what a real project does, to the letter: see `test/projects`. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(root + path, "utf8");
const filesIn = (folder: string): string[] =>
  readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    if (/^(node_modules|dist|\..*)$/.test(entry.name)) return [];
    return entry.isDirectory() ? filesIn(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`];
  });

const pages = ["README.md", ...filesIn("stories").filter((file) => file.endsWith(".mdx"))].map(read);
const calls = filesIn("test/projects").filter((file) => /\/call\.\w+$/i.test(file));

it("is looked for in every project with a bundler", () => {
  expect(calls.length).toBeGreaterThanOrEqual(7);
});

it.each(calls)("shows %s", (file) => {
  const block = `\n\`\`\`${file.split(".").at(-1)}\n${read(file)}\`\`\`\n`;
  expect(pages.some((page) => page.includes(block))).toBe(true);
});

it("shows the import map", () => {
  const map = /<script type="importmap">[^]*?<\/script>/.exec(read("test/projects/importmap/index.html"))?.[0] ?? "";
  const block = `\n\`\`\`html\n${map.replace(/\n {4}/g, "\n")}\n\`\`\`\n`;
  expect(pages.some((page) => page.includes(block))).toBe(true);
});
