/** The lint rules keep the arrows of the house: seeded bad imports must be found, and only those. */
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

const upwards: [string, string][] = [
  ["base", 'import "../wire/tables.js";'],
  ["base", 'import { html } from "lit"; export default html;'],
  ["wire", 'import { html } from "lit"; export default html;'],
  ["signaling", 'import "../wire/schemas/room-protocol.js";'],
  ["client", 'import "../signaling/room-server/connection.js";'],
  ["client", 'import "../wire/schemas/calls-api.js";'],
  ["elements", 'import "../wire/schemas/room-protocol.js";'],
  ["elements", 'import "../wire/room-protocol.js";'],
  ["elements", 'import "../client/diagnostics/types.js";'],
  ["elements", 'import "../signaling/index.js";'],
  ["elements", 'import "../signaling/room-server/connection.js";'],
  ["elements", 'import "../in-page/index.js";'],
  ["elements/core", 'import "../../client/room/store.js";'],
  ["elements/ui", 'import "../../wire/room-protocol.js";'],
  ["elements/buttons", 'import "../../signaling/index.js";'],
  ["elements", "export const reply = window.fetch(location.href);"],
  ["elements", "export const connection = new globalThis.RTCPeerConnection();"],
  ["elements", 'export const socket = new self["WebSocket"](location.href);'],
  ["elements", "export const { fetch: get } = window;"],
  ["wire", 'import "../client/index.js";'],
  ["wire", 'import "../signaling/signaling.js";'],
  ["signaling", 'import "../client/index.js";'],
  ["signaling", 'import { html } from "lit"; export default html;'],
  ["signaling", 'import "../in-page/index.js";'],
  ["in-page", 'import "../client/index.js";'],
  ["in-page", 'import "../server/index.js";'],
  ["in-page", 'import "../sfu/index.js";'],
  ["in-page/sfu", 'import "../../sfu/index.js";'],
  ["client", 'import "../in-page/index.js";'],
  ["client", 'import "../elements/room/room.js";'],
  ["client", 'import "../signaling/index.js";'],
  ["client", 'import { html } from "lit"; export default html;'],
  ["locales", 'import "../client/index.js";'],
  ["elements", 'import "../server/index.js";'],
  ["elements", "export const connection = new RTCPeerConnection();"],
  ["elements", "export const connection = new globalThis.RTCPeerConnection();"],
  ["elements", 'export const reply = fetch("/");'],
  ["elements", 'export const reply = window.fetch("/");'],
  ["elements", 'export const reply = self["fetch"]("/");'],
  ["elements", "export const { fetch: ask } = globalThis;"],
  ["elements", 'export const socket = new WebSocket("wss://example.com");'],
  ["elements", 'export const socket = new window.WebSocket("wss://example.com");'],
  ["elements", "export const request = new XMLHttpRequest();"],
  ["elements", 'export const sent = navigator.sendBeacon("/");'],
  ["elements/core", 'import "../ui/announcer.js";'],
  ["elements/core", 'import "../room/room.js";'],
  ["elements/ui", 'import "../buttons/control-button.js";'],
  ["elements/ui", 'import "../../server/index.js";'],
  ["elements/buttons", 'import "../room/room.js";'],
  ["server", 'import "../sfu/index.js";'],
  ["sfu", 'import "../server/index.js";'],
  ["cli", 'import "../client/index.js";'],
];

upwards.push(["sdp", 'import "../wire/tables.js";'], ["elements", 'import "../signaling/orange/connection.js";']);

const downwards: [string, string][] = [
  ["sdp", 'import "../base/error.js";'],
  ["elements", 'import "../signaling/orange/index.js";'],
  ["elements", 'import "../wire/ability.js";'],
  ["base", 'import "./error.js";'],
  ["wire", 'import "../base/error.js";'],
  ["client", 'import "../base/error.js";'],
  ["signaling", 'import "../wire/calls-api.js";'],
  ["client", 'import "../signaling/signaling.js";'],
  ["elements", 'import "../signaling/signaling.js";'],
  ["elements", 'import "../signaling/room-server/index.js";'],
  ["elements", 'import "../wire/tables.js";'],
  ["elements/core", 'import "../../client/index.js";'],
  ["elements/ui", 'import "../../client/types.js";'],
  ["elements/ui", 'import "../core/localize.js";'],
  ["elements/buttons", 'import "../ui/popup.js";'],
  ["in-page", 'import "../room/room.js";'],
  ["in-page", 'import "../signaling/room-server/index.js";'],
  ["in-page", 'import "../wire/schemas/calls-api.js";'],
  ["in-page", 'import "./sfu/sfu.js";'],
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
    execFile(`${root}node_modules/.bin/oxlint`, ["--format", "json", "src"], { cwd: house }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] };
  refused = new Set(diagnostics.filter(({ code }) => code.includes("no-restricted")).map(({ filename }) => filename));
}, 60_000);

afterAll(() => rm(house, { recursive: true, force: true }));

const pathOf = (folder: string, line: string): string =>
  probes.find((probe) => probe.folder === folder && probe.line === line)!.path;

test.each(upwards)("in %s, «%s» is refused", (folder, line) => {
  expect(refused).toContain(pathOf(folder, line));
});

test.each(downwards)("in %s, «%s» is allowed", (folder, line) => {
  expect(refused).not.toContain(pathOf(folder, line));
});
