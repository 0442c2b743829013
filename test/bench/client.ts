/**
 * This client and `<calls-room>` next to `partytracks`, Cloudflare's own, in one Chromium, on one SFU, behind one proxy: how long
 * people wait.
 *
 *   npm run bench:client [-- --json] [--quick] [--rows=REGEXP] [--before=CHECKOUT] [--verbose]
 *
 * Each figure is the median of some runs that take turns. What each client does to get there: headless.ts, element.ts and
 * partytracks.ts in test/bench/client. "API latency" is how much longer a request of the browser takes (front.ts there); where it
 * says "in the SFU", how much longer the SFU takes for a call of the Connection API. `--before` adds the client of another
 * checkout, in the same turns.
 *
 * Rows are printed as they come; with `--json` to the standard error, and all of them to the standard output at the end, also
 * when it is interrupted. A side whose runs do not end has no figure in that row, and the rest goes on. All of it ends within a
 * quarter of an hour. `node .tools/bench-table.mjs FILE` puts the rows of a `--json` into the documentation.
 */
import { gzipSizes } from "./client/bundles.js";
import { CONTENDERS } from "./client/contender.js";
import { Rig, type BenchPage } from "./client/rig.js";
import type { Remote, StagePage } from "./client/stage.js";
import { pause, Turns, type Row, type Side } from "./client/turns.js";
import type { ViewerPage } from "./client/viewer.js";

const START = Date.now();
const option = (name: string): string | undefined =>
  process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);
const isQuick = process.argv.includes("--quick");
const isJson = process.argv.includes("--json");
const before = option("before");
const filter = new RegExp(option("rows") ?? "");
const LATENCIES = [0, 100, 250];
const STAYS = 10;
/** Milliseconds before each of many joins, in which the way into the room is made ready. */
const SHORT_STEP = 300;
/** Milliseconds without a picture that tell a broken call from a late frame. */
const BREAK = 700;
/** Milliseconds after which a run has failed. The slowest that ends takes 13 seconds. */
const RUN_LIMIT = 35_000;
/** Milliseconds in which all of it is over, and after which it is ended. */
const TIME = (isQuick ? 6 : 14) * 60_000;
const LIMIT = 15 * 60_000;

const SIDES: readonly Side[] = before === undefined ? CONTENDERS : [...CONTENDERS, "before"];
/** Those whose pages are turned by the bench. */
const WITHOUT_ELEMENT = SIDES.filter((side) => side !== "element");
const COLUMNS: readonly Side[] = SIDES;

const viewerFile = "test/bench/client/viewer.ts";
const rig = await Rig.start({
  stage: ["test/bench/client/stage.ts"],
  viewer: [viewerFile],
  ...(before !== undefined && { before: [viewerFile, before] as const }),
});
const { front } = rig;

const line = (name: string, cells: readonly string[]): string =>
  `${name.padEnd(62)}${cells.map((cell) => cell.padStart(12)).join("")}`;

function print({ name, figures, failures }: Row): void {
  const theirs = figures.partytracks ?? Number.NaN;
  const cells = COLUMNS.map((side) => {
    const figure = figures[side];
    if (figure === undefined) return "";
    if (figure === null) return "never ends";
    return side === "partytracks" ? figure.toFixed(0) : `${figure.toFixed(0)} (${(figure / theirs).toFixed(2)})`;
  });
  const failed = Object.entries(failures).map(([side, count]) => `${side} failed ${count} times`);
  (isJson ? console.error : console.log)(line(name, [...cells, ...failed.map((each) => `  ${each}`)]));
}

const turns = new Turns({
  runs: isQuick ? 3 : 5,
  limit: RUN_LIMIT,
  end: START + TIME,
  onRow: print,
  async renew(side, cause) {
    console.error(`${side}: ${cause}`);
    const { latency } = front;
    front.latency = 0;
    await pages.get(side)?.close();
    await openViewer(side);
    front.latency = latency;
  },
});

function finish(why?: string): never {
  if (why !== undefined) console.error(why);
  if (isJson) process.stdout.write(`${JSON.stringify({ date: new Date(START).toISOString(), rows: turns.rows })}\n`);
  rig.stop();
  process.exit(why === undefined ? 0 : 1);
}
setTimeout(() => finish(`Ended after ${LIMIT / 60_000} minutes: the rows that are missing were not reached.`), LIMIT);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => finish("Interrupted."));

/** A browser for each side: what one leaves behind is not in the way of another. */
const pages = new Map<Side, BenchPage<ViewerPage>>();
const openPage = (side: Side): Promise<BenchPage<ViewerPage>> =>
  rig.open<ViewerPage>(side === "before" ? "before" : "viewer", front.url);
