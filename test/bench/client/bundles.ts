/** The scripts of the pages, and how many bytes each client is. */
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";

const virtual = (entry: string, source: string): Rolldown.Plugin => ({
  name: "entry",
  resolveId: (id) => (id === entry ? `${process.cwd()}/test/bench/client/entry.ts` : null),
  load: (id) => (id.endsWith("/client/entry.ts") ? source : null),
});

/** Takes the sources of the kit from another checkout, and its packages from here. */
const from = (checkout: string): Rolldown.Plugin => ({
  name: "checkout",
  async resolveId(id, importer) {
    const isPackage = !/^[./\0]/.test(id);
    const found = await this.resolve(id, isPackage ? `${process.cwd()}/src/index.ts` : importer, { skipSelf: true });
    return found && { ...found, id: found.id.replace(`${process.cwd()}/src/`, `${checkout}/src/`) };
  },
});

async function bundle(entry: string, plugins: Rolldown.Plugin[] = []): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins,
    build: {
      write: false,
      target: "es2022",
      minify: true,
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: "strict",
        output: { format: "es", minify: true, codeSplitting: plugins.some(({ name }) => name === "entry") },
      },
    },
  });
  const [{ output }] = [result].flat() as [Rolldown.RolldownOutput];
  return output.map((chunk) => (chunk.type === "chunk" && !chunk.isDynamicEntry ? chunk.code : "")).join("");
}

/** A page's script, as an application's bundler makes it. @param checkout where the kit is taken from, if not from here. */
export const bundlePage = (file: string, checkout?: string): Promise<string> =>
  bundle(file, checkout === undefined ? [] : [from(checkout)]);

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

/** Bytes of ours, and of `partytracks`. */
export async function gzipSizes(): Promise<[ours: number, theirs: number]> {
  const size = async (source: string): Promise<number> =>
    gzipSync(await bundle("entry", [virtual("entry", source)]), { level: 9 }).length;
  return [await size(MEDIA), await size('export * from "partytracks/client";')];
}
