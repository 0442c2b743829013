/**
 * Is a request meant for this server? By the value of its `Host` header, which a page cannot choose: it is the name that the
 * page was loaded by. A page of somebody else's can give its own name our address (DNS rebinding), and is of our origin then.
 */
export type HostPolicy = (host: string | undefined) => boolean;

/** Does this name stand for the machine itself? `hostname` as `URL` writes it. */
export function isLoopbackName(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

/** An address is nobody's to point elsewhere. `hostname` as `URL` writes it. */
function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}

/** The name in a `Host` header, without its port and as `URL` writes it; undefined when it is none. */
function hostnameOf(host: string): string | undefined {
  if (/[/?#@\\\s]/.test(host) || !URL.canParse(`http://${host}`)) return undefined;
  return new URL(`http://${host}`).hostname;
}

/**
 * Lets in addresses, the names of this machine, and the names that are given.
 *
 * @param allowed names without a port, or `*` for every one.
 */
export function createHostPolicy(allowed: readonly string[] = []): HostPolicy {
  if (allowed.includes("*")) return () => true;
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  return (host) => {
    const hostname = host === undefined ? undefined : hostnameOf(host);
    return hostname !== undefined && (isAddress(hostname) || isLoopbackName(hostname) || names.has(hostname));
  };
}
