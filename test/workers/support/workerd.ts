/** Runs the Worker host in the real runtime: no account, no network. */
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { build } from "vite";
import type { LogEntry } from "../../../src/server/log.js";
import type { HostOptions, RunningHost } from "../../server/support/host.js";
import type { Command, Report } from "./commands.js";

/** A Worker's main module and all that it needs, as one module. */
export async function bundle(main: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["workerd", "worker", "browser", "import", "default"] },
    ssr: { target: "webworker", noExternal: true },
    build: {
      ssr: true,
      write: false,
      target: "es2022",
      rolldownOptions: {
        input: main,
        output: { format: "es", codeSplitting: false },
      },
    },
  });
  const [chunk] = "output" in result ? result.output : [];
  if (chunk?.type !== "chunk") throw new Error("The Worker was not built.");
  return chunk.code;
}

export interface Workerd {
  readonly url: string;
  command(command: Command): Promise<Report>;
  /** Where the log goes from now on. */
  log: (entry: LogEntry) => void;
  close(): Promise<void>;
}

/** @param persist a folder for the objects' storage; in memory when absent. */
export async function startWorkerd(persist?: string): Promise<Workerd> {
  const workerd: { log: Workerd["log"] } = { log: () => {} };
  const miniflare = new Miniflare({
    name: "calls",
    modules: [
      {
        type: "ESModule",
        path: "entry.mjs",
        contents: await bundle(fileURLToPath(new URL("entry.ts", import.meta.url))),
      },
    ],
    compatibilityDate: "2026-04-24",
    host: "127.0.0.1",
    port: 0,
    cf: false,
    kvNamespaces: ["META"],
    durableObjects: { ROOMS: { className: "TestRoom", useSQLite: true } },
    ...(persist !== undefined && { durableObjectsPersist: `${persist}/rooms`, kvPersist: `${persist}/kv` }),
    handleRuntimeStdio: (stdout, stderr) => {
      for (const stream of [stdout, stderr]) {
        createInterface(stream).on("line", (line) => {
          if (line.startsWith('{"level"')) workerd.log(JSON.parse(line) as LogEntry);
          else if (!/abort\(\)|uncaught exception|broken\.|^\s|^stack/.test(line)) process.stderr.write(`${line}\n`);
        });
      }
    },
  });
  const { origin: url } = await miniflare.ready;
  return Object.assign(workerd, {
    url,
    async command(command: Command) {
      // On a connection of its own: a test may have had the one before closed, and nobody knows yet.
      const asking = request(`${url}/test-command`, { method: "POST", agent: false });
      asking.end(JSON.stringify(command));
      const [reply] = (await once(asking, "response")) as [IncomingMessage];
      return (await json(reply)) as Report;
    },
    close: () => miniflare.dispose(),
  });
}

/** A host whose servers are one runtime after the other's rooms are cleared: starting one for each test takes too long. */
export function workerdHost(runtime: Promise<Workerd>): (options: HostOptions) => Promise<RunningHost> {
  return async ({ env, timing, clock, log, fallback, club, agenda, echo, captions, ai, assistant }) => {
    if (fallback) throw new Error("A Worker's fallback is its static files.");
    const workerd = await runtime;
    const setup = {
      env,
      ...(club && { club }),
      ...(agenda && { agenda }),
      ...(echo !== undefined && { echo }),
      ...(captions && { captions }),
      ...(ai && { ai }),
      ...(assistant && { assistant }),
      ...(timing && { timing }),
      ...(clock !== undefined && { clock }),
    };
    await workerd.command({ type: "reset", setup });
    workerd.log = log;
    return {
      url: workerd.url,
      port: Number(new URL(workerd.url).port),
      stats: async () => {
        const { rooms, participants, sockets } = await workerd.command({ type: "report" });
        return { rooms, participants, sockets };
      },
      advance: async (milliseconds) => void (await workerd.command({ type: "advance", milliseconds })),
      evict: async () => void (await workerd.command({ type: "evict" })),
      close: async () => void (await workerd.command({ type: "reset", setup })),
    };
  };
}
