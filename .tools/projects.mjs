/**
 * Real projects that use the kit as an application does, from the package that would be published: `test/projects` has one folder for
 * each. Here they are installed (by their lockfiles, each once), type-checked and built; `test/projects/projects.test.ts` calls in them.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { failureText } from "./failure-text.mjs";
import { root } from "./setup.mjs";

const folder = `${root}test/projects/`;
const tarball = `${folder}calls-elements.tgz`;

/** As many side by side as a small machine has processors. */
const AT_ONCE = 2;

/** The names of all projects, those that build longest first. */
export const projects = readdirSync(folder)
  .filter((name) => existsSync(`${folder}${name}/package.json`))
  .sort((a, b) => weightOf(b) - weightOf(a));

function weightOf(name) {
  return Object.keys(JSON.parse(readFileSync(`${folder}${name}/package-lock.json`, "utf8")).packages).length;
}

/** Runs a command quietly. @throws what it said, when it fails. */
function quietly(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NG_CLI_ANALYTICS: "false", NO_COLOR: "1" };
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const end = () => child.kill();
    process.once("exit", end);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("exit", end);
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output}`));
    });
  });
}

/** The package as it would be published. */
async function pack() {
  const name = (await quietly("npm", ["pack", "--silent", "--pack-destination", folder], root))
    .trim()
    .split("\n")
    .at(-1);
  renameSync(`${folder}${name}`, tarball);
}

/** Installs what the lockfile says, unless that is there, and the package of now. */
async function install(cwd) {
  const stamp = `${cwd}/node_modules/.installed-from`;
  const wanted = createHash("sha256")
    .update(readFileSync(`${cwd}/package-lock.json`))
    .digest("hex");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    await quietly("npm", ["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"], cwd);
    writeFileSync(stamp, wanted);
  }
  const kit = `${cwd}/node_modules/calls-elements`;
  rmSync(kit, { recursive: true, force: true });
  mkdirSync(kit);
  await quietly("tar", ["-xzf", tarball, "-C", kit, "--strip-components=1"], cwd);
}

async function prepare(name) {
  const cwd = `${folder}${name}`;
  await install(cwd);
  const { scripts = {} } = JSON.parse(readFileSync(`${cwd}/package.json`, "utf8"));
  for (const script of ["check", "build"]) if (scripts[script]) await quietly("npm", ["run", "--silent", script], cwd);
}

/**
 * Makes every project ready to be opened.
 *
 * @param names which of them; all unless given.
 * @returns how many are, and why the others are not.
 */
export async function prepareProjects(names = projects) {
  await pack();
  const failures = [];
  const waiting = [...names];
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      const started = Date.now();
      await prepare(name).catch((error) => failures.push(failureText(name, error.message)));
      console.log(`  ${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { passed: names.length - failures.length, failed: failures.length, skipped: 0, failures };
}
