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
  /** Rooms have the rules of `club.ts`. */
  club?: boolean;
  /** Rooms have the agenda of the demo. */
  agenda?: boolean;
  /** ...and the service of `echo-service.ts`, which dials this address. */
  echo?: string;
  /** Rooms have captions and a transcript; the environment says by whom. */
  captions?: boolean;
  /** Rooms may have an AI; the environment says which. */
  ai?: boolean | { readonly totalMinutesPerDay: number };
  /** Rooms have an assistant in their chat; the environment says by which model. With captions it may be given them. */
  assistant?: boolean;
  log(entry: LogEntry): void;
}

export interface RunningHost {
  readonly url: string;
  readonly port: number;
  stats(): Promise<{ rooms: number; participants: number; sockets: number }>;
  /** Moves the clock, and lets the rooms look for what has become stale. */
  advance(milliseconds: number): Promise<void>;
  /** Ends the objects of a Worker as a move to another machine does; on Node there are none. */
  evict?(): Promise<void>;
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
