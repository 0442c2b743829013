import type { LogEntry } from "../../../src/server/log.js";
import { startNodeHost } from "./node-host.js";

/** What a test may ask of a server, whatever it runs on. */
export interface HostOptions {
  /** The environment that the server is configured from. */
  env: Record<string, string>;
  /** Milliseconds. */
  timing?: { heartbeat: number; stale: number };
  /** Milliseconds since 1970: the clock stands there until `advance`. Default: the real clock. */
  clock?: number;
  /** What is not the room server's. On Node only. */
  fallback?: (request: Request) => Response;
  port?: number;
  /** Rooms have the rules of `club.ts`. */
  club?: boolean;
  /** Rooms have the agenda of the demo. */
  agenda?: boolean;
  log(entry: LogEntry): void;
}

export interface RunningHost {
  readonly url: string;
  readonly port: number;
  stats(): Promise<{ rooms: number; participants: number; sockets: number }>;
  /** Moves the clock, and lets the rooms look for what has become stale. */
  advance(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface Host {
  readonly name: "node" | "workerd";
  start(options: HostOptions): Promise<RunningHost>;
}

let current: Host = { name: "node", start: startNodeHost };

/** Runs the tests that are imported from now on against another host. */
export function useHost(host: Host): void {
  current = host;
}

export const currentHost = (): Host => current;
/** Some things only a process has: ports, pings, files of its own. */
export const isNode = (): boolean => current.name === "node";
