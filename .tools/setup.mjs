/**
 * Puts in place what a fresh clone lacks, with nothing but Node's own modules: the npm packages, and for the tests a
 * Chromium. Says what it does while it does it.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command with its output on the terminal. A line a quarter minute shows that a silent one is still alive. */
export function run(command, args, { quiet = false, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const progress = setInterval(() => {
      console.log(`  … still running ${command} (${Math.round((Date.now() - started) / 1000)} s)`);
    }, 15_000);
    const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", quiet ? "ignore" : "inherit", "inherit"] });
    const end = () => child.kill();
    process.once("exit", end);
    const settle = (act) => {
      clearInterval(progress);
      process.off("exit", end);
      act();
    };
    child.on("error", (error) => settle(() => reject(error)));
    child.on("exit", (code, signal) =>
      settle(() =>
        code === 0 ? resolve() : reject(new Error(`${command} ${args.join(" ")} ended with ${signal ?? code}`)),
      ),
    );
  });
}

/** Ends the program with a message for a person. */
export function giveUp(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    giveUp(
      `calls-elements needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer one from nodejs.org.`,
    );
  }
}

/** Are the packages of the lockfile there? npm keeps a list of what it installed. Optional ones differ by platform. */
function packagesAreThere() {
  const list = `${root}node_modules/.package-lock.json`;
  if (!existsSync(list)) return false;
  const installed = JSON.parse(readFileSync(list, "utf8")).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(`${root}package-lock.json`, "utf8")).packages);
  return wanted.every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}

/** Installs the packages of the lockfile, unless those are the ones that are there. */
export async function installPackages() {
  if (packagesAreThere()) return;
  console.log("Installing packages (a minute or two the first time)…");
  try {
    await run(process.platform === "win32" ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  } catch (error) {
    giveUp(`The packages could not be installed: ${error.message}. Check the network, then try again.`);
  }
}

const browsers = [
  process.env.CHROME_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

export const findBrowser = () => browsers.find((path) => path && existsSync(path));

/** Debian's packages can be installed by root only. */
const canInstall = () => existsSync("/etc/debian_version") && process.getuid?.() === 0;

/** @throws when Debian's registry cannot be reached or has them not. */
async function installFromDebian(packages) {
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, quiet: true };
  await run("apt-get", ["update", "-qq"], options);
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], options);
}

/** A Chromium for the tests: the one that is there, else Debian's. */
export async function installBrowser() {
  const found = findBrowser();
  if (found) return found;
  const advice = "Install Chromium or Chrome, or set CHROME_PATH to one, then try again.";
  if (!canInstall()) giveUp(`The tests run in a real browser and none was found. ${advice}`);
  console.log("Installing Chromium from Debian (a minute or two)…");
  try {
    await installFromDebian(["chromium", "fonts-noto-core", "fonts-noto-color-emoji"]);
  } catch (error) {
    giveUp(`Chromium could not be installed: ${error.message}. ${advice}`);
  }
  return findBrowser() ?? giveUp(`Chromium was installed but is not where it was expected. ${advice}`);
}

/** Peers that are not ours, which some tests talk to: Debian's packages, and a file of each. */
const peers = {
  "firefox-esr": "/usr/bin/firefox-esr",
  coturn: "/usr/bin/turnserver",
  "python3-aiortc": "/usr/lib/python3/dist-packages/aiortc",
  "python3-jwt": "/usr/lib/python3/dist-packages/jwt",
  "ruby-jwt": "/var/lib/dpkg/info/ruby-jwt.list",
  ruby: "/usr/bin/ruby",
  "php-cli": "/usr/bin/php",
  elixir: "/usr/bin/mix",
  nginx: "/usr/sbin/nginx",
  "libnginx-mod-rtmp": "/usr/lib/nginx/modules/ngx_rtmp_module.so",
  ffmpeg: "/usr/bin/ffmpeg",
  "espeak-ng": "/usr/bin/espeak-ng",
  pocketsphinx: "/usr/bin/pocketsphinx_continuous",
  "python3-pocketsphinx": "/usr/lib/python3/dist-packages/pocketsphinx",
  "pocketsphinx-en-us": "/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict",
  sox: "/usr/bin/sox",
  "python3-gst-1.0": "/usr/lib/python3/dist-packages/gi/overrides/Gst.py",
  "gir1.2-gst-plugins-bad-1.0": "/usr/lib/x86_64-linux-gnu/girepository-1.0/GstWebRTC-1.0.typelib",
  "gstreamer1.0-plugins-good": "/usr/lib/x86_64-linux-gnu/gstreamer-1.0/libgstvpx.so",
  "gstreamer1.0-plugins-bad": "/usr/lib/x86_64-linux-gnu/gstreamer-1.0/libgstwebrtc.so",
  "webkit2gtk-driver": "/usr/bin/WebKitWebDriver",
  xvfb: "/usr/bin/Xvfb",
  "gstreamer1.0-nice": "/usr/lib/x86_64-linux-gnu/gstreamer-1.0/libgstnice.so",
};

/** Installs them where that is easy. Without them their tests are skipped, and say so. */
export async function installPeers() {
  const missing = Object.keys(peers).filter((name) => !existsSync(peers[name]));
  if (missing.length === 0 || !canInstall()) return;
  console.log(`Installing ${missing.join(", ")} from Debian…`);
  try {
    await installFromDebian(missing);
  } catch (error) {
    console.log(`They could not be installed (${error.message}): their tests are skipped.`);
  }
}
