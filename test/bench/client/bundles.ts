/** The scripts of the pages, and how many bytes each client is. */
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";

async function bundle(entry: string, virtual?: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: virtual
      ? [
          {
            name: "entry",
            resolveId: (id) => (id === entry ? `${process.cwd()}/test/bench/client/entry.ts` : null),
            load: (id) => (id.endsWith("/client/entry.ts") ? virtual : null),
          },
        ]
      : [],
    build: {
      write: false,
      target: "es2022",
      minify: true,
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: "strict",
        output: { format: "es", minify: true, codeSplitting: virtual !== undefined },
      },
    },
  });
  const [{ output }] = [result].flat() as [Rolldown.RolldownOutput];
  return output.map((chunk) => (chunk.type === "chunk" && !chunk.isDynamicEntry ? chunk.code : "")).join("");
}

/** A page's script, as an application's bundler makes it. */
export const bundlePage = (file: string): Promise<string> => bundle(file);

const SRC = "../../../src/client";

/** Like with like: what has a way to the SFU, devices, screen and sound, and no room. */
const MEDIA = [
  `export { SessionKeeper } from "${SRC}/session/session-keeper.js";`,
  `export { Publication } from "${SRC}/session/publication.js";`,
  `export { Subscription } from "${SRC}/session/subscription.js";`,
  `export { CaptureDevice } from "${SRC}/media/capture-device.js";`,
  `export { DeviceList } from "${SRC}/media/device-list.js";`,
  `export { ScreenShare } from "${SRC}/media/screen-share.js";`,
  `export { AudioOutput } from "${SRC}/media/audio-output.js";`,
  `export { createEnvironment } from "${SRC}/environment.js";`,
].join("\n");

export async function gzipSizes(): Promise<{ name: string; ours: number; theirs: number }[]> {
  const size = async (source: string): Promise<number> => gzipSync(await bundle("entry", source), { level: 9 }).length;
  const ours = await size(MEDIA);
  const theirs = await size('export * from "partytracks/client";');
  return [{ name: "gzip bytes: session, devices, screen, sound", ours, theirs }];
}
