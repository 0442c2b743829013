/**
 * `npm test`: installs what is missing, then runs every check of the project, stage by stage, and ends with one line that
 * counts them. `npm test -- unit browser` runs only the steps that are named.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { build } from "./build.mjs";
import { failureText } from "./failure-text.mjs";
import { checkNode, installBrowser, installPackages, installPeers, root, run } from "./setup.mjs";

const results = mkdtempSync(`${tmpdir()}/calls-elements-`);
const bin = (name) => `${root}node_modules/.bin/${name}`;

/** Counts of a vitest run, from its JSON report. */
async function vitest(name, args) {
  const file = `${results}/${name}.json`;
  const counts = () => {
    const report = JSON.parse(readFileSync(file, "utf8"));
    const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = report;
    return {
      passed: numPassedTests,
      failed: numFailedTests || numFailedTestSuites,
      skipped: numPendingTests,
      failures: report.testResults.flatMap(failuresOf),
    };
  };
  return outcome(
    run(bin("vitest"), ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...args]),
    counts,
  );
}

/** The failed tests of one file, or why none of them ran. */
function failuresOf({ name, message, assertionResults }) {
  const file = name.replace(root, "");
  const failed = assertionResults.filter(({ status }) => status === "failed");
  if (failed.length === 0) return message ? [failureText(file, message)] : [];
  return failed.map(({ fullName, failureMessages }) => failureText(`${file}: ${fullName}`, failureMessages[0]));
}

async function browser() {
  const file = `${results}/browser.json`;
  const env = { ...process.env, TEST_COUNTS: file };
  return outcome(run(bin("web-test-runner"), ["--config", "test/web-test-runner.config.mjs"], { env }), () =>
    JSON.parse(readFileSync(file, "utf8")),
  );
}

/** Counts of one run and another. */
const sum = (one, other) => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
  failures: [...one.failures, ...other.failures],
});

/** Turns the end of a command into counts; a failed command is at least one failure. */
async function outcome(running, counts) {
  const error = await running.then(
    () => undefined,
    (reason) => reason,
  );
  try {
    const { passed, failed, skipped = 0, failures = [] } = counts();
    return { passed, failed: error ? Math.max(failed, 1) : failed, skipped, failures };
  } catch {
    if (error) console.error(error.message);
    return { passed: error ? 0 : 1, failed: error ? 1 : 0, skipped: 0, failures: [] };
  }
}

const check = (running) =>
  outcome(running, () => {
    throw new Error("a check counts as one");
  });

/** Packages what was built, and makes real projects with it. Loaded late: see `stories`. */
const projects = async () => (await import("./projects.mjs")).prepareProjects();

/** They measure media as it flows, and come when all is over that would take the processor from them. */
const REAL_TIME = ["media", "adapters/speech", "lifetime", "simulcast", "call", "peers", "shapes"].map(
  (name) => `test/sfu/${name}.test.ts`,
);

/** It listens to half a minute of sound for what is missing of it, and so nothing else may take the time of who plays it. */
const ALONE = "test/sfu/adapters/drift.test.ts";

/** They wait for media far longer than they compute, and so may wait side by side. */
const WAITING = ["whip", "captions", "relay-whip"].map((name) => `test/e2e/${name}.test.ts`);

const without = (paths) => paths.flatMap((path) => ["--exclude", path]);

/** What is exported, and has no types. */
const DATA = ["./custom-elements.json", "./web-types.json", "./vscode.html-custom-data.json"];

const steps = {
  format: () => check(run(bin("oxfmt"), ["--check", "."])),
  types: () => check(run(bin("tsc"), ["--noEmit"])),
  lint: () => check(run(bin("oxlint"), [])),
  templates: () => check(run(bin("lit-analyzer"), ["--strict", "--quiet", "src/elements", "src/features"])),
  unit: async () => {
    const most = await vitest("unit", without(["test/{e2e,package,projects}/**", ALONE, ...REAL_TIME]));
    return sum(most, await vitest("media", [...REAL_TIME, "--maxWorkers=100%"]));
  },
  build: () => check(build({ types: true })),
  package: async () => {
    const publint = await check(run(bin("publint"), ["--strict"]));
    const types = await check(
      run(bin("attw"), ["--pack", ".", "--profile", "esm-only", "--exclude-entrypoints", ...DATA]),
    );
    const tarball = await vitest("package", ["test/package"]);
    return sum(sum(publint, types), tarball);
  },
  size: () => check(run(process.execPath, [".tools/size.mjs"])),
  browser,
  // Loaded late: it needs packages that a fresh clone does not have yet.
  stories: async () => (await import("./stories.mjs")).testStories(),
  projects,
  "project-calls": () => vitest("project-calls", ["test/projects"]),
  e2e: async () => {
    const most = await vitest("e2e", ["--no-file-parallelism", "test/e2e", ALONE, ...without(WAITING)]);
    return sum(most, await vitest("e2e-waiting", [...WAITING, "--maxWorkers=100%"]));
  },
};

/**
 * The order of the steps. The lanes of a stage run side by side, and the steps of a lane one after the other: of the checks one takes as
 * long as the others together, and the browser's tests wait about as long as they compute.
 */
const stages = [
  [["format"], ["types"], ["lint"], ["templates"]],
  [["unit"]],
  [["build"]],
  [["package"], ["size"]],
  [["browser"], ["stories", "projects"]],
  [["project-calls"]],
  [["e2e"]],
];

// An exit, unlike a signal, ends what is running too.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

checkNode();
await installPackages();
process.env.CHROME_PATH = await installBrowser();
if (process.env.CI) await installPeers();

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in steps));
if (unknown.length > 0)
  throw new Error(`No such step: ${unknown.join(", ")}. There are ${Object.keys(steps).join(", ")}.`);

const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
const failures = [];

async function runStep(name) {
  const started = Date.now();
  const { passed, failed, skipped, failures: found = [] } = await steps[name]();
  failures.push(...found.map((text) => `${name}  ${text}`));
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const counts = `${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed`;
  const line = `${failed ? "✗" : "✓"} ${name.padEnd(13)} ${counts}  ${seconds} s`;
  console.log(line);
  summary.push(line);
}

for (const stage of stages) {
  const lanes = stage.map((lane) => lane.filter((name) => asked.length === 0 || asked.includes(name)));
  const names = lanes.flat();
  if (names.length === 0) continue;
  const title = names.join(", ");
  console.log(`\n── ${title} ${"─".repeat(60 - title.length)}`);
  await Promise.all(
    lanes.map(async (lane) => {
      for (const name of lane) await runStep(name);
    }),
  );
}
rmSync(results, { recursive: true, force: true });

// Last, where the end of a long log is all that somebody sees.
if (failures.length > 0) console.log(`\n${failures.join("\n")}`);
console.log(`\n${summary.join("\n")}\n`);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`);
process.exit(total.failed ? 1 : 0);
