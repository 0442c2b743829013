import { CommandError } from "./command-error.js";

const listOf = (text: string): string[] => text.split(",").map((item) => item.trim());

/**
 * The names of `--allow-host`.
 * @throws CommandError for anything that is neither a name nor `*`.
 */
export function parseHosts(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const hosts = listOf(text);
  const wrong = hosts.find((host) => host !== "*" && !/^[\w.-]+$/.test(host));
  if (wrong === undefined) return hosts;
  throw new CommandError(`--allow-host takes names without a port, as in my-tunnel.example, and '${wrong}' is none.`);
}

/**
 * The origins of `--allow-origin`.
 * @throws CommandError for anything that is neither an origin nor `*`.
 */
export function parseOrigins(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const origins = listOf(text);
  const wrong = origins.find(
    (origin) => origin !== "*" && origin !== "null" && !(URL.canParse(origin) && new URL(origin).origin === origin),
  );
  if (wrong === undefined) return origins;
  throw new CommandError(`--allow-origin takes origins, as in https://example.com:8443, and '${wrong}' is none.`);
}
