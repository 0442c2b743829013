import type { HibernatingWebSocket } from "./workerd.js";

/** What a room does with a socket. */
export type Outlet = Pick<WebSocket, "readyState" | "send" | "close">;

/** A socket whose client has not had its answer yet: it keeps what the room says, because the room may also refuse it. */
export class PendingSocket implements Outlet {
  /** Open, as far as the room is concerned. */
  readonly readyState = 1;
  readonly #texts: string[] = [];
  #end: { code: number | undefined; reason: string | undefined } | undefined;

  get isRefused(): boolean {
    return this.#end !== undefined;
  }

  /** What it was closed with. */
  get code(): number | undefined {
    return this.#end?.code;
  }

  send(text: Parameters<WebSocket["send"]>[0]): void {
    this.#texts.push(String(text));
  }

  close(code?: number, reason?: string): void {
    this.#end = { code, reason };
  }

  /** Does on the real socket what was done here. */
  replay(socket: HibernatingWebSocket): void {
    for (const text of this.#texts) socket.send(text);
    if (this.#end) socket.close(this.#end.code, this.#end.reason);
  }
}
