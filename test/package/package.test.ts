/** What is in the tarball, as whoever installs it has it. Needs a build: the step `package` runs it. */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const fixtures = fileURLToPath(new URL("fixtures/", import.meta.url));
/** Away from this project, so that nothing of it is found but what is put there. */
const folder = mkdtempSync(`${tmpdir()}/calls-elements-package-`);

/** What `npm install calls-elements` brings beside it. */
const DEPENDENCIES = [
  "lit",
  "lit-element",
  "lit-html",
  "@lit/context",
  "@lit/reactive-element",
  "@lit-labs/ssr-dom-shim",
  "@types/trusted-types",
];

let tarball: string;

function unpack(into: string): void {
  mkdirSync(into, { recursive: true });
  execFileSync("tar", ["xf", tarball, "-C", into, "--strip-components", "1"]);
}

const kit = `${folder}/kit`;
const read = (file: string): string => readFileSync(`${kit}/${file}`, "utf8");
const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, encoding: "utf8" }).filter((file) => statSync(`${path}/${file}`).isFile());

beforeAll(() => {
  const before = readFileSync(`${root}README.md`, "utf8");
  const packed = execFileSync("npm", ["pack", "--json", "--foreground-scripts=false", "--pack-destination", folder], {
    cwd: root,
  });
  const [{ filename }] = JSON.parse(packed.toString()) as [{ filename: string }];
  tarball = `${folder}/${filename}`;
  unpack(kit);
  expect(readFileSync(`${root}README.md`, "utf8")).toBe(before);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Project {
  readonly name: string;
  readonly files: readonly string[];
  /** What it has installed beside the kit; an alias as `name=folder`. */
  readonly packages: readonly string[];
  readonly compilerOptions?: object;
  /** How its types are checked. */
  readonly check?: readonly [script: string, ...args: string[]];
}

/** A folder with the tarball unpacked in it, as `npm install` does. */
function install({ name, files, packages, compilerOptions }: Project): string {
  const project = `${folder}/${name}`;
  unpack(`${project}/node_modules/calls-elements`);
  for (const each of [...DEPENDENCIES, ...packages]) {
    const [alias = each, original = alias] = each.split("=");
    const path = `${project}/node_modules/${alias}`;
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(`${root}node_modules/${original}`, path);
  }
  for (const file of files) cpSync(`${fixtures}${file}`, `${project}/${file}`);
  writeFileSync(
    `${project}/tsconfig.json`,
    JSON.stringify({
      compilerOptions: {
        target: "es2022",
        module: "esnext",
        moduleResolution: "bundler",
        lib: ["es2023", "dom", "dom.iterable"],
        jsx: "react-jsx",
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        skipLibCheck: true,
        ...compilerOptions,
      },
      vueCompilerOptions: { strictTemplates: true },
      include: ["*"],
    }),
  );
  return project;
}

/** What the checker says of a project: nothing where all is well. */
async function complaints(project: Project): Promise<string> {
  const [script, ...args] = project.check ?? ["typescript/bin/tsc", "-p", "."];
  const checker = spawn(process.execPath, [`${root}node_modules/${script}`, ...args], { cwd: install(project) });
  let text = "";
  for (const output of [checker.stdout, checker.stderr])
    output.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise((resolve) => checker.once("close", resolve));
  return code === 0 ? "" : text;
}

/** Each with what must compile in it, and what must not. */
const PROJECTS: readonly Project[] = [
  // Every declaration is checked: none may need a framework that is not there.
  { name: "no framework", files: ["dom.ts"], packages: [], compilerOptions: { skipLibCheck: false } },
  {
    name: "React 19, Preact and Solid",
    files: ["react.tsx", "preact.tsx", "solid.tsx"],
    packages: ["@types/react", "preact", "solid-js"],
  },
  { name: "React 18", files: ["react.tsx"], packages: ["@types/react=@types/react-18"] },
  { name: "Vue", files: ["Call.vue"], packages: ["vue"], check: ["vue-tsc/bin/vue-tsc.js", "-p", "."] },
  {
    name: "Svelte",
    files: ["Call.svelte"],
    packages: ["svelte"],
    check: ["svelte-check/bin/svelte-check", "--output", "machine"],
  },
];

describe("types in the templates of", () => {
  it.for(PROJECTS)("$name", { timeout: 120_000 }, async (project) => {
    expect(await complaints(project)).toBe("");
  });
});

describe("the declarations", () => {
  it("are plain: none needs the validator's types", () => {
    const declarations = filesIn(kit).filter((file) => file.endsWith(".d.ts"));
    expect(declarations.length).toBeGreaterThan(50);
    const validated = declarations.filter((file) =>
      /\b(InferOutput|\w+Schema<undefined>|GenericSchema|BaseIssue)\b/.test(read(file)),
    );
    expect(validated).toEqual([]);
  });
});

describe("the tarball", () => {
  it("is light: with what it brings, at most 13 MiB on a disk", () => {
    const onDisk = (path: string): number =>
      filesIn(path).reduce((sum, file) => sum + Math.ceil(statSync(`${path}/${file}`).size / 4096) * 4096, 0);
    const brought = DEPENDENCIES.map((name) => onDisk(`${root}node_modules/${name}`));
    expect([onDisk(kit), ...brought].reduce((sum, size) => sum + size)).toBeLessThan(13 * 2 ** 20);
  });

  it("has what its README shows and tells to copy; npm leads to the repository for the rest", () => {
    const paths = [...read("README.md").matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(([, path = ""]) => path)
      .filter((path) => !/^(stories|test)\//.test(path));
    expect(paths).toEqual(expect.arrayContaining(["src/server/hosts/wrangler.jsonc"]));
    expect(filesIn(kit)).toEqual(expect.arrayContaining(paths));
  });

  it("has the terms of what others wrote beside it", () => {
    const vendors = filesIn(`${kit}/dist/_vendor`).map((file) => file.split("/")[0] ?? "");
    expect(vendors).toContain("phoenix");
    const named = (file: string): string[] =>
      [...read(`dist/${file}`).matchAll(/^## (\S+) - /gm)].map(([, name = ""]) => name);
    expect(named("LICENSES.md")).toEqual(expect.arrayContaining([...new Set(vendors)]));
    expect(named("cdn/LICENSES.md")).toEqual(expect.arrayContaining(["lit", "lit-html", "phoenix"]));
    expect(named("node/LICENSES.md")).toEqual(expect.arrayContaining(["werift", "ws", "hono", "jose"]));
  });

  it("has a script tag in its README that browsers take: its version, and the hash of its script", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    const hash = createHash("sha384").update(read("dist/cdn/calls-elements.js")).digest("base64");
    expect(read("README.md")).toContain(
      `src="https://cdn.jsdelivr.net/npm/calls-elements@${version}/dist/cdn/calls-elements.js"\n  integrity="sha384-${hash}"`,
    );
  });

  it("has the hash of each file that the script loads", () => {
    const hashes = JSON.parse(read("dist/cdn/integrity.json")) as Record<string, string>;
    const scripts = filesIn(`${kit}/dist/cdn`).filter((file) => file.endsWith(".js"));
    expect(Object.keys(hashes)).toEqual(scripts.sort());
    for (const [file, hash] of Object.entries(hashes)) {
      expect(hash).toBe(
        `sha384-${createHash("sha384")
          .update(read(`dist/cdn/${file}`))
          .digest("base64")}`,
      );
    }
  });
});
