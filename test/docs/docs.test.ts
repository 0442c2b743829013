/** The README and the docs say what is so: links lead somewhere, commands and files are there, and so is what is quoted. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, normalize } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { configFromEnv } from "../../src/server/config.js";
import { pages, read, root, snippets, snippetsIn } from "./snippets.js";

const json = (file: string): unknown => JSON.parse(readFileSync(root + file, "utf8"));
const manifest = json("package.json") as {
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const examples = json("stories/support/examples.json") as Readonly<Record<string, readonly string[]>>;
/** Every element, as its class says. */
const tags = readdirSync(`${root}src/elements`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .flatMap((file) => /@customElement (calls-[\w-]+)/.exec(read(`src/elements/${file}`))?.[1] ?? []);

/** What the docs site calls a page: its title in lower case, with dashes. */
const idOf = (title: string): string => `${title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}--docs`;
const titles = pages.flatMap((page) => /<Meta title="([^"]+)"/.exec(read(page))?.[1] ?? []);
const docs = new Set([...titles, ...tags.map((tag) => `Reference/${tag}`)].map(idOf));
/** Those that a page may lead to. */
const stories = new Set(
  [...read("stories/anatomy.stories.ts").matchAll(/^export const (\w+)/gm)].map(
    ([, name = ""]) => `anatomy--${name.replace(/([a-z])([A-Z])/g, "$1-$2").toLowerCase()}`,
  ),
);

const headingsOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) =>
    text
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