async function openViewer(side: Side): Promise<void> {
  pages.set(side, await openPage(side));
}
const contender = (side: Side): (typeof CONTENDERS)[number] => (side === "before" ? "headless" : side);
const viewer = (side: Side): BenchPage<ViewerPage> => {
  const page = pages.get(side);
  if (!page) throw new Error("This page is not open.");
  return page;
};

const stage = await rig.open<StagePage>("stage", rig.server.url);
for (const side of SIDES) await openViewer(side);
let rooms = 0;

async function withPeople(count: number, voices: number, work: (room: string, remotes: Remote[]) => Promise<void>) {
  const room = `bench-${rooms++}`;
  try {
    await work(room, await stage.ask("fill", room, count, voices));
  } finally {
    await stage.ask("empty");
  }
}

async function leave(side: Side): Promise<void> {
  const { latency } = front;
  front.latency = 0;
  await viewer(side).ask("leave");
  front.latency = latency;
}

async function joinOnce(side: Side, room: string, remotes: Remote[]): Promise<number[]> {
  const { ask } = viewer(side);
  await ask("prepare", contender(side), room, remotes);
  front.takeCount();
  const { first, last } = await ask("join", remotes);
  await pause(1_000);
  const calls = front.takeCount();
  await leave(side);
  return [first, last, calls];
}

/** A part of the bench: what its rows are called, how many times it asks for turns, and what it does. */
interface Scenario {
  readonly name: string;
  readonly takes: number;
  run(): Promise<void>;
}

const joins = (people: number): Scenario => ({
  name: `join, ${people} people`,
  takes: LATENCIES.length + 1,
  run: () =>
    withPeople(people, people, async (room, remotes) => {
      for (const latency of LATENCIES) {
        front.latency = latency;
        const label = `join, ${people} people, API ${latency} ms`;
        const names = ["first frame", "all frames", "requests"].map((what) => `${label}: ${what}`);
        await turns.take("join", SIDES, names, (side) => joinOnce(side, room, remotes));
      }
      front.latency = 0;
      await rig.setSfuLatency(100);
      await turns.take("join", SIDES, [`join, ${people} people, 100 ms in the SFU: first frame`], (side) =>
        joinOnce(side, room, remotes),
      );
      await rig.setSfuLatency(0);
    }),
});

const newcomer: Scenario = {
  name: "somebody comes in",
  takes: LATENCIES.length,
  async run() {
    const hue = 9;
    for (const latency of LATENCIES) {
      await turns.take("in", SIDES, [`somebody comes in, API ${latency} ms: first frame`], async (side) => {
        let time = Number.NaN;
        const { ask } = viewer(side);
        await withPeople(2, 2, async (room, remotes) => {
          front.latency = 0;
          await ask("prepare", contender(side), room, remotes);
          await ask("join", remotes);
          await pause(1_500);
          front.latency = latency;
          const seen = ask("seesNewcomer", { name: `p${hue}`, hue });
          const { remote, at } = await stage.ask("comeIn", room, hue);
          // Ours hears it from the room; theirs has to be told, as soon as that.
          await pause(latency / 2);
          await ask("tell", remote);
          time = (await seen) - at;
          await leave(side);
        });
        return [time];
      });
    }
  },
};

const pageTurn: Scenario = {
  name: "page turn",
  takes: LATENCIES.length,
  run: () =>
    withPeople(18, 0, async (room, remotes) => {
      const halves = [remotes.slice(0, 9), remotes.slice(9)] as const;
      for (const latency of LATENCIES) {
        const name = `page turn of 9 tiles, API ${latency} ms`;
        await turns.take("turn", WITHOUT_ELEMENT, [name, `${name}: requests a turn`], async (side) => {
          const { ask } = viewer(side);
          front.latency = 0;
          await ask("prepare", contender(side), room, halves[0]);
          await ask("join", halves[0]);
          await pause(1_500);
          front.latency = latency;
          front.takeCount();
          const times: number[] = [];
          for (const turn of [1, 0, 1] as const) {
            times.push(await ask("turn", halves[turn]));
            await pause(1_500);
          }
          const requests = front.takeCount() / times.length;
          await leave(side);
          return [times.toSorted((x, y) => x - y)[1] ?? Number.NaN, requests];
        });
      }
      front.latency = 0;
    }),
};

