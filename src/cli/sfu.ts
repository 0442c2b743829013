import { isIPv4 } from "node:net";
import { startSfu, type EndpointPolicy, type Logger } from "../sfu/index.js";
import { CommandError } from "./command-error.js";
import { listenOnFreePort, parsePort } from "./listen.js";
import { parseHosts, parseOrigins } from "./allowed.js";
import { untilStopped } from "./until-stopped.js";

/** Known to everybody who reads this: good for one's own machine only. */
const DEFAULT_SECRET = "local-secret";

/** What the command line says. */
export interface SfuCommandOptions {
  port?: string | undefined;
  udpPort?: string | undefined;
  host?: string | undefined;
  /** Comma-separated IPv4 addresses. */
  announce?: string | undefined;
  appId?: string | undefined;
  appSecret?: string | undefined;
  /** Comma-separated names, and origins. */
  allowHost?: string | undefined;
  allowOrigin?: string | undefined;
  accountToken?: string | undefined;
  /** Which endpoints its adapters dial: `local`, `any` or `public`. */
  adapters?: string | undefined;
  /** Enables the fault switches and their admin route. */
  faults?: boolean | undefined;
  verbose?: boolean | undefined;
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || host.startsWith("127.");

/**
 * The addresses of `--announce`.
 * @throws CommandError for anything that is not an IPv4 address.
 */
export function parseAddresses(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const addresses = text.split(",").map((address) => address.trim());
  const wrong = addresses.find((address) => !isIPv4(address));
  if (wrong !== undefined) {
    throw new CommandError(`--announce takes IPv4 addresses, as in 192.168.1.20, and '${wrong}' is none.`);
  }
  return addresses;
}

const POLICIES: readonly string[] = ["local", "any", "public"] satisfies EndpointPolicy[];

/**
 * The policy of `--adapters`.
 * @throws CommandError for anything that is none.
 */
export function parsePolicy(text: string | undefined): EndpointPolicy | undefined {
  if (text === undefined || POLICIES.includes(text)) return text as EndpointPolicy | undefined;
  throw new CommandError(`--adapters takes local, any or public, and '${text}' is none of them.`);
}

/** @throws CommandError when others on the network could use the SFU with a secret that everybody knows. */
export function checkReach(host: string, appSecret: string): void {
  if (isLoopback(host) || appSecret !== DEFAULT_SECRET) return;
  throw new CommandError(
    `With the default secret the SFU listens on this machine only. Give --app-secret to use --host ${host}.`,
  );
}

/** One line an event; `debug` and `info` only when asked for. */
const logger =
  (verbose: boolean): Logger =>
  (level, message, fields) => {
    if (!verbose && (level === "debug" || level === "info")) return;
    process.stderr.write(`${level.padEnd(5)} ${message}${fields ? ` ${JSON.stringify(fields)}` : ""}\n`);
  };

/** Runs the local SFU alone, until the process is told to stop. */
export async function sfu(options: SfuCommandOptions): Promise<void> {
  const { host = "127.0.0.1", appId = "local", appSecret = DEFAULT_SECRET } = options;
  checkReach(host, appSecret);
  const announce = parseAddresses(options.announce);
  const allowedHosts = parseHosts(options.allowHost);
  const allowedOrigins = parseOrigins(options.allowOrigin);
  const { accountToken } = options;
  const adapterEndpoints = parsePolicy(options.adapters);
  const server = await listenOnFreePort(
    parsePort(options.port, 4000),
    (port) =>
      startSfu({
        host,
        port,
        udpPort: parsePort(options.udpPort, 0),
        appId,
        appSecret,
        log: logger(options.verbose ?? false),
        faults: options.faults ?? false,
        ...(announce && { announce }),
        ...(allowedHosts && { allowedHosts }),
        ...(allowedOrigins && { allowedOrigins }),
        ...(accountToken && { accountToken }),
        ...(adapterEndpoints && { adapterEndpoints }),
      }),
    (busy) => process.stdout.write(`Port ${busy} is busy, trying the next one.\n`),
  );
  process.stdout.write(
    [
      "",
      `  CALLS_API=${server.url}`,
      `  CALLS_APP_ID=${server.appId}`,
      appSecret === DEFAULT_SECRET ? `  CALLS_APP_SECRET=${appSecret}` : "  CALLS_APP_SECRET=<the one that you gave>",
      "",
      `  Media on UDP port ${server.udpPort}. What happens now: ${new URL("/", server.url).href}`,
      "",
      "",
    ].join("\n"),
  );
  untilStopped(() => server.close());
}
