/**
 * What a grid of a hundred people costs while somebody else speaks ten times a second: how much is rendered for each change,
 * how long scripts run, whether anything jumps, and what a hundred mounts leave behind. The grid of
 * `@livekit/components-react` runs in the same browser, with participants that nobody sent. That of
 * `@cloudflare/realtimekit-ui` does not run without its own backend's client, and the output says so.
 *
 * Before that, grids of 9 and of 25 in which everybody moves, and the same pictures in bare `<video>`s (`bare`): what these cost is the
 * browser's, and the rest the kit's.
 *
 *   npm run bench:ui [-- --json] [--live] [--without-others]
 *
 * `--live`: those alone.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { launch, type Browser, type CDPSession, type Page } from "puppeteer-core";
import { build } from "vite";

const PEOPLE = 99;
const CHANGES = 100;
/** Milliseconds between two changes of the speaker. */
const PAUSE = 100;
const MOUNTS = 100;
/** Grids in which everybody moves, and the seconds for which each is looked at. */
const LIVE = [9, 25];
const SECONDS = 5;
const CACHE = "node_modules/.cache/bench-ui";
const OTHERS = ["@livekit/components-react@2.9.24", "@livekit/components-styles@1.2.0", "livekit-client@2.23.0"];
const REACT = ["react@19", "react-dom@19"];

/** What a grid costs in which so many people move. */
interface Live {
  readonly tiles: number;
  /** How many of them do: a kit may show fewer. */
  readonly moving: number;
  /** Milliseconds of the main thread for each tile until all of them move. */
  readonly mountPerTile: number;
  /** Milliseconds of the main thread in a second, with two changes of the speaker, and tasks over 50 ms in all of them. */
  readonly busyPerSecond: number;
  readonly longTasks: number;
}

interface LiveRow {
  readonly name: string;
  readonly live: readonly Live[];
}

interface Row {
  readonly name: string;
  /** Elements that render for one change of the speaker; `null` where that cannot be counted. */
  readonly renderedPerChange: number | null;
  /** Milliseconds of script in a second, ten changes each. */
  readonly scriptPerSecond: number;
  readonly layoutPerSecond: number;
  readonly layoutShift: number;
  /** Kilobytes of heap that one mount leaves behind. */
  readonly heapPerMount: number;
  /** In the page after all that, shadow trees included. Ours shows up to 49 people at once, the other one 25. */
  readonly nodes: number;
}

/** The same order each time: a linear congruential generator. */
const speakers = (): (() => number) => {
  let seed = 1;
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % PEOPLE;
  };
};

async function bundle(entry: string, name: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: "error",
    root: ".",
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      outDir: `${CACHE}/pages/${name}`,
      emptyOutDir: true,
      target: "es2022",
      lib: { entry, formats: ["es"], fileName: () => "page.js", cssFileName: "page" },
    },
  });
  const style = `<style>html,body,#stage{height:100%;margin:0}</style><link rel="stylesheet" href="page.css">`;
  const body = `<div id="stage"></div><script type="module" src="page.js"></script>`;
  writeFileSync(`${CACHE}/pages/${name}/index.html`, `<!doctype html><meta charset="utf-8">${style}${body}`);
}

/** @returns why the other kit is not there, or `undefined`. */
function installOthers(): string | undefined {
  mkdirSync(`${CACHE}/others`, { recursive: true });
  writeFileSync(`${CACHE}/others/package.json`, '{ "private": true, "type": "module" }');
  for (const file of ["livekit.js", "camera.js"]) cpSync(`test/bench/ui/${file}`, `${CACHE}/others/${file}`);
  try {
    const options = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    execFileSync("npm", [...options, ...OTHERS, ...REACT], { cwd: `${CACHE}/others`, stdio: "pipe", timeout: 120_000 });
    return undefined;
  } catch {
    return "its packages could not be installed";
  }
}

async function serve(): Promise<{ url: string; close: () => void }> {
  const types: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript", css: "text/css" };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname.replace(/\/$/, "/index.html");
    try {
      const file = await readFile(`${CACHE}/pages${path}`);
      response.writeHead(200, { "Content-Type": types[path.split(".").at(-1) ?? ""] ?? "text/plain" }).end(file);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

async function heap(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize;
}

/** Runs in the page. */
function watchShifts(): void {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += Number(Reflect.get(entry, "value"));
    document.body.dataset["shift"] = String(sum);
  }).observe({ type: "layout-shift" });
}

