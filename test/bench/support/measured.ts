/** A server in a process of its own, and what it uses. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { spawnSelf } from "./child.js";

/** What a server process has used so far. */
export interface Usage {
  /** Seconds. */
  readonly cpu: number;
  /** Bytes that the system has given it. */
  readonly memory: number;
  /** Bytes that it keeps. */
  readonly kept: number;
  /** Milliseconds of the longest time in which it did nothing else, since the last question. */
  readonly stall: number;
}

export interface Server {
  readonly url: string;
  usage(): Promise<Usage>;
  stop(): void;
}

/** Runs this bench again, as the server of this name. */
export async function spawnServer(role: string): Promise<Server> {
  const { child, ready } = await spawnSelf<string>(role);
  return {
    url: ready,
    usage: () =>
      new Promise((resolve) => {
        child.once("message", (usage: Usage) => resolve(usage));
        child.send("usage");
      }),
    stop: () => child.disconnect(),
  };
}

/** Answers the parent's questions after what this process has used. */
export function reportUsage(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  process.on("message", () => {
    const stall = delays.max / 1e6;
    collect();
    const { user, system } = process.cpuUsage();
    const { heapUsed, external, rss: memory } = process.memoryUsage();
    process.send?.({ cpu: (user + system) / 1e6, memory, kept: heapUsed + external, stall } satisfies Usage);
    delays.reset();
  });
  process.on("disconnect", () => process.exit());
}

/** A line for whoever waits, apart from the result. */
export const note = (text: string): void =>
  void process.stderr.write(`${(performance.now() / 1000).toFixed(0)} s  ${text}\n`);
