import type { WebSocket } from "ws";
import type { EndpointOptions } from "../messages.js";
import { dial, DialError } from "./dial.js";

/** Bytes that the socket may hold before messages wait in our own queue, where old ones can be dropped. */
const SOCKET_BACKLOG = 64 * 1024;
/** Milliseconds before each further attempt to reach an endpoint that went away; the last is repeated. */
const RETRY_DELAYS = [100, 250, 500, 1_000] as const;

/** `open` while the socket is, `away` while the endpoint is dialled again, `closed` for good. */
type OutletState =
  | { readonly type: "open"; readonly socket: WebSocket }
  | { readonly type: "away"; readonly since: number; readonly attempts: number }
  | { readonly type: "closed" };

export interface OutletOptions {
  readonly endpoint: EndpointOptions;
  /** Messages that wait for an endpoint that does not keep up. The oldest are dropped. */
  readonly backlog: number;
  /** The endpoint stayed away for longer than it is waited for. */
  onLost(): void;
}

/** The sending end of an adapter: one socket to one endpoint, dialled again when it breaks. */
export class Outlet {
  readonly #options: OutletOptions;
  readonly #waiting: Uint8Array[] = [];
  readonly #closing = new AbortController();
  #state: OutletState;
  /** Bytes that were handed to the network. */
  bytes = 0;

  private constructor(options: OutletOptions, socket: WebSocket) {
    this.#options = options;
    this.#state = { type: "open", socket };
    this.#watch(socket);
  }

  /**
   * @throws DialError
   */
  static async open(options: OutletOptions, signal: AbortSignal): Promise<Outlet> {
    return new Outlet(options, await dial(options.endpoint.url, options.endpoint.handshakeTimeout, signal));
  }

  send(message: Uint8Array): void {
    if (this.#state.type === "closed") return;
    this.#waiting.push(message);
    this.#pump();
    if (this.#waiting.length > this.#options.backlog) this.#waiting.shift();
  }

  close(): void {
    const state = this.#state;
    this.#state = { type: "closed" };
    this.#closing.abort();
    this.#waiting.length = 0;
    if (state.type === "open") state.socket.close(1000, "The adapter was closed");
  }

  #pump(): void {
    if (this.#state.type !== "open") return;
    const { socket } = this.#state;
    while (this.#waiting.length > 0 && socket.bufferedAmount < SOCKET_BACKLOG) {
      const message = this.#waiting.shift();
      if (!message) return;
      this.bytes += message.length;
      socket.send(message, () => this.#pump());
    }
  }

  #watch(socket: WebSocket): void {
    socket.once("close", () => {
      if (this.#state.type !== "open" || this.#state.socket !== socket) return;
      void this.#reconnect(performance.now());
    });
  }

  async #reconnect(since: number): Promise<void> {
    const { url, handshakeTimeout, reconnectWindow } = this.#options.endpoint;
    const { signal } = this.#closing;
    for (let attempts = 0; ; attempts++) {
      this.#state = { type: "away", since, attempts };
      await wait(RETRY_DELAYS[attempts] ?? RETRY_DELAYS.at(-1) ?? 0, signal);
      if (signal.aborted) return;
      const left = since + reconnectWindow - performance.now();
      // Once it is dialled in any case: the timer of a busy machine can be later than the window is long.
      if (left <= 0 && attempts > 0) break;
      try {
        const socket = await dial(url, left > 0 ? Math.min(handshakeTimeout, left) : handshakeTimeout, signal);
        this.#state = { type: "open", socket };
        this.#watch(socket);
        this.#pump();
        return;
      } catch (error) {
        if (!(error instanceof DialError)) return;
      }
    }
    this.#state = { type: "closed" };
    this.#options.onLost();
  }
}

/** Resolves after `delay` milliseconds, or when `signal` says so. */
function wait(delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, delay);
    if (signal.aborted) done();
    else signal.addEventListener("abort", done, { once: true });
  });
}
