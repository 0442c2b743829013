/** What is deployed: `wrangler.jsonc` and the module that it names, in the runtime of the date that it asks for. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { afterEach, expect, it } from "vitest";
import { enter, request } from "../server/support/client.js";
import { bundle } from "./support/workerd.js";

interface Configuration {
  name: string;
  main: string;
  compatibility_date: string;
  durable_objects: { bindings: { name: string; class_name: string }[] };
  migrations: { new_sqlite_classes: string[] }[];
  kv_namespaces: { binding: string }[];
  vars: Record<string, string>;
}

const folder = new URL("../../src/server/hosts/", import.meta.url);
const secrets = { CALLS_APP_ID: "app", CALLS_APP_SECRET: "secret", JWT_SECRET: "x".repeat(32) };
let running: Miniflare | undefined;
afterEach(() => running?.dispose());

async function deploy(bindings: Record<string, string>): Promise<{ url: string; output: () => string }> {
  const text = await readFile(new URL("wrangler.jsonc", folder), "utf8");
  const config = JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, "").replaceAll(/,(\s*[}\]])/g, "$1")) as Configuration;
  const sqlite = config.migrations.flatMap(({ new_sqlite_classes }) => new_sqlite_classes);
  let output = "";
  running = new Miniflare({
    name: config.name,
    modules: [
      { type: "ESModule", path: "main.mjs", contents: await bundle(fileURLToPath(new URL(config.main, folder))) },
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
  return { url: (await running.ready).origin, output: () => output };
}

it("holds a room", async () => {
  const { url } = await deploy(secrets);
  const ada = await enter(url, "yard", "Ada");
  const ben = await enter(url, "yard", "Ben");
  expect(ben.welcome.participants?.map(({ name }) => name)).toEqual(["Ada", "Ben"]);
  expect(await ada.socket.nextOf("join")).toMatchObject({ from: ben.id });
});

it("says in its log, and to nobody else, which secret is missing", async () => {
  const { url, output } = await deploy({ CALLS_APP_ID: "app", CALLS_APP_SECRET: "secret" });
  const reply = await request(`${url}/health`);
  expect(reply).toMatchObject({ status: 500, body: { error: { code: "internal" } } });
  expect(JSON.stringify(reply.body)).not.toContain("JWT_SECRET");
  await expect.poll(output).toContain("JWT_SECRET is missing");
});
