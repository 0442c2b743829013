/**
 * Writes the declarations of every entry in package.json's exports, with the types of whatever is bundled inside of them:
 * who installs the package has neither hono nor valibot, and must not get `any` in their place.
 */
import { readdirSync, readFileSync } from "node:fs";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";
import { root } from "./setup.mjs";

const { exports, dependencies, peerDependencies } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const installed = Object.keys({ ...dependencies, ...peerDependencies });
const isOutside = (id) => id.startsWith("node:") || installed.some((name) => id === name || id.startsWith(`${name}/`));

/** `./dist/locales/*.d.ts` names one entry for each of the modules in `src/locales`. */
function entries() {
  const sources = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" }).map((file) =>
    file.replaceAll("\\", "/"),
  );
  const wanted = Object.values(exports).flatMap(({ types }) => types ?? []);
  return Object.fromEntries(
    wanted.flatMap((types) => {
      const pattern = types.replace("./dist/", "").replace(/\.d\.ts$/, ".ts");
      const expression = new RegExp(`^${pattern.replace(/[.]/g, "\\.").replace(/\*/g, "([^/]+)")}$`);
      // An element's folder and file have one name.
      const files = sources.filter(
        (file) => new Set(expression.exec(file)?.slice(1)).size <= 1 && expression.test(file),
      );
      if (files.length === 0) throw new Error(`No source for ${types}.`);
      return files.map((file) => [file.slice(0, -".ts".length), `src/${file}`]);
    }),
  );
}

const build = await rolldown({
  logLevel: "silent",
  cwd: root,
  input: entries(),
  external: isOutside,
  plugins: [
    dts({
      tsconfig: `${root}tsconfig.json`,
      emitDtsOnly: true,
      resolver: "tsc",
      compilerOptions: { stripInternal: true },
    }),
  ],
});
const { output } = await build.write({
  dir: `${root}dist`,
  format: "es",
  chunkFileNames: "_types/[name].js",
});
await build.close();

const missing = output.flatMap(({ fileName, imports = [] }) =>
  imports
    .filter((id) => !/^[./_]|^node:/.test(id) && !isOutside(id) && !output.some((other) => other.fileName === id))
    .map((id) => `${fileName}: ${id}`),
);
if (missing.length > 0) throw new Error(`Types that nobody installs:\n${missing.join("\n")}`);
