import { afterEach } from "vitest";
import type { LogEntry } from "../../../src/server/log.js";
import { currentHost } from "./host.js";
import type { HostOptions, RunningHost } from "./host.js";
import { APP_ID, APP_SECRET, startUpstream } from "./upstream.js";
import type { Upstream } from "./upstream.js";

/** Long enough for every HMAC: what is refused is refused for its algorithm, not for its key. */
export const JWT_SECRET = "a-secret-of-tests-with-more-than-64-bytes-so-that-hs512-takes-it-too";

export interface TestServer extends RunningHost {
  readonly upstream: Upstream;
  readonly log: LogEntry[];
}

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of running.splice(0).reverse()) await server.close();
});

/** A room server on the current host and an upstream for one test; both end with it. */
export async function startTestServer(
  options: Omit<Partial<HostOptions>, "log"> & { upstream?: Upstream } = {},
): Promise<TestServer> {
  const upstream = options.upstream ?? (await startUpstream());
  if (!options.upstream) running.push(upstream);
  const log: LogEntry[] = [];
  const env = {
    CALLS_API: upstream.url,
    CALLS_APP_ID: APP_ID,
    CALLS_APP_SECRET: APP_SECRET,
    JWT_SECRET,
    ...options.env,
  };
  const server = await currentHost().start({ ...options, env, log: (entry) => void log.push(entry) });
  running.push(server);
  return { ...server, upstream, log };
}
