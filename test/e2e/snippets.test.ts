/** Code that the README and the docs show: TypeScript and JavaScript are held to the package's types, markup is opened in a browser. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compile } from "@vue/compiler-dom";
import { root, snippetsIn, type Snippet } from "../docs/snippets.js";
import { startApp, type App } from "./support/app.js";
import { Person } from "./support/person.js";

/** What is no part of the kit, and not installed here: the projects in `test/projects` have the real ones. */
const ELSEWHERE = `
declare module "@angular/core" {
  export const CUSTOM_ELEMENTS_SCHEMA: object;
  export function Component(options: { selector: string; schemas: object[]; template: string }): ClassDecorator;
  export function Injectable(options: { providedIn: "root" }): ClassDecorator;
  export function signal<T>(value: T): { (): T; set(value: T): void };
  export function input<T>(value: T): () => T;
}
declare module "@vitejs/plugin-vue" {
  interface Options { template: { compilerOptions: { isCustomElement(tag: string): boolean } } }
  export default function vue(options: Options): import("vite").Plugin;
}
declare module "svelte" {
  export function onMount(run: () => void): void;
}
declare module "svelte/store" {
  export function readable<T>(value: T, start: (set: (value: T) => void) => () => void): { subscribe: unknown };
}
declare function $props<T>(): T;
declare function $state<T>(): T | undefined;
`;

const scriptOf = ({ code }: Snippet): string => /<script[^>]*>\n(.*?)<\/script>/s.exec(code)?.[1] ?? "";

/** Each as a module of its own, in the folder of the package, so that the package's name means the package. */
const modules = new Map<string, string>();
/** In JavaScript nobody says what is never null, or of which type a parameter is. */
const loose = new Set<string>();
const LOOSE_CODES = new Set([2531, 2532, 7006, 7031, 18047, 18048]);
const pageOf = new Map<string, string>();
for (const snippet of snippetsIn("ts", "tsx", "js", "jsx", "vue", "svelte")) {
  const { at, language, code, given } = snippet;
  const extension = { vue: "ts", svelte: "ts", js: "ts", jsx: "tsx" }[language] ?? language;
  // What an application has beside its page is the demo's.
  const folder = at.startsWith("stories/features.mdx") ? `${root}demo/agenda/` : root;
  const file = `${folder}.snippet-${modules.size}.${extension}`;
  if (language.startsWith("js")) loose.add(file);
  modules.set(
    file,
    `${language === "vue" || language === "svelte" ? scriptOf(snippet) : code}\n${given}\nexport {};\n`,
  );
  pageOf.set(file, at);
}
const ambient = `${root}.snippets.d.ts`;

// Where the package does not yet say what a template may have, tags are taken as they come.
if (!existsSync(`${root}dist/_types/frameworks.d.ts`)) {
  const tags = `import "react";
declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "calls-room": React.DetailedHTMLProps<React.HTMLAttributes<HTMLElement>, HTMLElement> & Record<string, unknown>;
    }
  }
}
`;
  modules.set(`${root}.snippets-tags.ts`, tags);
}

