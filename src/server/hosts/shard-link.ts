/** A shard's socket to the object of its room: opened when somebody comes, and again whenever it is lost. */
import { reconnectDelay } from "../../base/backoff.js";
import type { FromShard } from "../../room/shard-protocol.js";
import type { Relayed } from "../live/shard-hub.js";

/** Milliseconds in which the room answers with its stage. */
const PATIENCE = 10_000;
/** `readyState` of a socket that is open. */
const OPEN = 1;

export interface ShardLinkOptions {
  /** Opens a socket to the room's object. */
  dial(): Promise<WebSocket>;
  hear(message: Relayed): void;
  /** 0 to 1, so that the shards of a room do not come back in step. */
  random(): number;
}

export class ShardLink {
  readonly #options: ShardLinkOptions;
  #socket: WebSocket | undefined;
  #attempt = 0;
  #isClosed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ShardLinkOptions) {
    this.#options = options;
  }

  /** Connects. @returns a promise of the stage. It rejects when the room does not answer in time. */
  begin(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("The room's object does not answer its shard.")), PATIENCE);
      this.#dial(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** @returns whether it went out. */
  send(message: FromShard): boolean {
    if (this.#socket?.readyState !== OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #dial(onHeard = (): void => {}): void {
    this.#options.dial().then(
      (socket) => {
        if (this.#isClosed) return socket.close();
        this.#socket = socket;
        socket.addEventListener("message", ({ data }) => {
          this.#attempt = 0;
          const said = JSON.parse(String(data)) as Relayed;
          this.#options.hear(said);
          if (said.type === "stage") onHeard();
        });
        const lost = (): void => this.#lost(socket, onHeard);
        socket.addEventListener("close", lost);
        socket.addEventListener("error", lost);
      },
      () => this.#lost(undefined, onHeard),
    );
  }

  #lost(socket: WebSocket | undefined, onHeard: () => void): void {
    if (this.#isClosed || this.#socket !== socket) return;
    this.#socket = undefined;
    this.#timer = setTimeout(() => this.#dial(onHeard), reconnectDelay(this.#attempt++, this.#options.random));
  }
}
