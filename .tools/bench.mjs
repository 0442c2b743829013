/** `node .tools/bench.mjs NAME [--json]`: compiles test/bench/NAME.ts and runs it. It prints ratios taken in one run. */
import { pathToFileURL } from "node:url";

import { checkNode, giveUp, installPackages, root } from "./setup.mjs";

const [name] = process.argv.slice(2);
if (!name || !/^[a-z]+$/.test(name)) giveUp("Which bench? See the files in test/bench.");
checkNode();
await installPackages();
const { build } = await import("rolldown");

const folder = `${root}node_modules/.cache/bench`;
const file = `${folder}/${name}.mjs`;
await build({
  cwd: root,
  // A thread of the SFU is started with a file of its own.
  input: { [name]: `test/bench/${name}.ts`, "sfu-adapters": "src/sfu/adapters/worker/main.ts" },
  platform: "node",
  logLevel: "silent",
  // Packages are loaded from node_modules, as they are at run time.
  external: /^[^./\0]/,
  output: { dir: folder, format: "es", entryFileNames: "[name].mjs", chunkFileNames: "chunks/[name].mjs" },
});
process.argv.splice(1, 2, file);
await import(pathToFileURL(file).href);
