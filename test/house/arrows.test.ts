/** The lint rules keep the arrows of the house: seeded bad imports must be found, and only those. */
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

const upwards: [string, string][] = [
  ["wire", 'import "../client/index.js";'],
  ["wire", 'import "../signaling/signaling.js";'],
  ["signaling", 'import "../client/index.js";'],
  ["signaling", 'import { html } from "lit"; export default html;'],
  ["client", 'import "../elements/room/room.js";'],
  ["client", 'import "../signaling/index.js";'],
  ["client", 'import { html } from "lit"; export default html;'],
  ["locales", 'import "../client/index.js";'],
  ["elements", 'import "../server/index.js";'],
  ["elements", "export const connection = new RTCPeerConnection();"],
  ["elements", 'export const reply = fetch("/");'],
  ["server", 'import "../sfu/index.js";'],
  ["sfu", 'import "../server/index.js";'],
  ["cli", 'import "../client/index.js";'],
];

const downwards: [string, string][] = [
  ["signaling", 'import "../wire/calls-api.js";'],
  ["client", 'import "../signaling/signaling.js";'],
  ["elements", 'import "../signaling/index.js";'],
  ["server", 'import "../wire/calls-api.js";'],
  ["cli", 'import "../sfu/index.js";'],
];

const probes = [...upwards, ...downwards].map(([folder, line], index) => ({
  folder,
  line,
  path: `src/${folder}/probe-${index}.ts`,
}));

let house: string;
/** Paths of the probes that a `no-restricted-…` rule refused. */
let refused: Set<string>;

beforeAll(async () => {
  house = await mkdtemp(`${tmpdir()}/house-`);
  await copyFile(`${root}.oxlintrc.json`, `${house}/.oxlintrc.json`);
  await symlink(`${root}node_modules`, `${house}/node_modules`);
  for (const { folder, line, path } of probes) {
    await mkdir(`${house}/src/${folder}`, { recursive: true });
    await writeFile(`${house}/${path}`, `${line}\n`);
  }
  const output = await new Promise<string>((resolve) => {
    execFile(`${root}node_modules/.bin/oxlint`, ["--format", "json"], { cwd: house }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] };
  refused = new Set(diagnostics.filter(({ code }) => code.includes("no-restricted")).map(({ filename }) => filename));
});

afterAll(() => rm(house, { recursive: true, force: true }));

const pathOf = (folder: string, line: string): string =>
  probes.find((probe) => probe.folder === folder && probe.line === line)!.path;

test.each(upwards)("in %s, «%s» is refused", (folder, line) => {
  expect(refused).toContain(pathOf(folder, line));
});

test.each(downwards)("in %s, «%s» is allowed", (folder, line) => {
  expect(refused).not.toContain(pathOf(folder, line));
});
