/**
 * This client next to `partytracks`, Cloudflare's own, in one Chromium, on one SFU, behind one proxy: how long people wait.
 *
 *   npm run bench:client [-- --json] [--quick] [--rows=REGEXP]
 *
 * Each figure is the median of some runs that take turns. What each client does to get there: test/bench/client/ours.ts and
 * theirs.ts. "API latency" is how much longer a request of the browser takes (test/bench/client/front.ts); where it says "in
 * the SFU", how much longer the SFU takes for a call of the Connection API.
 */
import { launch, type Browser, type CDPSession, type Page } from "puppeteer-core";
import { routePartyTracksRequest } from "partytracks/server";
import { startRoomServer } from "../../src/server/hosts/node.js";
import { startSfu } from "../../src/sfu/index.js";
import { bundlePage, gzipSizes } from "./client/bundles.js";
import { Front } from "./client/front.js";
import type { Remote, StagePage } from "./client/stage.js";
import type { ContenderName, ViewerPage } from "./client/viewer.js";

const WHO = ["ours", "theirs"] as const satisfies readonly ContenderName[];
const isQuick = process.argv.includes("--quick");
const filter = new RegExp(process.argv.find((each) => each.startsWith("--rows="))?.slice(7) ?? "");
const LATENCIES = [0, 100, 250];
const RUNS = isQuick ? 3 : 5;
const STAYS = isQuick ? 10 : 50;
/** Milliseconds without a picture that tell a broken call from a late frame. */
const BREAK = 700;
/** Milliseconds after which a run has failed: it is counted, and repeated. */
const RUN_LIMIT = 60_000;
/** Milliseconds. Filling a stage of 18, one after the other, takes most of a minute on a busy machine. */
const PATIENCE = 180_000;

type Figures = Record<(typeof WHO)[number], number>;
interface Row extends Figures {
  readonly name: string;
  readonly ratio: number;
}

const median = (values: readonly number[]): number =>
  values.toSorted((x, y) => x - y)[values.length >> 1] ?? Number.NaN;

let sfu = await startSfu({ faults: true });
const scripts = new Map<string, string>();
for (const name of ["stage", "viewer"]) scripts.set(`/${name}.js`, await bundlePage(`test/bench/client/${name}.ts`));

const server = await startRoomServer({
  // Fifty stays a minute from one machine are no flood here.
  limiter: () => 0,
  jwtSecret: "a secret for one run of a bench, and for nothing else",
  calls: { base: sfu.url, appId: sfu.appId, appSecret: sfu.appSecret },
  async fallback(request) {
    const { pathname } = new URL(request.url);
    const script = scripts.get(pathname);
    if (script !== undefined) return new Response(script, { headers: { "content-type": "text/javascript" } });
    if (pathname.endsWith("generate-ice-servers")) return Response.json({ iceServers: [] });
    if (pathname.startsWith("/partytracks")) {
      const { url, appId, appSecret } = sfu;
      // It passes the body on as a stream, which the fetch of Node does not take without a word on half duplex.
      const headers = new Headers(request.headers);
      for (const name of ["host", "connection"]) headers.delete(name);
      const whole = { url: request.url, method: request.method, headers, body: await request.text() };
      return routePartyTracksRequest({
        request: whole as unknown as Request,
        appId,
        token: appSecret,
        realtimeApiBaseUrl: url,
      });
    }
    const page = pathname.slice(1);
    return new Response(`<!doctype html><title>${page}</title><script type=module src=/${page}.js></script>`, {
      headers: { "content-type": "text/html" },
    });
  },
});
const front = await Front.start(server.port);

const browsers: Browser[] = [];

/** A page in a browser of its own. */
async function open<Api>(
  name: string,
  url: string,
): Promise<{ page: Page; load: () => Promise<void>; ask: Ask<Api>; cdp: CDPSession }> {
  const browser = await launch({
    executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium",
    protocolTimeout: PATIENCE,
    args: [
      "--no-sandbox",
      "--allow-loopback-in-peer-connection",
      "--autoplay-policy=no-user-gesture-required",
      "--disable-background-networking",
      "--disable-background-timer-throttling",
      "--disable-renderer-backgrounding",
      "--disable-backgrounding-occluded-windows",
      "--enable-precise-memory-info",
    ],
  });
  browsers.push(browser);
  const [page = await browser.newPage()] = await browser.pages();
  if (process.argv.includes("--verbose")) {
    page.on("console", (message) => console.error(`${name}: ${message.text()}`));
    page.on("pageerror", (error) => console.error(`${name}: ${String(error)}`));
  }
  const load = async (): Promise<void> => {
    await page.goto(`${url}/${name}`);
    await page.waitForFunction(() => "bench" in globalThis);
  };
  await load();
  const ask = async (method: string, ...args: unknown[]): Promise<unknown> =>
    page.evaluate(
      (which, values) =>
        (globalThis as unknown as { bench: Record<string, (...each: unknown[]) => unknown> }).bench[which]?.(...values),
      method,
      args,
    );
  return { page, load, ask: ask as Ask<Api>, cdp: await page.createCDPSession() };
}

