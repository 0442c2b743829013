/** Who imports whom in `src`, read from the text: types and late imports count as well. */
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";

/** The modules that each module imports. Paths count from `src`. */
export type ModuleGraph = ReadonlyMap<string, readonly string[]>;

const IMPORT = /(?:\bfrom\s*|\bimport\s*|\bimport\s*\(\s*)"(\.[^"]+)"/g;

/** What `source`, which is at `path`, imports of ours. */
export function importsOf(path: string, source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return [...code.matchAll(IMPORT)].map(([, specifier = ""]) =>
    posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts"),
  );
}

/** All of `src` as it stands. */
export function readModules(): ModuleGraph {
  const src = fileURLToPath(new URL("../../src/", import.meta.url));
  const files = readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts"));
  return new Map(files.map((file) => [file, importsOf(file, readFileSync(src + file, "utf8"))]));
}

/** The circles: sets of modules of which each is imported by each, however far around. Sorted, and so are the modules. */
export function circlesOf(graph: ModuleGraph): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (module: string): void => {
    order.set(module, order.size);
    low.set(module, order.get(module)!);
    stack.push(module);
    for (const imported of graph.get(module) ?? []) {
      if (!order.has(imported)) visit(imported);
      if (stack.includes(imported)) low.set(module, Math.min(low.get(module)!, low.get(imported)!));
    }
    if (low.get(module) !== order.get(module)) return;
    const circle = stack.splice(stack.indexOf(module));
    if (circle.length > 1 || graph.get(module)?.includes(module)) circles.push(circle.sort());
  };
  for (const module of graph.keys()) if (!order.has(module)) visit(module);
  return circles.sort();
}
