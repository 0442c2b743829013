/** The stories, built and served, and pages that show one of them. */
import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { launch } from "puppeteer-core";
import { findBrowser, root, run } from "./setup.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844, hasTouch: true, isMobile: true };
export const LANDSCAPE = { width: 844, height: 390, hasTouch: true, isMobile: true };
export const SIDEBAR = { width: 240, height: 720 };
/** What is left of 1280 by 1024 at 400 %. */
export const ZOOMED = { width: 320, height: 256, deviceScaleFactor: 2 };
/** A screen on a wall, at its full resolution. */
export const WALL = { width: 3840, height: 2160 };

/** Serves a folder on a free port of this machine. */
const serve = (folder) =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      const path = join(folder, normalize(new URL(request.url, "http://localhost").pathname));
      if (path.endsWith("favicon.ico")) return response.writeHead(204).end();
      if (!existsSync(path)) return response.writeHead(404).end();
      response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" });
      return createReadStream(path).pipe(response);
    });
    server.listen(0, "127.0.0.1", () => resolve(server));
  });

/** A page in a window behind another one is not drawn: those who work side by side have a browser each. */
const launchBrowser = () =>
  launch({
    executablePath: findBrowser(),
    args: ["--no-sandbox", "--hide-scrollbars", "--force-color-profile=srgb", "--font-render-hinting=none"],
  });

/** Does `work` for each item, with as many workers at once as there are. */
export async function each(workers, items, work) {
  const waiting = [...items];
  const next = async (worker) => {
    for (let item = waiting.shift(); item; item = waiting.shift()) await work(worker, item);
  };
  await Promise.all(workers.map(next));
}

/** Builds the stories, calls `work` with two browsers, the stories' address and their folder, and tidies up. */
export async function withStories(work) {
  const built = mkdtempSync(`${tmpdir()}/stories-`);
  let server;
  let browsers = [];
  try {
    await run(`${root}node_modules/.bin/storybook`, ["build", "--quiet", "--output-dir", built], { quiet: true });
    server = await serve(built);
    browsers = await Promise.all([launchBrowser(), launchBrowser()]);
    return await work(browsers, `http://127.0.0.1:${server.address().port}`, built);
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
    server?.close();
    rmSync(built, { recursive: true, force: true });
  }
}

/** Runs in the page: the story has been rendered and played, or has failed. */
const rendered = (story) => {
  const { classList } = document.body;
  const { id, phase } = window["__STORYBOOK_PREVIEW__"]?.currentRender ?? {};
  if (id !== story) return false;
  return classList.contains("sb-show-errordisplay") || ["finished", "completed", "errored", "aborted"].includes(phase);
};

/** Opens a story in a page of its own. */
export async function openStory(
  browser,
  base,
  { story, viewport = WIDE, lang = "en", scheme = "light", forced = false },
) {
  const page = await browser.newPage();
  const trouble = [];
  page.on("pageerror", (error) => trouble.push(String(error?.message ?? error)));
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  await page.setViewport(viewport);
  const session = await page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", {
    features: [
      { name: "prefers-reduced-motion", value: "reduce" },
      { name: "prefers-color-scheme", value: scheme },
      { name: "forced-colors", value: forced ? "active" : "none" },
    ],
  });
  await page.goto(`${base}/iframe.html?viewMode=story&id=${story}&globals=lang:${lang};scheme:${scheme}`);
  await page.waitForFunction(rendered, { polling: 50, timeout: 60_000 }, story);
  return { page, trouble };
}

/** Shows another story in a page that shows one. */
export async function showStory(page, story) {
  await page.evaluate((storyId) => {
    window["__STORYBOOK_PREVIEW__"].channel.emit("setCurrentStory", { storyId, viewMode: "story" });
  }, story);
  await page.waitForFunction(rendered, { polling: 50, timeout: 60_000 }, story);
}

/** Runs in the page: everything that is on its way has come. */
const settledInPage = () => {
  const all = (node) =>
    [...node.querySelectorAll("*")].flatMap((element) => [
      element,
      ...(element.shadowRoot ? all(element.shadowRoot) : []),
    ]);
  const elements = all(document.querySelector("#storybook-root") ?? document.body);
  if (elements.some((element) => element.matches(":state(waiting), .toggle.starting, .pulse"))) return false;
  const videos = elements.filter(({ localName }) => localName === "video");
  if (videos.some((video) => video.srcObject && !video.hidden && video.readyState < 2)) return false;
  const moves = elements.flatMap((element) => element.getAnimations());
  return !moves.some(
    ({ playState, effect }) => playState === "running" && effect?.getComputedTiming().endTime !== Infinity,
  );
};

/**
 * Waits until the story stands still. With `click`, it clicks on what these deep selectors find, one after the other; with `keys`,
 * it presses them; with `has`, it waits until a text is there, too.
 */
export async function settle(page, { click = [], keys = [], has = "" } = {}) {
  await page.waitForFunction(settledInPage, { polling: 100, timeout: 60_000 });
  for (const selector of click) {
    await page.locator(selector.replace(/^| /g, " >>> ")).click();
    await page.waitForFunction(settledInPage, { polling: 100, timeout: 60_000 });
  }
  for (const key of keys) await page.keyboard.press(key);
  if (keys.length > 0) await page.waitForFunction(settledInPage, { polling: 100, timeout: 60_000 });
  if (!has) return;
  const isThere = (text) => {
    const read = (node) => [...node.childNodes].map((each) => each.data ?? read(each.shadowRoot ?? each)).join(" ");
    return read(document.body).includes(text);
  };
  await page.waitForFunction(isThere, { polling: 100, timeout: 60_000 }, has);
  await page.waitForFunction(settledInPage, { polling: 100, timeout: 60_000 });
}