type Ask<Api> = <Name extends keyof Api & string>(
  name: Name,
  ...args: Api[Name] extends (...args: infer Args) => unknown ? Args : never
) => Promise<Api[Name] extends (...args: never) => infer Result ? Awaited<Result> : never>;

const rows: Row[] = [];
const isWanted = (name: string): boolean => filter.test(name);

function report(name: string, { ours, theirs }: Figures): void {
  rows.push({ name, ours, theirs, ratio: ours / theirs });
  if (!process.argv.includes("--json"))
    console.log(
      `${name.padEnd(66)} ${ours.toFixed(0).padStart(8)} ${theirs.toFixed(0).padStart(8)} ${(ours / theirs).toFixed(2).padStart(6)}`,
    );
}

const failures = { ours: 0, theirs: 0 };

/** A call that never comes about would hold up all that is behind it. */
async function persist(
  who: ContenderName,
  run: (who: ContenderName) => Promise<readonly number[]>,
): Promise<readonly number[]> {
  const { latency } = front;
  while (failures[who] <= RUNS) {
    const running = run(who).catch((error: unknown) => void console.error(who, error));
    const figures = await Promise.race([running, pause(RUN_LIMIT).then(() => undefined)]);
    if (figures) return figures;
    failures[who]++;
    front.latency = latency;
    await viewer.load();
  }
  throw new Error(`${who} fails again and again.`);
}

/** Both in turns, after one round that does not count. */
async function alternate(
  names: readonly string[],
  run: (who: ContenderName) => Promise<readonly number[]>,
  runs = RUNS,
) {
  if (!names.some(isWanted)) return;
  const values = { ours: [] as (readonly number[])[], theirs: [] as (readonly number[])[] };
  for (let round = -1; round < runs; round++) {
    for (const who of WHO) {
      const figures = await persist(who, run);
      if (round >= 0) values[who].push(figures);
    }
  }
  for (const [i, name] of names.entries()) {
    report(name, {
      ours: median(values.ours.map((each) => each[i] ?? Number.NaN)),
      theirs: median(values.theirs.map((each) => each[i] ?? Number.NaN)),
    });
  }
}

const setSfuLatency = async (latency: number): Promise<void> => {
  const address = new URL("/admin/faults", sfu.url);
  await fetch(address, { method: "PUT", body: JSON.stringify({ latency }) });
};
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const stage = await open<StagePage>("stage", server.url);
const viewer = await open<ViewerPage>("viewer", front.url);
let rooms = 0;

async function withPeople(count: number, voices: number, work: (room: string, remotes: Remote[]) => Promise<void>) {
  const room = `bench-${rooms++}`;
  await work(room, await stage.ask("fill", room, count, voices));
  await stage.ask("empty");
}

async function joinOnce(who: ContenderName, room: string, remotes: Remote[]): Promise<number[]> {
  front.takeCount();
  const { first, last } = await viewer.ask("join", who, room, remotes);
  const { latency } = front;
  await pause(1_000);
  const calls = front.takeCount();
  front.latency = 0;
  await viewer.ask("leave");
  front.latency = latency;
  return [first, last, calls];
}

if (!process.argv.includes("--json")) console.log(`${"median".padEnd(66)}     ours   theirs  ratio`);

for (const people of [2, 9]) {
  const names = LATENCIES.map((latency) => `join, ${people} people, API ${latency} ms`);
  if (!names.some((name) => isWanted(`${name}: first frame`))) continue;
  await withPeople(people, people, async (room, remotes) => {
    for (const [i, latency] of LATENCIES.entries()) {
      front.latency = latency;
      const label = names[i] ?? "";
      const figures = ["first frame", "all frames", "requests"].map((what) => `${label}: ${what}`);
      await alternate(figures, (who) => joinOnce(who, room, remotes));
    }
    front.latency = 0;
    await setSfuLatency(100);
    await alternate([`join, ${people} people, 100 ms in the SFU: first frame`], (who) => joinOnce(who, room, remotes));
    await setSfuLatency(0);
  });
}

