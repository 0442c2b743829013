/** `npm run screenshot`: a real call through the local SFU, full of the demo's people, and the picture of it for the README. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { launch } from "puppeteer-core";
import { drawFrames, look, portraitModule } from "./portraits.mjs";
import { findBrowser, root } from "./setup.mjs";

const target = process.argv[2] ?? `${root}.github/call.webp`;
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
    defaultViewport: { width: 1280, height: 720, deviceScaleFactor: 1.5 },
  });

/** Draws somebody, and returns the file for a fake camera. */
async function filmOf() {
  const studio = await open();
  const page = await studio.newPage();
  const frames = await page.evaluate(drawFrames, portraitModule, look, 40);
  const file = `${folder}/film.mjpeg`;
  writeFileSync(file, Buffer.concat(frames.map((frame) => Buffer.from(frame, "base64"))));
  await studio.close();
  return file;
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

let browser;
try {
  const film = await filmOf();
  browser = await open([
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-video-capture=${film}`,
  ]);
  const page = await browser.newPage();
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await page.goto(`${url}?room=friday-coffee&name=Ada&autojoin`);
  await page.click('[data-do="fill"]');
  await page.waitForFunction(
    () => {
      const people = document.querySelector("calls-room")?.callsRoom?.snapshot.participants ?? [];
      return people.length === 8 && people.every(({ camera }) => camera?.track?.readyState === "live");
    },
    { timeout: 60_000 },
  );
  await page.evaluate(() => new Promise((settled) => setTimeout(settled, 3000)));
  await page.screenshot({ path: target, type: "webp", quality: 80 });
  console.log(`Wrote ${target}`);
} finally {
  await browser?.close();
  app.kill("SIGINT");
  rmSync(folder, { recursive: true, force: true });
}
