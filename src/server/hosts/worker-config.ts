import { ROOM_LIMITS } from "../../wire/room-protocol.js";
import type { CallerLimiter } from "../access/callers.js";
import type { Access } from "../app/room-routes.js";
import type { RoomBehavior } from "../behaviors.js";
import { eventsOf } from "../webhooks/endpoint.js";
import type { ServerConfig } from "../config.js";
import { ConfigError, configFromEnv } from "../config.js";
import type { Log } from "../log.js";
import { withoutAddresses } from "../log.js";
import type { ReportSink } from "../operations/reports.js";
import { checkFeatures } from "../../room/feature-state.js";
import type { RoomFeature } from "../../room/feature.js";
import { checkServices } from "../services/service.js";
import type { RoomService } from "../services/service.js";
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
  /**
   * What rooms have beside people, see {@link RoomFeature}: for the Durable Object class. `createWorker` tells of them before anybody
   * joins, so that people read that what they say may be written down: by itself where `createRoomObject` is called in the same Worker,
   * else give it the same list.
   */
  features?: readonly RoomFeature[];
  /**
   * What the server does for rooms, see {@link RoomService}: for the Durable Object class. Keys and bindings are in `env`.
   * @example
   * ```ts
   * createRoomObject({ services: (env) => [greeter(env.GREETER_KEY)] });
   * ```
   */
  services?: (env: WorkerEnv) => readonly RoomService[];
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

/** People of the audience whom one Durable Object tells of what happens. */
export const PER_OBJECT = 2_000;

/**
 * Reads the Worker's configuration.
 * @throws ConfigError
 */
export function readWorkerConfig(env: WorkerEnv): WorkerConfig {
  const config = configFromEnv(
    Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string")),
  );
  const { jwtSecret, access = "open", maxParticipants = ROOM_LIMITS.participants } = config;
  const { maxAudience = ROOM_LIMITS.audience } = config;
  if (jwtSecret === undefined) {
    throw new ConfigError(["JWT_SECRET is missing: all instances of the Worker sign with it. It is a secret."]);
  }
  const settings = {
    ...ROOM_SETTINGS,
    participants: maxParticipants,
    audience: maxAudience,
    perObject: PER_OBJECT,
    events: eventsOf(config.webhook),
  };
  return { ...config, jwtSecret, access, settings };
}

export function workerHooks({
  log = toConsole,
  now = Date.now,
  settings = {},
  share,
  behavior,
  features,
  services,
}: WorkerHooks) {
  const ofRooms = {
    ...settings,
    share: { ...ROOM_SETTINGS.share, ...share, ...settings.share },
    features: checkFeatures(features ?? settings.features),
  };
  const servicesOf = (env: WorkerEnv): readonly RoomService[] => checkServices(services?.(env));
  return { log: withoutAddresses(log), now, settings: ofRooms, behavior, servicesOf };
}

const toConsole: Log = (entry) => {
  // oxlint-disable-next-line no-console -- the console is a Worker's log.
  console[entry.level](JSON.stringify(entry));
};
