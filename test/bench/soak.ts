/**
 * What the SFU keeps of calls that are over: 300 times two libwebrtc peers join, exchange a track and a message, and leave.
 * The SFU runs in a process of its own, so that its heap is what is weighed.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startSfu, type LocalSfu, type SfuCounters } from "../../src/sfu/index.js";
import { joinAndLeave } from "../sfu/support/cycle.js";
import type { Endpoint } from "../sfu/support/node-peer.js";

const CYCLES = 300;
/** Calls until code is compiled and caches are filled. */
const WARM_UP = 30;

interface State {
  readonly counters: SfuCounters;
  readonly sockets: number;
  /** Megabytes after garbage collection. */
  readonly heap: number;
}

function stateOf(sfu: LocalSfu, collect: () => void): State {
  collect();
  return {
    counters: sfu.sessions(),
    sockets: process.getActiveResourcesInfo().filter((name) => /UDP|TCPServer/.test(name)).length,
    heap: process.memoryUsage().heapUsed / 1e6,
  };
}

async function serve(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const sfu = await startSfu();
  process.on("message", async (question) => {
    if (question === "close") {
      await sfu.close();
      // Handles end a turn of the loop after their close event.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    process.send?.(stateOf(sfu, collect));
  });
  process.on("disconnect", () => process.exit());
  process.send?.({ url: sfu.url, appId: sfu.appId, appSecret: sfu.appSecret });
}

async function main(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), ["sfu"], { stdio: "inherit" });
  const [endpoint] = (await once(child, "message")) as [Endpoint];
  const ask = async (question: "state" | "close"): Promise<State> => {
    const answer = once(child, "message");
    child.send(question);
    const [state] = (await answer) as [State];
    return state;
  };
  const settled = async (): Promise<State> => {
    for (;;) {
      const state = await ask("state");
      if (state.counters.open === 0) return state;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  for (let cycle = 0; cycle < WARM_UP; cycle++) await joinAndLeave(endpoint);
  const first = await settled();
  for (let cycle = WARM_UP; cycle < CYCLES / 2; cycle++) await joinAndLeave(endpoint);
  const middle = await settled();
  for (let cycle = CYCLES / 2; cycle < CYCLES; cycle++) await joinAndLeave(endpoint);
  const last = await settled();
  const closed = await ask("close");
  child.disconnect();
  const result = { cycles: CYCLES, heapFirst: first.heap, heapMiddle: middle.heap, heapLast: last.heap, last, closed };
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify(result));
    return;
  }
  const { open, publications, subscriptions, timers } = closed.counters;
  const growth = (last.heap / first.heap).toFixed(3);
  console.log(`${CYCLES} calls of two`);
  const heaps = [first, middle, last].map(({ heap }) => heap.toFixed(2)).join(", ");
  console.log(`heap MB  after ${WARM_UP}, ${CYCLES / 2} and ${CYCLES} calls: ${heaps}  ratio ${growth}`);
  console.log(`timers   after ${WARM_UP} calls ${first.counters.timers}  at the end ${last.counters.timers}`);
  console.log(
    `closed   sessions ${open}  publications ${publications}  subscriptions ${subscriptions}  timers ${timers}  ` +
      `sockets ${closed.sockets}`,
  );
}

if (process.argv[2] === "sfu") {
  await serve();
} else {
  await main();
  process.exit();
}