describe("links", () => {
  const links = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => ({ page, target })),
  );

  it("are many", () => expect(links.length).toBeGreaterThan(50));

  it("to files lead to one", () => {
    const broken = links.filter(({ page, target }) => {
      if (/^(https:|\?path=|#)/.test(target)) return false;
      const [file = "", anchor] = target.split("#");
      const path = normalize(`${dirname(page)}/${file}`);
      if (!existsSync(root + path)) return true;
      return anchor !== undefined && !headingsOf(path).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it("to pages of the docs lead to one", () => {
    const broken = links.filter(({ target }) => {
      const [, kind, id = ""] = /^\?path=\/(docs|story)\/(.+)$/.exec(target) ?? [];
      return kind !== undefined && !(kind === "docs" ? docs : stories).has(id);
    });
    expect(broken).toEqual([]);
  });

  it("inside of a page lead to a heading", () => {
    const broken = links.filter(
      ({ page, target }) => target.startsWith("#") && !headingsOf(page).includes(target.slice(1)),
    );
    expect(broken).toEqual([]);
  });
});

describe("the console's advice", () => {
  it("leads to a page that there is", () => {
    const [, guide = ""] = /blob\/main\/(\S+?)"/.exec(read("src/elements/room/developer-words.ts")) ?? [];
    expect(pages).toContain(guide);
  });
});

describe("files that are named", () => {
  it.each(pages)("in %s are there", (page) => {
    const named = [...read(page).matchAll(/`((?:src|test|demo|stories|\.tools)\/[^`\s*]+)`/g)].map(
      ([, path = ""]) => path,
    );
    expect(named.filter((path) => !existsSync(root + path))).toEqual([]);
  });
});

describe("code", () => {
  const KNOWN = "sh py html js ts jsx tsx vue svelte json jsonc css http text".split(" ");

  it("says in which language it is", () => {
    expect(snippets.filter(({ language }) => !KNOWN.includes(language)).map(({ at }) => at)).toEqual([]);
  });

  it("in JSON can be read", () => {
    const broken = snippetsIn("json", "jsonc").filter(({ at, code }) => ts.parseConfigFileTextToJson(at, code).error);
    expect(broken).toEqual([]);
  });

  it("shows each element on its page", () => {
    expect(Object.keys(examples).toSorted()).toEqual(tags.toSorted());
    const without = Object.entries(examples).filter(([tag, lines]) => !lines.join("\n").includes(`<${tag}`));
    expect(without).toEqual([]);
  });

  it("of a backend is a sample that is run", () => {
    expect(read("stories/guides/backend.mdx")).toContain(`\`\`\`py\n${read("demo/tokens/join_token.py")}\`\`\``);
  });

  it("of the README without elements is the demo's", () => {
    expect(read("README.md")).toContain(`\`\`\`js\n${read("demo/headless.js")}\`\`\``);
  });
});

describe("commands", () => {
  const help = read("src/cli/main.ts");
  const variables = read("src/server/config.ts");
  const commands = snippetsIn("sh").flatMap(({ at, code }) =>
    code
      .split("\n")
      .map((line) => line.replace(/\s+#.*$/, "").trim())
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => ({ at, line })),
  );
  // In text, too.
  const spoken = pages.flatMap((page) =>
    [...read(page).matchAll(/`((?:[A-Z_]+=\S+ )?(?:npm|npx) [^`]+)`/g)].map(([, line = ""]) => ({ at: page, line })),
  );

  /** What is wrong with a command. */
  const problemOf = (line: string): string | undefined => {
    const [program = "", ...words] = line.replace(/^(?:[A-Z_]+=\S+ )+/, "").split(/\s+/);
    if (line.includes(" && ")) return line.split(" && ").map(problemOf).find(Boolean);
    if (program === "npm" && ["i", "install", "pack", "create"].includes(words[0] ?? "")) {
      const unknown = words
        .slice(1)
        .filter((name) => !name.startsWith("-") && name !== manifest.name && !(name in manifest.devDependencies));
      return words[0] === "create" || unknown.length === 0 ? undefined : `${unknown.join(", ")} is no package of ours`;
    }
    if (program === "npm") {
      const script = words[0] === "run" ? words[1] : words[0];
      return script !== undefined && script in manifest.scripts ? undefined : `there is no script ${script}`;
    }
    if (program === "npx" && words[0] === manifest.name) {
      if (words[1] !== undefined && !help.includes(`calls-elements ${words[1]}`))
        return `there is no command ${words[1]}`;
      const options = words.filter((word) => word.startsWith("--"));
      return options.find((option) => !help.includes(`${option} `));
    }
    if (program === "export")
      return variables.includes(words[0]?.split("=")[0] ?? "?") ? undefined : "no such variable";
    if (program === "wrangler") return ["secret", "deploy", "dev"].includes(words[0] ?? "") ? undefined : "wrangler?";
    if (program === "node") return existsSync(root + words[0]) ? undefined : `there is no ${words[0]}`;
    return "nobody knows this program";
  };

  it("can be run", () => {
    const wrong = [...commands, ...spoken].flatMap(({ at, line }) => {
      const problem = problemOf(line);
      return problem ? `${at}: ${line}: ${problem}` : [];
    });
    expect(commands.length).toBeGreaterThan(8);
    expect(wrong).toEqual([]);
  });
});

describe("the table of environment variables", () => {
  it("has those that are read, and no other", () => {
    const asked = new Set<string>();
    const env = new Proxy<Record<string, string>>({}, { get: (_, name) => (asked.add(String(name)), undefined) });
    expect(() => configFromEnv(env)).toThrow("CALLS_APP_ID");
    const rows = [...read("src/server/config.ts").matchAll(/^ \* \| (`[^|]+) \|/gm)].map(([, names = ""]) => names);
    const named = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(named.toSorted()).toEqual([...asked].toSorted());
  });
});

describe("troubleshooting", () => {
  it("quotes what people really see", () => {
    const said = readdirSync(`${root}src/locales`)
      .filter((file) => file.startsWith("en"))
      .map((file) => read(`src/locales/${file}`))
      .join("");
    const quoted = [...read("stories/guides/troubleshooting.mdx").matchAll(/“([^”]+)”/g)].map(([, text = ""]) => text);
    expect(quoted.length).toBeGreaterThan(8);
    expect(quoted.filter((text) => !said.includes(text))).toEqual([]);
  });

  it("knows the codes that it names", () => {
    const codes = read("src/base/error.ts");
    const named = [...read("stories/guides/troubleshooting.mdx").matchAll(/^\|[^|]+\| ((?:`[a-z-]+`(?:, )?)+) +\|/gm)];
    expect(named.length).toBeGreaterThan(8);
    const unknown = named.flatMap(([, list = ""]) =>
      [...list.matchAll(/`([a-z-]+)`/g)].flatMap(([, code]) => (codes.includes(`| "${code}"`) ? [] : code)),
    );
    expect(unknown).toEqual([]);
  });
});
