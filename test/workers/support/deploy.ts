/** What is deployed: `wrangler.jsonc` and the module that it names, in the runtime of the date that it asks for. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { bundle } from "./workerd.js";

interface Configuration {
  name: string;
  main: string;
  compatibility_date: string;
  durable_objects: { bindings: { name: string; class_name: string }[] };
  migrations: { new_sqlite_classes: string[] }[];
  kv_namespaces: { binding: string }[];
  vars: Record<string, string>;
}

export interface Deployed {
  readonly url: string;
  /** What it has printed. */
  output(): string;
  close(): Promise<void>;
}

const folder = new URL("../../../src/server/hosts/", import.meta.url);

/** @param main a module to take the place of the one that is named: what was built of it, say. */
export async function deploy(bindings: Record<string, string>, main?: string): Promise<Deployed> {
  const text = await readFile(new URL("wrangler.jsonc", folder), "utf8");
  const config = JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, "").replaceAll(/,(\s*[}\]])/g, "$1")) as Configuration;
  const sqlite = config.migrations.flatMap(({ new_sqlite_classes }) => new_sqlite_classes);
  let output = "";
  const running = new Miniflare({
    name: config.name,
    modules: [
      {
        type: "ESModule",
        path: "main.mjs",
        contents: await bundle(main ?? fileURLToPath(new URL(config.main, folder))),
      },
    ],
    compatibilityDate: config.compatibility_date,
    cf: false,
    durableObjects: Object.fromEntries(
      config.durable_objects.bindings.map(({ name, class_name }) => [
        name,
        { className: class_name, useSQLite: sqlite.includes(class_name) },
      ]),
    ),
    kvNamespaces: config.kv_namespaces.map(({ binding }) => binding),
    bindings: { ...config.vars, ...bindings },
    handleRuntimeStdio: (...streams) => {
      for (const stream of streams) stream.on("data", (data: Buffer) => (output += data.toString()));
    },
  });
  return { url: (await running.ready).origin, output: () => output, close: () => running.dispose() };
}
