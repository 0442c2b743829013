import { ROOM_LIMITS } from "../../wire/room-protocol.js";
import type { CallerLimiter } from "../access/callers.js";
import type { Access } from "../app/room-routes.js";
import type { RoomBehavior } from "../behaviors.js";
import type { ServerConfig } from "../config.js";
import { ConfigError, configFromEnv } from "../config.js";
import type { Log } from "../log.js";
import { withoutAddresses } from "../log.js";
import type { ReportSink } from "../operations/reports.js";
import { checkFeatures } from "../../room/feature-state.js";
import type { RoomFeature } from "../../room/feature.js";
import type { CallerShare, RoomSettings } from "../../room/state.js";
import { ROOM_SETTINGS } from "../../room/state.js";
import type { DurableObjectNamespace, Fetcher, KVNamespace } from "./workerd.js";

/** The Worker's bindings. Variables and secrets are those of {@link configFromEnv}. */
export interface WorkerEnv {
  /** The namespace of `RoomObject`. */
  readonly ROOMS: DurableObjectNamespace;
  /** Names of rooms that nobody is in. */
  readonly META?: KVNamespace;
  /** Static files, for everything that is not the room server's. */
  readonly ASSETS?: Fetcher;
  readonly [variable: string]: unknown;
}

/** What a Worker of your own can put in. */
export interface WorkerHooks {
  /** Default: one line of JSON for each entry on the Worker's console, which is where Workers have their log. */
  log?: Log;
  /** Milliseconds since 1970; for tests. */
  now?: () => number;
  /** Rules of your own for all rooms: for the Durable Object class. */
  behavior?: RoomBehavior;
  /** What rooms have beside people, see {@link RoomFeature}: for the Durable Object class. */
  features?: readonly RoomFeature[];
  /** Where reports of people go. Default: the log, without their own words. */
  onReport?: ReportSink;
  /**
   * How often one caller may do what. Default: `createCallerLimiter`, which counts in the memory of each instance of the
   * Worker.
   *
   * @example With the platform's rate limiting binding, which counts for all instances in one place.
   * ```ts
   * export default createWorker({
   *   limiter: (env) => async (action, caller) => {
   *     const { success } = await env.LIMITER.limit({ key: `${action} ${caller}` });
   *     return success ? 0 : 10;
   *   },
   * });
   * ```
   */
  limiter?: (env: WorkerEnv) => CallerLimiter;
  /** What people of one network get of a room: for the Durable Object class. */
  share?: Partial<CallerShare>;
  /** For tests. */
  settings?: Partial<RoomSettings>;
}

export interface WorkerConfig extends ServerConfig {
  readonly jwtSecret: string;
  readonly access: Access;
  readonly settings: RoomSettings;
}

/**
 * Reads the Worker's configuration.
 * @throws ConfigError
 */
export function readWorkerConfig(env: WorkerEnv): WorkerConfig {
  const config = configFromEnv(
    Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string")),
  );
  const { jwtSecret, access = "open", maxParticipants = ROOM_LIMITS.participants } = config;
  if (jwtSecret === undefined) {
    throw new ConfigError(["JWT_SECRET is missing: all instances of the Worker sign with it. It is a secret."]);
  }
  return { ...config, jwtSecret, access, settings: { ...ROOM_SETTINGS, participants: maxParticipants } };
}

export function workerHooks({
  log = toConsole,
  now = Date.now,
  settings = {},
  share,
  behavior,
  features,
}: WorkerHooks) {
  const ofRooms = {
    ...settings,
    share: { ...ROOM_SETTINGS.share, ...share, ...settings.share },
    features: checkFeatures(features ?? settings.features),
  };
  return { log: withoutAddresses(log), now, settings: ofRooms, behavior };
}

const toConsole: Log = (entry) => {
  // oxlint-disable-next-line no-console -- the console is a Worker's log.
  console[entry.level](JSON.stringify(entry));
};
