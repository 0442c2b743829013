import type { TrustedProxy } from "../access/networks.js";
import { networkBehind, networkOf } from "../access/networks.js";
import type { Log } from "../log.js";

/** What proxies write into requests. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip"];
const isLoopback = (network: string): boolean => network.startsWith("127.") || network === "0:0:0:0::/64";

/** Where the requests of a Node server come from. */
export class NodeNetworks {
  readonly #proxy: TrustedProxy | undefined;
  readonly #log: Log;
  readonly #networks = new WeakMap<Request, string>();
  #hasWarned = false;

  constructor(proxy: TrustedProxy | undefined, log: Log) {
    this.#proxy = proxy;
    this.#log = log;
  }

  of(request: Request): string | undefined {
    return this.#networks.get(request);
  }

  /** @param peer the address at the other end of the connection. */
  note(request: Request, peer: string | undefined): void {
    const behind = this.#proxy && networkBehind(this.#proxy, request.headers);
    const network = behind ?? (peer === undefined ? undefined : networkOf(peer));
    if (network === undefined) return;
    this.#networks.set(request, network);
    if (!this.#proxy && !this.#hasWarned && isLoopback(network)) this.#warn(request.headers);
  }

  #warn(headers: Headers): void {
    const header = FORWARDED.find((name) => headers.has(name));
    if (header === undefined) return;
    this.#hasWarned = true;
    const message = `Requests come through a proxy on this machine, so that all callers count as one: set TRUSTED_PROXY (${header}).`;
    this.#log({ level: "warn", event: "a proxy is not trusted", message });
  }
}