async function talk(page: Page): Promise<Omit<Row, "name" | "heapPerMount" | "nodes">> {
  await page.evaluate((people) => window.bench.mount(people), PEOPLE);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await page.evaluate(watchShifts);
  const next = speakers();
  const order = Array.from({ length: CHANGES }, next);
  const rendered = await page.evaluate(() => window.bench.rendered?.());
  const before = await page.metrics();
  const start = performance.now();
  await page.evaluate(
    async (indices, pause) => {
      for (const index of indices) {
        window.bench.speak(index);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    },
    order,
    PAUSE,
  );
  const seconds = (performance.now() - start) / 1_000;
  const after = await page.metrics();
  const perSecond = (a = 0, b = 0): number => ((b - a) * 1_000) / seconds;
  return {
    renderedPerChange:
      rendered === undefined
        ? null
        : ((await page.evaluate(() => window.bench.rendered?.() ?? 0)) - rendered) / CHANGES,
    scriptPerSecond: perSecond(before.ScriptDuration, after.ScriptDuration),
    layoutPerSecond: perSecond(before.LayoutDuration, after.LayoutDuration),
    layoutShift: Number(await page.evaluate(() => document.body.dataset["shift"] ?? "0")),
  };
}

/** Runs in the page. Resolves with how many videos of it play, when these are so many or after some seconds. */
async function playing(wanted: number): Promise<number> {
  const count = (root: ParentNode): number =>
    [...root.querySelectorAll("*")].reduce((sum, element) => {
      const plays = element instanceof HTMLVideoElement && element.readyState > HTMLMediaElement.HAVE_CURRENT_DATA;
      return sum + Number(plays) + (element.shadowRoot ? count(element.shadowRoot) : 0);
    }, 0);
  const end = performance.now() + 15_000;
  while (count(document) < wanted && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
  return count(document);
}

/** A grid in which everybody moves. */
async function watch(page: Page, tiles: number): Promise<Live> {
  await page.evaluate(() => window.bench.unmount());
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const idle = await page.metrics();
  await page.evaluate((people) => window.bench.mount(people, true), tiles);
  const moving = await page.evaluate(playing, tiles);
  const before = await page.metrics();
  const start = performance.now();
  const longTasks = await page.evaluate(
    async (people, seconds) => {
      let long = 0;
      const observer = new PerformanceObserver((list) => (long += list.getEntries().length));
      observer.observe({ type: "longtask" });
      for (let change = 0; change < 2 * seconds; change++) {
        window.bench.speak((change * 7) % people);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      observer.disconnect();
      return long;
    },
    tiles,
    SECONDS,
  );
  const seconds = (performance.now() - start) / 1_000;
  const after = await page.metrics();
  const spent = (a = 0, b = 0): number => (b - a) * 1_000;
  return {
    tiles,
    moving,
    mountPerTile: spent(idle.TaskDuration, before.TaskDuration) / tiles,
    busyPerSecond: spent(before.TaskDuration, after.TaskDuration) / seconds,
    longTasks,
  };
}

async function open(browser: Browser, url: string, name: string): Promise<Page> {
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(`${url}/${name}/`);
  await page.waitForFunction(() => "bench" in window);
  return page;
}

async function measureLive(browser: Browser, url: string, name: string): Promise<LiveRow> {
  const page = await open(browser, url, name);
  const live: Live[] = [];
  // The first does not count: pages have to warm up.
  await watch(page, LIVE[0] ?? 1);
  for (const tiles of LIVE) live.push(await watch(page, tiles));
  await page.close();
  return { name, live };
}

async function measure(browser: Browser, url: string, name: string): Promise<Row> {
  const page = await open(browser, url, name);
  const talking = await talk(page);
  const session = await page.createCDPSession();
  await heap(session);
  const { Nodes: nodes = 0 } = await page.metrics();
  const mounts = (count: number): Promise<void> =>
    page.evaluate(
      async (times, people) => {
        for (let time = 0; time < times; time++) {
          await window.bench.unmount();
          await window.bench.mount(people);
        }
      },
      count,
      PEOPLE,
    );
  await mounts(5);
  const before = await heap(session);
  await mounts(MOUNTS);
  const heapPerMount = ((await heap(session)) - before) / MOUNTS / 1_000;
  await page.close();
  return { name, ...talking, heapPerMount, nodes };
}

const isJson = process.argv.includes("--json");
const print = (line: string): void => (isJson ? console.error : console.log)(line);

function printRow(row: Row): void {
  print(
    [
      `${row.name}: ${row.renderedPerChange?.toFixed(2) ?? "an uncounted number of"} elements rendered for each change`,
      `${row.scriptPerSecond.toFixed(1)} ms of script and ${row.layoutPerSecond.toFixed(1)} ms of layout a second`,
      `layout shift ${row.layoutShift.toFixed(4)}`,
      `${row.heapPerMount.toFixed(1)} kB of heap left by a mount`,
      `${row.nodes} nodes`,
    ].join(", "),
  );
}

function printLive({ name, live }: LiveRow): void {
  for (const { tiles, moving, mountPerTile, busyPerSecond, longTasks } of live) {
    print(
      [
        `${name}, ${tiles} pictures of which ${moving} move: ${busyPerSecond.toFixed(0)} ms of the main thread a second`,
        `${longTasks} tasks over 50 ms in ${SECONDS} s`,
        `${mountPerTile.toFixed(1)} ms to mount a tile`,
      ].join(", "),
    );
  }
}

const isLiveOnly = process.argv.includes("--live");
const names = ["ours"];
const notes = [
  "@cloudflare/realtimekit-ui: its grid wants a meeting object of its own backend's client; not measured.",
];
await bundle("test/bench/ui/ours.ts", "ours");
await bundle("test/bench/ui/bare.ts", "bare");
if (process.argv.includes("--without-others")) notes.push("@livekit/components-react: not asked for.");
else {
  const trouble = installOthers();
  if (trouble) notes.push(`@livekit/components-react: ${trouble}.`);
  else {
    await bundle(`${CACHE}/others/livekit.js`, "livekit");
    names.push("livekit");
  }
}

const server = await serve();
const browser = await launch({
  executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
  ],
});
const rows: Row[] = [];
const live: LiveRow[] = [];
try {
  print(`${PEOPLE + 1} people, ${1_000 / PAUSE} changes of the speaker a second, ${MOUNTS} mounts; grids that move`);
  // Rows are printed as they come: what is slow costs itself alone.
  for (const name of [...names, "bare"]) {
    const row = await measureLive(browser, server.url, name);
    live.push(row);
    printLive(row);
  }
  for (const name of isLiveOnly ? [] : names) {
    const row = await measure(browser, server.url, name);
    rows.push(row);
    printRow(row);
  }
} finally {
  await browser.close();
  server.close();
}
for (const note of notes) print(note);
if (isJson) console.log(JSON.stringify({ rows, live, notes }));
