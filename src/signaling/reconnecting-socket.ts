/** One socket after another to the same place, for adapters: opening, silence, and when to try again. What is said on it is theirs. */
import { reconnectDelay } from "../base/backoff.js";
import { unreachable } from "../base/bounded.js";
import type { Schedule } from "../base/clock.js";
import { CallsError } from "../base/error.js";

/** Milliseconds for a socket to open. */
const OPENING_LIMIT = 10_000;

/** Options of {@link ReconnectingSocket}. */
export interface ReconnectingSocketOptions {
  /** Opens a socket; called for each. It may need something first, such as a ticket. */
  open(): WebSocket | Promise<WebSocket>;
  /** Waits. */
  readonly schedule: Schedule;
  /** 0 to 1, so that clients do not come back in step. */
  readonly random: () => number;
  /** Milliseconds without a message after which nobody is at the other end any more. */
  readonly silence: number;
  /** A socket is open: say again whatever the server has to know. Nothing that was sent before is sent again. */
  onOpen(): void;
  /** Only text: a server that sends anything else is not understood. */
  onMessage(text: string): void;
  /**
   * The socket is gone, or could not be opened. @returns whether to try again; by itself nothing is final.
   * @param wasOpen whether it had been open.
   */
  onLost(error: CallsError, attempt: number, end: { readonly wasOpen: boolean; readonly code: number }): boolean;
}

/** The socket, or the wait for the next one. */
type Link =
  | { readonly status: "opening" | "open"; readonly socket: WebSocket }
  | { readonly status: "waiting"; readonly cancel: () => void }
  | { readonly status: "preparing" | "closed" };

/**
 * Keeps a socket open. It has no queue: {@link send} says whether a message went out, and what must not be lost is said in `onOpen`.
 *
 * @example
 * ```ts
 * const socket = new ReconnectingSocket({
 *   open: () => new WebSocket("wss://rooms.example.com/standup"),
 *   silence: 30_000,
 *   onOpen: () => socket.send(JSON.stringify(whoIAm)),
 *   onMessage: (text) => take(JSON.parse(text)),
 *   onLost: (error, attempt) => (tell({ status: "reconnecting", attempt, error }), true),
 *   schedule, random: Math.random,
 * });
 * socket.start();
 * ```
 */
export class ReconnectingSocket {
  readonly #options: ReconnectingSocketOptions;
  #link: Link = { status: "preparing" };
  #attempt = 0;
  #cancelWatchdog = (): void => {};

  constructor(options: ReconnectingSocketOptions) {
    this.#options = options;
  }

  /** Opens the first socket, or the next one at once. */
  readonly start = (): void => {
    if (this.#link.status === "closed") return;
    this.#drop();
    this.#link = { status: "preparing" };
    const own = this.#link;
    const begin = async (): Promise<void> => {
      const socket = await this.#options.open();
      // What went wrong is not told; a close event follows.
      socket.addEventListener("error", () => {});
      // It was closed, or begun again, in the meantime.
      if (this.#link !== own) return socket.close();
      this.#follow(socket);
    };
    begin().catch((error: unknown) => {
      if (this.#link !== own) return;
      const reason = error instanceof CallsError ? error : unreachable("The socket could not be opened.", error);
      this.#lost(reason, false, 0);
    });
  };

  /** @returns whether it went out. */
  send(text: string): boolean {
    const { status } = this.#link;
    if (status !== "open" || this.#link.socket.readyState !== this.#link.socket.OPEN) return false;
    this.#link.socket.send(text);
    return true;
  }

  /** The socket is no good although it is open. */
  giveUp(error: CallsError): void {
    if (this.#link.status === "open" || this.#link.status === "opening") this.#lost(error, true, 0);
  }

  /** For good. Nothing is told any more. */
  close(): void {
    this.#drop();
    this.#link = { status: "closed" };
  }

  #follow(socket: WebSocket): void {
    const link: Link = { status: "opening", socket };
    this.#link = link;
    const isOver = (): boolean => !("socket" in this.#link) || this.#link.socket !== socket;
    this.#watch(OPENING_LIMIT);
    socket.addEventListener("open", () => {
      if (isOver()) return;
      this.#link = { status: "open", socket };
      this.#watch(this.#options.silence);
      this.#options.onOpen();
    });
    socket.addEventListener("message", ({ data }) => {
      if (isOver()) return;
      this.#watch(this.#options.silence);
      // A server that opens and drops is not asked without a pause: only one that says something begins anew.
      this.#attempt = 0;
      if (typeof data === "string") this.#options.onMessage(data);
    });
    socket.addEventListener("close", ({ code }) => {
      if (!isOver()) this.#lost(unreachable(`The connection to the room was lost (${code}).`), true, code);
    });
  }

  #watch(limit: number): void {
    this.#cancelWatchdog();
    const silent = (): void => this.giveUp(unreachable("The room has not been heard of for too long."));
    this.#cancelWatchdog = this.#options.schedule(silent, limit);
  }

  #lost(error: CallsError, hadSocket: boolean, code: number): void {
    const wasOpen = hadSocket && this.#link.status === "open";
    this.#drop();
    this.#link = { status: "preparing" };
    const own = this.#link;
    const attempt = ++this.#attempt;
    const goesOn = this.#options.onLost(error, attempt, { wasOpen, code });
    if (this.#link !== own) return;
    if (!goesOn) return this.close();
    const cancel = this.#options.schedule(this.start, reconnectDelay(attempt - 1, this.#options.random));
    this.#link = { status: "waiting", cancel };
    globalThis.addEventListener?.("online", this.start);
  }

  #drop(): void {
    this.#cancelWatchdog();
    globalThis.removeEventListener?.("online", this.start);
    if (this.#link.status === "waiting") this.#link.cancel();
    if ("socket" in this.#link) this.#link.socket.close();
  }
}
