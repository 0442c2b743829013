import { isLoopbackName } from "../../base/host-policy.js";

/** May a page of this origin talk to the server? `origin` is the header's value, `null` when there is none. */
export type OriginPolicy = (origin: string | null, url: URL) => boolean;

function parse(origin: string): URL | undefined {
  return URL.canParse(origin) ? new URL(origin) : undefined;
}

/**
 * Decides by the `Origin` header, which browsers set and pages cannot forge.
 *
 * @param allowed origins, or `*` for every one. Without it, pages of this machine may also come.
 * @returns a policy that always lets in the server's own pages and callers that are not browsers.
 */
export function createOriginPolicy(allowed: readonly string[] | undefined): OriginPolicy {
  const list = allowed && new Set(allowed);
  return (origin, url) => {
    if (origin === null || list?.has("*")) return true;
    const page = parse(origin);
    if (!page) return false;
    // Only the host: behind a proxy that ends TLS, the scheme that arrives here is another.
    if (page.host === url.host) return true;
    return list ? list.has(page.origin) : isLoopbackName(page.hostname);
  };
}
