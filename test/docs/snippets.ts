/** What the README and the docs show as code, piece by piece. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Snippet {
  /** The page, and the line at which it begins. */
  readonly at: string;
  readonly language: string;
  readonly code: string;
  /** What the page takes for granted, as TypeScript: `{/* given: declare const room: Room *\/}` stands before the snippet. */
  readonly given: string;
}

const filesIn = (folder: string): string[] =>
  existsSync(root + folder)
    ? readdirSync(root + folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".mdx"))
        .map((file) => `${folder}/${file}`)
    : [];

/** Every page that is written for people. */
export const pages = ["README.md", ".github/SECURITY.md", ...filesIn("stories")];

export const read = (page: string): string => readFileSync(root + page, "utf8");

const FENCE = /(?:(?:<!--|\{\/\*) given: ([^\n]*?) (?:-->|\*\/\})\n+)?^```([\w-]*)\n([\s\S]*?)^```$/gm;

export const snippets: readonly Snippet[] = pages.flatMap((page) => {
  const text = read(page);
  return [...text.matchAll(FENCE)].map(({ index, 1: given = "", 2: language = "", 3: code = "" }) => ({
    at: `${page}:${text.slice(0, index).split("\n").length}`,
    language,
    code,
    given,
  }));
});

export const snippetsIn = (...languages: readonly string[]): readonly Snippet[] =>
  snippets.filter(({ language }) => languages.includes(language));
