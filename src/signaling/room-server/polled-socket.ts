/** A WebSocket for networks that let none through: over plain HTTP, by long polling. Loaded where it is needed. */
import type { Schedule } from "../../base/clock.js";
import type { OpenPollReply, PollReply, PollSayRequest } from "../../wire/room-protocol.js";

/** Milliseconds before a request that failed is made again. Whether it goes on at all is for whoever misses heartbeats. */
const PAUSE = 1_000;
/** Texts that are said at once, and their characters; one text may have more. */
const AT_ONCE = 32;
const SIZE_AT_ONCE = 32_768;
/** What `close()` without a code means, and an end without a word (RFC 6455). Nothing is imported for them into a late file. */
const NO_STATUS = 1005;
const ABNORMAL_CLOSURE = 1006;

interface Ask {
  readonly method: string;
  readonly body?: unknown;
  readonly after?: number;
  /** The page may be closing. */
  readonly keepalive?: boolean;
}

/** Statuses of something that passes: what else a server refuses, it refuses again. */
const passes = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** The `WebSocket` class of a page that reaches its server by HTTP alone. Its addresses are those of `ROOM_PATHS.poll`. */
export function polledWebSocket(fetchIt: typeof fetch, schedule: Schedule): typeof WebSocket {
  class PolledSocket extends EventTarget {
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSING = 2;
    readonly CLOSED = 3;
    readyState: 0 | 1 | 2 | 3 = 0;
    readonly #url: URL;
    readonly #closed = new AbortController();
    readonly #queue: PollSayRequest["messages"] = [];
    #key: string | undefined;
    /** How many texts the server has, and how many have come from it. */
    #said = 0;
    #heard = 0;
    #isSaying = false;

    constructor(url: string, protocols: string | readonly string[] = []) {
      super();
      this.#url = new URL(url);
      void this.#open([protocols].flat());
    }

    send(data: unknown): void {
      if (this.readyState !== this.OPEN) return;
      this.#queue.push(typeof data === "string" ? data : null);
      void this.#say();
    }

    close(code = NO_STATUS): void {
      if (this.readyState >= this.CLOSING) return;
      this.readyState = this.CLOSING;
      this.#closed.abort();
      const body: PollSayRequest = { after: this.#said, messages: this.#queue.slice(0, AT_ONCE), close: code };
      if (this.#key !== undefined) void this.#ask({ method: "PUT", body, keepalive: true });
      queueMicrotask(() => this.#end(code, ""));
    }

    async #open(protocols: readonly string[]): Promise<void> {
      const { key, end } = (await this.#ask<OpenPollReply>({ method: "POST", body: { protocols } })) || {};
      // A page that something on the way answers with has neither.
      if (typeof key !== "string") return this.#end(end?.code ?? ABNORMAL_CLOSURE, end?.reason ?? "");
      this.#key = key;
      this.#url.search = "";
      if (this.readyState !== this.CONNECTING)
        return void this.#ask({ method: "PUT", body: { after: 0, messages: [], close: NO_STATUS } });
      this.readyState = this.OPEN;
      this.dispatchEvent(new Event("open"));
      while (this.readyState === this.OPEN) await this.#receive();
    }

    async #receive(): Promise<void> {
      const reply = await this.#ask<PollReply>({ method: "GET", after: this.#heard });
      if (!reply || !Array.isArray(reply.messages)) return this.#failed(reply);
      for (const data of reply.messages) {
        this.#heard++;
        if (this.readyState === this.OPEN) this.dispatchEvent(new MessageEvent("message", { data }));
      }
      if (reply.end) this.#end(reply.end.code, reply.end.reason);
    }

    /** One request at a time, so that what is said first arrives first. */
    async #say(): Promise<void> {
      if (this.#isSaying) return;
      this.#isSaying = true;
      while (this.#queue.length > 0 && this.readyState === this.OPEN) {
        let size = 0;
        const more = this.#queue.findIndex((text, at) => at > 0 && (size += text?.length ?? 0) > SIZE_AT_ONCE);
        const messages = this.#queue.slice(0, Math.min(AT_ONCE, more < 0 ? AT_ONCE : more));
        const reply = await this.#ask({ method: "PUT", body: { after: this.#said, messages } });
        if (!reply) {
          await this.#failed(reply);
          continue;
        }
        this.#said += messages.length;
        this.#queue.splice(0, messages.length);
      }
      this.#isSaying = false;
    }

    /** @param reply `false` where the server will not have it. */
    async #failed(reply: unknown): Promise<void> {
      if (reply === false) return this.#end(ABNORMAL_CLOSURE, "");
      await new Promise<void>((resolve) => {
        const cancel = schedule(resolve, PAUSE);
        this.#closed.signal.addEventListener("abort", () => (cancel(), resolve()));
      });
    }

    /** @returns `undefined` where the network failed, or something on the way; `false` for a refusal. */
    async #ask<T extends object>({ method, body, after, keepalive = false }: Ask): Promise<T | undefined | false> {
      const url = new URL(this.#url);
      if (after !== undefined) url.searchParams.set("after", `${after}`);
      try {
        const response = await fetchIt(url, {
          method,
          headers: {
            ...(body !== undefined && { "content-type": "application/json" }),
            ...(this.#key !== undefined && { authorization: `Bearer ${this.#key}` }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          ...(keepalive ? { keepalive } : { signal: this.#closed.signal }),
        });
        if (!response.ok) return passes(response.status) ? undefined : false;
        return (response.status === 204 ? {} : await response.json()) as T;
      } catch {
        return undefined;
      }
    }

    #end(code: number, reason: string): void {
      if (this.readyState === this.CLOSED) return;
      this.readyState = this.CLOSED;
      this.#closed.abort();
      // Node has no CloseEvent.
      this.dispatchEvent(Object.assign(new Event("close"), { code, reason, wasClean: code !== ABNORMAL_CLOSURE }));
    }
  }
  return PolledSocket as unknown as typeof WebSocket;
}
