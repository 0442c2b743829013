import { createHostPolicy, isLoopbackName, type HostPolicy } from "../../base/host-policy.js";
import { ApiFailure } from "../failure.js";

/** Who calls, as far as the headers tell that browsers set and pages cannot forge. */
export type Caller =
  /** No browser: a backend, a command line. */
  | { readonly type: "program" }
  /** A page of ours, or a person who opens one. */
  | { readonly type: "own-page" }
  /** A page of another origin that may call. */
  | { readonly type: "page"; readonly origin: string };

export interface FenceOptions {
  /** Names beside addresses and `localhost` that the SFU is called by. `*`: every one. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Origins whose pages may call. `*`: every one. Default: those of this machine. */
  readonly allowedOrigins?: readonly string[] | undefined;
}

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Tells programs from web pages. That the SFU listens on loopback keeps other machines out, and no page: any page on the web
 * can send requests to the machine that its reader sits at.
 */
export class Fence {
  readonly #isOurs: HostPolicy;
  readonly #origins: ReadonlySet<string> | undefined;

  constructor({ allowedHosts, allowedOrigins }: FenceOptions) {
    this.#isOurs = createHostPolicy(allowedHosts);
    this.#origins = allowedOrigins && new Set(allowedOrigins);
  }

  /** @throws 403 for a page that may not call, and for a name that is not ours. */
  admit(headers: Headers): Caller {
    const { host, origin } = headers;
    if (!this.#isOurs(host)) {
      throw refused("The SFU is not known by this name: call it by its address, or allow the name (--allow-host)");
    }
    if (origin === undefined) return withoutOrigin(headers);
    if (origin === `http://${host}`) return { type: "own-page" };
    if (this.#mayCall(origin)) return { type: "page", origin };
    throw refused(
      "Pages of this origin may not call the SFU: allow the origin (--allow-origin), or call from a backend",
    );
  }

  #mayCall(origin: string): boolean {
    if (this.#origins) return this.#origins.has("*") || this.#origins.has(origin);
    return URL.canParse(origin) && isLoopbackName(new URL(origin).hostname);
  }
}

/** Browsers leave the origin out when a page loads an image or a script, and then say whose page it is in other headers. */
function withoutOrigin(headers: Headers): Caller {
  const site = headers["sec-fetch-site"];
  if (site === undefined) return { type: "program" };
  const isOwn = site === "same-origin" || site === "none" || headers["sec-fetch-mode"] === "navigate";
  if (!isOwn) throw refused("Pages of other origins may not load this");
  return { type: "own-page" };
}

function refused(description: string): ApiFailure {
  return new ApiFailure(403, "unauthorized", description);
}