function diagnose(): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: ["node"],
    jsx: ts.JsxEmit.ReactJSX,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    experimentalDecorators: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const textOf = (file: string): string | undefined => (file === ambient ? ELSEWHERE : modules.get(file));
  host.fileExists = (file) => textOf(file) !== undefined || fileExists(file);
  host.readFile = (file) => textOf(file) ?? readFile(file);
  host.getSourceFile = (file, language, ...rest) => {
    const text = textOf(file);
    return text === undefined
      ? getSourceFile(file, language, ...rest)
      : ts.createSourceFile(file, text, language, true);
  };
  const program = ts.createProgram([ambient, ...modules.keys()], options, host);
  const told = ts.getPreEmitDiagnostics(program).filter(({ file, code, messageText }) => {
    if (!loose.has(file?.fileName ?? "")) return true;
    return !LOOSE_CODES.has(code) && !/on type '(HTML)?Element'/.test(String(messageText));
  });
  return told.map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${pageOf.get(file?.fileName ?? "") ?? file?.fileName} +${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

describe("scripts", () => {
  it("fit the types of the package", () => {
    expect(modules.size).toBeGreaterThan(20);
    expect(diagnose()).toEqual([]);
  }, 120_000);

  it("of Vue have a template that compiles", () => {
    for (const { at, code } of snippetsIn("vue")) {
      const [, template = ""] = /<template>\n(.*)<\/template>/s.exec(code) ?? [];
      const errors: string[] = [];
      compile(template, {
        isCustomElement: (tag) => tag.startsWith("calls-"),
        onError: ({ message }) => errors.push(message),
      });
      expect(errors, at).toEqual([]);
    }
  });
});

interface Manifest {
  readonly modules: readonly {
    readonly declarations?: readonly {
      readonly tagName?: string;
      readonly attributes?: readonly { readonly name: string }[];
    }[];
  }[];
}

describe("markup", () => {
  const pages = snippetsIn("html").filter(({ code }) => !code.includes("https://cdn."));
  let folder: string;
  let app: App;
  let person: Person;

  beforeAll(async () => {
    folder = mkdtempSync(`${tmpdir()}/snippets-`);
    pages.forEach(({ code }, index) => {
      // What a page around it has: the script, and a server on this machine instead of an example's.
      const script = code.includes("<script") ? "" : `<script type="module" src="/calls-elements.js"></script>`;
      const here = code.replaceAll("https://calls.example.com", "").replaceAll('token-endpoint="/api/call-token"', "");
      writeFileSync(
        `${folder}/${index}.html`,
        `<!doctype html><title>${index}</title><link rel="icon" href="data:,">${script}${here}`,
      );
    });
    writeFileSync(`${folder}/index.html`, "<!doctype html>");
    app = await startApp({}, [folder]);
    person = await Person.launch({ name: "Ada" });
  }, 60_000);
  afterAll(async () => {
    await person?.close();
    await app?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("knows each attribute that it has", () => {
    const manifest = JSON.parse(readFileSync(`${root}dist/custom-elements.json`, "utf8")) as Manifest;
    const known = new Map(
      manifest.modules
        .flatMap(({ declarations = [] }) => declarations)
        .flatMap(({ tagName, attributes = [] }) =>
          tagName ? [[tagName, attributes.map(({ name }) => name)] as const] : [],
        ),
    );
    const GLOBAL = ["id", "class", "style", "slot", "lang", "dir", "hidden"];
    const wrong = snippetsIn("html").flatMap(({ at, code }) =>
      [...code.matchAll(/<(calls-[\w-]+)([^>]*)>/g)].flatMap(([, tag = "", rest = ""]) =>
        [...rest.matchAll(/([\w-]+)(?:="[^"]*")?/g)].flatMap(([, name = ""]) =>
          known.get(tag)?.includes(name) || GLOBAL.includes(name) ? [] : `${at}: ${tag} ${name}`,
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it.each(pages.map(({ at }, index) => [at, index] as const))(
    "of %s runs without a complaint, and its elements are there",
    async (_, index) => {
      const { page } = person;
      const complaints: string[] = [];
      const complain = (error: unknown): void => void complaints.push(String(error));
      page.on("pageerror", complain);
      await page.goto(`${app.url}${index}.html`, { waitUntil: "load" });
      await page.waitForFunction(() => {
        const waiting = [...document.querySelectorAll(":not(:defined)")];
        return waiting.every(({ localName }) => !localName.startsWith("calls-"));
      });
      // The first one of the README is a call that one can join; the others differ from it by what they show.
      if (index === 0) {
        await page.evaluate(async () => {
          const call = document.querySelector("calls-room");
          await call?.callsRoom.request({ type: "join", room: "snippets", name: "Ada" });
          await call?.callsRoom.request({ type: "leave" });
        });
      }
      page.off("pageerror", complain);
      expect(complaints).toEqual([]);
    },
    30_000,
  );
});
