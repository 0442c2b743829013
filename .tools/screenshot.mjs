/** `npm run screenshot`: two real browsers in a real call through the local SFU, and the picture of it for the README. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { launch } from "puppeteer-core";
import { drawPortrait, looks } from "./portraits.mjs";
import { findBrowser, root } from "./setup.mjs";

const target = process.argv[2] ?? `${root}.github/two-person-call.png`;
const folder = mkdtempSync(`${tmpdir()}/screenshot-`);
const flags = [
  "--no-sandbox",
  "--hide-scrollbars",
  "--allow-loopback-in-peer-connection",
  "--autoplay-policy=no-user-gesture-required",
  "--disable-background-networking",
];
const open = (extra = []) =>
  launch({
    executablePath: findBrowser(),
    args: [...flags, ...extra],
    defaultViewport: { width: 1280, height: 640, deviceScaleFactor: 1.5 },
  });

/** Draws each look once and returns the files for the fake cameras. */
async function films() {
  const studio = await open();
  const page = await studio.newPage();
  const files = [];
  for (const [index, look] of looks.entries()) {
    const frames = await page.evaluate(drawPortrait, { ...look, frames: 40 });
    files.push(`${folder}/${index}.mjpeg`);
    writeFileSync(files[index], Buffer.concat(frames.map((frame) => Buffer.from(frame, "base64"))));
  }
  await studio.close();
  return files;
}

const app = spawn(process.execPath, [".tools/start.mjs"], {
  cwd: root,
  env: { ...process.env, PORT: "3000" },
  stdio: ["ignore", "pipe", "inherit"],
});
const url = await new Promise((resolve) => {
  let printed = "";
  app.stdout.on("data", (chunk) => {
    printed += chunk;
    const found = /Open {2}(http:\S+)/.exec(printed)?.[1];
    if (found) resolve(found);
  });
});

const browsers = [];
try {
  const [first, second] = await films();
  const join = async (film, name) => {
    const browser = await open([
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--use-file-for-fake-video-capture=${film}`,
    ]);
    browsers.push(browser);
    const page = await browser.newPage();
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    await page.goto(`${url}?room=friday-coffee&name=${name}&autojoin`);
    return page;
  };
  const page = await join(first, "Ada");
  await join(second, "Ben");
  await page.waitForFunction(
    () => {
      const track = document.querySelector("calls-room")?.callsRoom?.snapshot.participants[0]?.camera?.track;
      // Wait for the full picture: the first seconds of a call are small.
      return track?.readyState === "live" && track.getSettings().width >= 1280;
    },
    { timeout: 60_000 },
  );
  await page.evaluate(() => new Promise((settled) => setTimeout(settled, 3000)));
  await page.screenshot({ path: target });
  console.log(`Wrote ${target}`);
} finally {
  await Promise.all(browsers.map((browser) => browser.close()));
  app.kill("SIGINT");
  rmSync(folder, { recursive: true, force: true });
}
