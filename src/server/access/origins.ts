import { isLoopbackName } from "../../base/host-policy.js";
import { RoomServerError } from "../errors.js";
import type { Log } from "../log.js";

/** May the page that asks talk to the server? */
export type OriginPolicy = (request: Request) => boolean;

function parse(origin: string): URL | undefined {
  return URL.canParse(origin) ? new URL(origin) : undefined;
}

/**
 * Decides by the `Origin` and `Sec-Fetch-Site` headers, which browsers set and pages cannot forge.
 *
 * @param allowed origins, or `*` for every one. Without it, pages of this machine may also come.
 * @param options.trustsProxy a proxy of one's own says in `X-Forwarded-Host` by which name it was asked.
 * @returns a policy that always lets in the server's own pages and callers that are not browsers.
 */
export function createOriginPolicy(
  allowed: readonly string[] | undefined,
  { trustsProxy = false }: { trustsProxy?: boolean } = {},
): OriginPolicy {
  const list = allowed && new Set(allowed);
  return ({ headers, url }) => {
    const origin = headers.get("origin");
    if (origin === null || list?.has("*")) return true;
    const page = parse(origin);
    if (!page) return false;
    // The page asks by its own name, whatever name a proxy asks by.
    if (headers.get("sec-fetch-site") === "same-origin") return true;
    // Only the host: behind a proxy that ends TLS, the scheme that arrives here is another.
    const forwarded = trustsProxy ? headers.get("x-forwarded-host")?.split(",").at(-1)?.trim() : undefined;
    if (page.host === new URL(url).host || page.host === forwarded) return true;
    return list ? list.has(page.origin) : isLoopbackName(page.hostname);
  };
}

/** Pages that the log names at most: anybody can make up more. */
const MOST_NAMED = 16;

/** Refuses pages, and tells the operator of each once. */
export class OriginRefusals {
  readonly #log: Log;
  readonly #named = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
  }

  refuse({ headers, url }: Request): RoomServerError {
    const origin = headers.get("origin") ?? "";
    if (!this.#named.has(origin) && this.#named.size < MOST_NAMED) {
      this.#named.add(origin);
      const message = `Pages of ${parse(origin)?.host ?? "no origin"} may not use this server, which was asked as ${new URL(url).host}. ${REMEDY}`;
      this.#log({ level: "warn", event: "a page is not allowed", message });
    }
    return new RoomServerError("origin_not_allowed", `Pages of this origin may not use the server. ${REMEDY}`);
  }
}

const REMEDY =
  "If they are its own, have the proxy before it pass Host on, or X-Forwarded-Host with TRUSTED_PROXY set; else name them in CORS_ORIGIN.";
