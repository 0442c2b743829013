/** HTTP to the room server: where it is, and how failures look. */
import { CallsError } from "../../base/error.js";
import { bounded, unreachable } from "../../base/bounded.js";
import type { Schedule } from "../../base/clock.js";

/** Milliseconds for one request. The service itself may wait 8 s for a track. */
const REQUEST_LIMIT = 20_000;

export interface HttpRequest {
  /** Default `POST`. */
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  readonly isOk: boolean;
  /** `undefined` when it is not JSON. */
  readonly body: unknown;
}

export class ServerHttp {
  readonly #base: string;
  readonly fetch: typeof fetch;
  readonly #schedule: Schedule;

  /** @param base the server's address; a relative one counts from the page's. */
  constructor(base: string, fetchIt: typeof fetch, schedule: Schedule) {
    this.#base = base.endsWith("/") ? base : `${base}/`;
    this.fetch = fetchIt;
    this.#schedule = schedule;
  }

  /**
   * The address of something on the server, as in {@link ROOM_PATHS}.
   * @throws CallsError `bad-request` when the base is no address.
   */
  url(path: string): URL {
    try {
      return new URL(`.${path}`, new URL(this.#base, globalThis.location?.href));
    } catch (cause) {
      throw new CallsError("bad-request", `"${this.#base}" is no address of a room server. Set \`url\`.`, { cause });
    }
  }

  /** @throws CallsError `server-unreachable` or `aborted`; a reply that is an error is returned. */
  request(url: URL | string, { method = "POST", body, token, signal }: HttpRequest): Promise<HttpReply> {
    const { fetch: fetchIt } = this;
    const send = async (limited: AbortSignal) => {
      try {
        const response = await fetchIt(url, {
          method,
          headers: {
            ...(body !== undefined && { "content-type": "application/json" }),
            ...(token && { authorization: `Bearer ${token}` }),
          },
          signal: limited,
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        return {
          status: response.status,
          isOk: response.ok,
          body: (await response.json().catch(() => undefined)) as unknown,
        };
      } catch (cause) {
        // A `fetch` that the page brought may throw a CallsError of its own, which says more than that the server is away.
        throw cause instanceof CallsError ? cause : unreachable("The server cannot be reached.", cause);
      }
    };
    return bounded(send, { limit: REQUEST_LIMIT, signal, schedule: this.#schedule });
  }
}
