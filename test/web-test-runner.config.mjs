import { writeFileSync } from "node:fs";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { defaultReporter } from "@web/test-runner";
import { chromeLauncher } from "@web/test-runner-chrome";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { failureText } from "../.tools/failure-text.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

const testsOf = (suite) => [...suite.tests, ...suite.suites.flatMap(testsOf)];
const isFailed = (test) => !test.passed && !test.skipped;

/** What went wrong in one file: its failed tests, or what kept them from running. */
const failuresOf = ({ testFile, testResults, errors = [] }) => {
  const file = testFile.replace(root, "");
  const failed = testResults ? testsOf(testResults).filter(isFailed) : [];
  return failed.length === 0
    ? errors.map(({ message }) => failureText(file, message))
    : failed.map(({ name, error }) => failureText(`${file}: ${name}`, error?.message));
};

/** Writes how many tests passed and failed, and which, to the file that TEST_COUNTS names. */
const countReporter = {
  stop({ sessions }) {
    const file = process.env.TEST_COUNTS;
    if (!file) return;
    const tests = [...sessions].flatMap(({ testResults }) => (testResults ? testsOf(testResults) : []));
    const broken = [...sessions].filter(
      ({ passed, testResults }) =>
        !passed && (!testResults || testsOf(testResults).every((test) => test.passed || test.skipped)),
    );
    writeFileSync(
      file,
      JSON.stringify({
        passed: tests.filter((test) => test.passed && !test.skipped).length,
        failed: tests.filter(isFailed).length + broken.length,
        skipped: tests.filter((test) => test.skipped).length,
        failures: [...sessions].filter(({ passed }) => !passed).flatMap(failuresOf),
      }),
    );
  },
};

/** The one package of the room that is no module for browsers, as one. */
const homoglyphs = {
  name: "homoglyphs",
  async serve({ path }) {
    if (!path.endsWith("/unhomoglyph/index.js")) return undefined;
    const build = await rolldown({ input: `${root}${path.slice(1)}`, logLevel: "silent" });
    const [{ code: body }] = (await build.generate({ format: "es" })).output;
    await build.close();
    return { body, type: "js" };
  },
};

/** Element, client and signaling tests: real Chromium, real WebRTC, fake capture devices. */
export default {
  rootDir: root,
  files: ["test/browser/**/*.test.ts"],
  nodeResolve: { exportConditions: ["development", "browser"] },
  plugins: [homoglyphs, esbuildPlugin({ ts: true, target: "es2022", tsconfig: `${root}/tsconfig.json` })],
  reporters: [defaultReporter({ reportTestProgress: false }), countReporter],
  // Lit says on every page that it is its development build.
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith("Lit is in dev mode"),
  concurrency: 1,
  // What hangs is ended; what is slow on a busy machine is not wrong.
  testFramework: { config: { timeout: 120_000 } },
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: 900_000,
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
        args: [
          "--no-sandbox",
          "--use-fake-device-for-media-stream=fps=10",
          "--use-fake-ui-for-media-stream",
          "--allow-loopback-in-peer-connection",
          "--autoplay-policy=no-user-gesture-required",
          // A page that another window covers goes on as if it were seen.
          "--disable-backgrounding-occluded-windows",
          "--disable-renderer-backgrounding",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run",
        ],
      },
    }),
  ],
};