if (isWanted("somebody comes in")) {
  const hue = 9;
  for (const latency of LATENCIES) {
    await alternate([`somebody comes in, API ${latency} ms: first frame`], async (who) => {
      let time = Number.NaN;
      await withPeople(2, 2, async (room, remotes) => {
        await viewer.ask("join", who, room, remotes);
        await pause(1_500);
        front.latency = latency;
        const seen = viewer.ask("seesNewcomer", { name: `p${hue}`, hue });
        const { remote, at } = await stage.ask("comeIn", room, hue);
        // Ours hears it from the room; theirs has to be told, as soon as that.
        await pause(latency / 2);
        await viewer.ask("tell", remote);
        time = (await seen) - at;
        front.latency = 0;
        await viewer.ask("leave");
      });
      return [time];
    });
  }
}

if (isWanted("page turn")) {
  await withPeople(18, 0, async (room, remotes) => {
    const pages = [remotes.slice(0, 9), remotes.slice(9)] as const;
    for (const latency of LATENCIES) {
      const name = `page turn of 9 tiles, API ${latency} ms`;
      await alternate([name, `${name}: requests a turn`], async (who) => {
        await viewer.ask("join", who, room, pages[0]);
        await pause(1_500);
        front.latency = latency;
        front.takeCount();
        const times: number[] = [];
        for (const turn of [1, 0, 1]) {
          times.push(await viewer.ask("turn", pages[turn as 0 | 1]));
          await pause(1_500);
        }
        const requests = front.takeCount() / times.length;
        front.latency = 0;
        await viewer.ask("leave");
        return [median(times), requests];
      });
    }
  });
}

for (const latency of [0, 250]) {
  await alternate([`camera switch, API ${latency} ms`], async (who) => {
    front.latency = latency;
    const time = await viewer.ask("switchCamera", who, `bench-${rooms++}`);
    front.latency = 0;
    await viewer.ask("leave");
    return [time];
  });
}

await alternate(
  ["SFU restart to a new picture"],
  async (who) => {
    await viewer.ask("pair", who, `bench-${rooms++}`);
    await pause(2_000);
    const recovered = viewer.ask("recovered", BREAK);
    const { url, udpPort, appId, appSecret } = sfu;
    const start = Date.now();
    await sfu.close();
    sfu = await startSfu({ port: Number(new URL(url).port), udpPort, appId, appSecret, faults: true });
    const time = (await recovered) - start;
    await viewer.ask("leave");
    return [time];
  },
  isQuick ? 1 : 3,
);

if (isWanted("join/leaves")) {
  await withPeople(2, 2, async (room, remotes) => {
    const figures: Record<string, Figures> = {};
    for (const who of WHO) {
      const { page, ask, cdp } = await open<ViewerPage>("viewer", front.url);
      const settle = async (): Promise<{ task: number; heap: number }> => {
        await pause(2_000);
        await cdp.send("HeapProfiler.collectGarbage");
        const { metrics } = await cdp.send("Performance.getMetrics");
        const of = (name: string): number => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
        return { task: of("ScriptDuration") * 1000, heap: of("JSHeapUsedSize") / 1000 };
      };
      await cdp.send("Performance.enable");
      for (let stay = 0; stay < 2; stay++) {
        await ask("join", who, room, remotes);
        await ask("leave");
      }
      const before = await settle();
      for (let stay = 0; stay < STAYS; stay++) {
        await ask("join", who, room, remotes);
        await ask("leave");
      }
      const after = await settle();
      (figures["script time"] ??= { ours: 0, theirs: 0 })[who] = after.task - before.task;
      (figures["heap kept"] ??= { ours: 0, theirs: 0 })[who] = Math.max(1, after.heap - before.heap);
      await page.browser().close();
    }
    for (const [name, value] of Object.entries(figures)) {
      report(`${STAYS} join/leaves: ${name}, ${name === "heap kept" ? "kB" : "ms"}`, value);
    }
  });
}

if (isWanted("gzip")) {
  for (const { name, ...sizes } of await gzipSizes()) report(name, sizes);
}

await Promise.all(browsers.map((browser) => browser.close()));
front.close();
await server.close();
await sfu.close();
if (process.argv.includes("--json")) console.log(JSON.stringify({ rows }));
console.error(`runs that failed, and were repeated: ours ${failures.ours}, theirs ${failures.theirs}`);
process.exit();
