/**
 * `node .tools/gallery.mjs [folder]`: builds the stories and takes a picture of each state that a person may see, in
 * light and dark, left to right and right to left, from a sidebar to a wide screen. `--only=text` takes fewer. Without a folder they are in `.cache/gallery`.
 */
import { createReadStream, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { launch } from "puppeteer-core";
import { findBrowser, root, run } from "./setup.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844, hasTouch: true, isMobile: true };
const LANDSCAPE = { width: 844, height: 390, hasTouch: true, isMobile: true };
const SIDEBAR = { width: 240, height: 720 };

const room = (story, options) => ({ story: `elements-room--${story}`, ...options });

/** Each picture: its name, the story, and what differs from a wide light page in English. */
const shots = {
  "people-1": room("alone"),
  "people-2": room("two-people"),
  "people-3": room("full-room"),
  "people-5": room("five-people"),
  "people-9": room("nine-people"),
  "people-12": room("many-people"),
  "dark-3": room("full-room", { scheme: "dark" }),
  "dark-12": room("many-people", { scheme: "dark" }),
  "arabic-5": room("five-people", { lang: "ar" }),
  "phone-1": room("alone", { viewport: PHONE }),
  "phone-2": room("two-people", { viewport: PHONE, scheme: "dark" }),
  "phone-5": room("five-people", { viewport: PHONE }),
  "phone-12": room("many-people", { viewport: PHONE, scheme: "dark" }),
  "phone-arabic": room("full-room", { viewport: PHONE, lang: "ar" }),
  "landscape-2": room("two-people", { viewport: LANDSCAPE }),
  "landscape-prejoin": room("before-the-call", { viewport: LANDSCAPE }),
  "sidebar-2": room("two-people", { viewport: SIDEBAR }),
  "sidebar-prejoin": room("before-the-call", { viewport: SIDEBAR, lang: "de" }),
  prejoin: room("before-the-call"),
  "prejoin-dark": room("before-the-call", { scheme: "dark" }),
  "prejoin-arabic": room("before-the-call", { lang: "ar" }),
  "prejoin-phone": room("before-the-call", { viewport: PHONE }),
  "prejoin-hindi": room("before-the-call", { viewport: PHONE, lang: "hi" }),
  "prejoin-polish-sidebar": room("before-the-call", { viewport: SIDEBAR, lang: "pl" }),
  "refused-devices-japanese": room("devices-refused", { viewport: PHONE, lang: "ja" }),
  "refused-devices-french": room("devices-refused", { viewport: SIDEBAR, lang: "fr" }),
  "left-chinese": room("left", { viewport: PHONE, lang: "zh-Hans" }),
  "refused-devices": room("devices-refused"),
  "refused-devices-phone": room("devices-refused", { viewport: PHONE, lang: "de" }),
  "refused-devices-in-call": room("devices-refused-in-the-call", { scheme: "dark" }),
  "refused-devices-in-call-phone": room("devices-refused-in-the-call", { viewport: PHONE }),
  reconnecting: room("reconnecting"),
  "reconnecting-phone": room("reconnecting", { viewport: PHONE, lang: "de" }),
  "room-is-full": room("room-is-full"),
  "server-unreachable": room("server-unreachable", { scheme: "dark" }),
  "server-unreachable-phone": room("server-unreachable", { viewport: PHONE, lang: "ar" }),
  left: room("left"),
  "left-sidebar": room("left", { viewport: SIDEBAR, lang: "de" }),
  themed: room("themed"),
  "own-interface": room("own-interface"),
  "controls-with-more": { story: "elements-controls--with-more-buttons" },
};

/** Serves a folder on a free port of this machine. */
const serve = (folder) =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      const path = join(folder, normalize(new URL(request.url, "http://localhost").pathname));
      if (!existsSync(path)) return response.writeHead(404).end();
      response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" });
      return createReadStream(path).pipe(response);
    });
    server.listen(0, "127.0.0.1", () => resolve(server));
  });

/** Runs in the page: whether everything that is on its way has come. */
const settled = (trouble) => {
  const all = (node) =>
    [...node.querySelectorAll("*")].flatMap((element) => [
      element,
      ...(element.shadowRoot ? all(element.shadowRoot) : []),
    ]);
  const elements = all(document.querySelector("#storybook-root") ?? document.body);
  const call = elements.find(({ localName }) => localName === "calls-room");
  if (!call || elements.some((element) => element.matches(":state(waiting), .toggle.starting, .pulse"))) return false;
  const moves = elements.flatMap((element) => element.getAnimations());
  if (moves.some(({ playState }) => playState === "running")) return false;
  return !trouble || elements.some((element) => element.matches(".banner.trouble"));
};

async function take(browser, base, folder, name, { story, viewport = WIDE, lang = "en", scheme = "light" }) {
  const page = await browser.newPage();
  await page.setViewport(viewport);
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await page.goto(`${base}/iframe.html?viewMode=story&id=${story}&globals=lang:${lang};scheme:${scheme}`);
  await page.waitForFunction(settled, { polling: 200, timeout: 60_000 }, story.endsWith("reconnecting"));
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.close();
}

const words = process.argv.slice(2);
const only = words.find((word) => word.startsWith("--only="))?.slice("--only=".length) ?? "";
const target = words.find((word) => !word.startsWith("--")) ?? `${root}.cache/gallery`;
mkdirSync(target, { recursive: true });

const built = mkdtempSync(`${tmpdir()}/stories-`);
let server;
let browser;
try {
  await run(`${root}node_modules/.bin/storybook`, ["build", "--quiet", "--output-dir", built], { quiet: true });
  server = await serve(built);
  browser = await launch({ executablePath: findBrowser(), args: ["--no-sandbox", "--hide-scrollbars"] });
  for (const [name, shot] of Object.entries(shots).filter(([each]) => each.includes(only))) {
    await take(browser, `http://127.0.0.1:${server.address().port}`, target, name, shot);
    console.log(`${target}/${name}.png`);
  }
} finally {
  await browser?.close();
  server?.close();
  rmSync(built, { recursive: true, force: true });
}