const cameraSwitch: Scenario = {
  name: "camera switch",
  takes: 2,
  async run() {
    for (const latency of [0, 250]) {
      front.latency = latency;
      await turns.take("switch", SIDES, [`camera switch, API ${latency} ms`], async (side) => {
        const time = await viewer(side).ask("switchCamera", contender(side), `bench-${rooms++}`);
        await leave(side);
        return [time];
      });
    }
    front.latency = 0;
  },
};

const restart: Scenario = {
  name: "SFU restart to a new picture",
  takes: 1,
  run: () =>
    turns.take("restart", SIDES, ["SFU restart to a new picture"], async (side) => {
      const { ask } = viewer(side);
      await ask("pair", contender(side), `bench-${rooms++}`);
      await pause(2_000);
      const recovered = ask("recovered", BREAK);
      const start = Date.now();
      await rig.restartSfu();
      const time = (await recovered) - start;
      await leave(side);
      return [time];
    }),
};

/** Nothing comes over the way that the media took, and the next one works: over when there are pictures again. */
const networkChange: Scenario = {
  name: "another network to a new picture",
  takes: 1,
  run: () =>
    withPeople(1, 1, (room, remotes) =>
      turns.take("network", SIDES, [networkChange.name], async (side) => {
        const { ask } = viewer(side);
        await ask("prepare", contender(side), room, remotes);
        await ask("join", remotes);
        await pause(3_000);
        const recovered = ask("recovered", BREAK, remotes[0]?.hue);
        const start = Date.now();
        const anew = front.request(/sessions\/new$|\/cloudflare\/session$/);
        await rig.setCutOff(true);
        await anew;
        await rig.setCutOff(false);
        const time = (await recovered) - start;
        await leave(side);
        return [time];
      }),
    ),
};

/**
 * In a browser of its own: what the others leave behind is not in it. Chromium counts as script what it calls itself; what goes on
 * after an `await` of its own promises is not in that, and is in the time of the main thread. What the first stays keep is mostly
 * compiled code, so that ten more follow.
 */
const stays: Scenario = {
  name: `${STAYS} joins and leaves`,
  takes: 1,
  run: () =>
    withPeople(2, 2, async (room, remotes) => {
      /** Of many stays on a busy machine. */
      const options = { limit: 90_000, time: 60_000 };
      const kinds = ["script time, ms", "main thread, ms", "heap kept, kB", `heap kept by ${STAYS} more, kB`];
      const names = kinds.map((what) => `${STAYS} joins and leaves: ${what}`);
      // Its pages are warm by the stays that do not count.
      turns.warm("stays");
      await turns.take(
        "stays",
        SIDES,
        names,
        async (side) => {
          const { ask, cdp, close } = await openPage(side);
          try {
            const settle = async (): Promise<{ script: number; task: number; heap: number }> => {
              await pause(2_000);
              await cdp.send("HeapProfiler.collectGarbage");
              const { metrics } = await cdp.send("Performance.getMetrics");
              const of = (name: string): number => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
              const [script, task] = [of("ScriptDuration") * 1000, of("TaskDuration") * 1000];
              return { script, task, heap: of("JSHeapUsedSize") / 1000 };
            };
            const stay = async (count: number): Promise<void> => {
              for (let i = 0; i < count; i++) {
                await ask("prepare", contender(side), room, remotes, SHORT_STEP);
                await ask("join", remotes);
                await ask("leave");
              }
            };
            await cdp.send("Performance.enable");
            await stay(2);
            const from = await settle();
            await stay(STAYS);
            const to = await settle();
            await stay(STAYS);
            const end = await settle();
            const kept = [to.heap - from.heap, end.heap - to.heap].map((kilobytes) => Math.max(1, kilobytes));
            return [to.script - from.script, to.task - from.task, ...kept];
          } finally {
            await close();
          }
        },
        options,
      );
    }),
};

const gzip: Scenario = {
  name: "gzip bytes: session, devices, screen, sound",
  takes: 0,
  async run() {
    const [headless, partytracks] = await gzipSizes();
    turns.report({ name: gzip.name, figures: { headless, partytracks }, failures: {}, runs: 1 });
  },
};

const all = [gzip, joins(2), joins(9), newcomer, pageTurn, cameraSwitch, restart, networkChange, stays];
const wanted = all.filter(({ name }) => filter.test(name));
for (const { takes } of wanted) turns.expect(takes);
(isJson ? console.error : console.log)(line("median (ratio to partytracks)", COLUMNS));
for (const { name, run } of wanted) {
  try {
    await run();
  } catch (error) {
    console.error(`${name}: ${String(error)}`);
  }
}
finish();
