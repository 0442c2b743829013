/** WebSockets whose other end is in the same page. */
import { ABNORMAL_CLOSURE } from "../wire/tables.js";
import type { Line, LineEnd } from "./hosted-room.js";

export interface SocketServer {
  /** Runs something when it would have arrived. What is sent first arrives first. */
  arrive(callback: () => void): void;
  /** Somebody opens a socket. */
  accept(url: URL, protocols: readonly string[], line: Line): LineEnd;
}

/** What `close()` without a code means (RFC 6455). */
const NO_STATUS = 1005;

/** The `WebSocket` class of a page that reaches this server and nothing else. */
export function pairedWebSocket(server: SocketServer): typeof WebSocket {
  class PairedSocket extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSING = 2;
    readonly CLOSED = 3;
    readonly url: string;
    readonly bufferedAmount = 0;
    protocol = "";
    readyState: 0 | 1 | 2 | 3 = 0;
    #end: LineEnd | undefined;

    constructor(url: string | URL, protocols: string | readonly string[] = []) {
      super();
      this.url = String(url);
      server.arrive(() => this.#open([protocols].flat()));
    }

    send(data: string | ArrayBufferLike | ArrayBufferView | Blob): void {
      if (this.readyState === this.CONNECTING) throw new DOMException("The socket is not open.", "InvalidStateError");
      if (this.readyState !== this.OPEN) return;
      server.arrive(() => this.#end?.say(typeof data === "string" ? data : undefined));
    }

    close(code = NO_STATUS): void {
      if (this.readyState >= this.CLOSING) return;
      this.readyState = this.CLOSING;
      server.arrive(() => {
        this.#end?.lost(code);
        this.#closed(code, "");
      });
    }

    #open(protocols: readonly string[]): void {
      if (this.readyState !== this.CONNECTING) return;
      this.readyState = this.OPEN;
      this.protocol = protocols[0] ?? "";
      this.dispatchEvent(new Event("open"));
      this.#end = server.accept(new URL(this.url), protocols, {
        receive: (data) => this.#receive(data),
        closed: (code, reason) => this.#closed(code, reason),
      });
    }

    #receive(data: string): void {
      if (this.readyState === this.OPEN) this.dispatchEvent(new MessageEvent("message", { data }));
    }

    #closed(code: number, reason: string): void {
      if (this.readyState === this.CLOSED) return;
      this.readyState = this.CLOSED;
      this.#end = undefined;
      // Node has no CloseEvent.
      this.dispatchEvent(Object.assign(new Event("close"), { code, reason, wasClean: code !== ABNORMAL_CLOSURE }));
    }
  }
  return PairedSocket as unknown as typeof WebSocket;
}
