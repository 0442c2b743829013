import { Listeners } from "../../base/listeners.js";
import { CallsError } from "../../base/error.js";
import type { ChannelMessage, ChannelProgress, RoomChannel, SendOptions } from "./types.js";

/** What a use needs of the channel that it shares with others. */
export interface SharedChannelPort extends Pick<
  RoomChannel,
  "name" | "state" | "listeners" | "bufferedAmount" | "reply"
> {
  send(data: string | ArrayBuffer | ArrayBufferView): void;
  drained(): Promise<void>;
  sendBlob(blob: Blob, options: SendOptions, closing: AbortSignal): Promise<void>;
}

/** One holder's use of a channel. */
export class ChannelUse implements RoomChannel {
  readonly #shared: SharedChannelPort;
  readonly #messageListeners = new Listeners<ChannelMessage>();
  readonly #progressListeners = new Listeners<ChannelProgress>();
  readonly #stateListeners = new Listeners<RoomChannel["state"]>();
  readonly #listenersListeners = new Listeners<RoomChannel["listeners"]>();
  readonly #closing = new AbortController();
  readonly #onClose: () => void;
  #state: RoomChannel["state"];

  constructor(shared: SharedChannelPort, onClose: () => void) {
    this.#shared = shared;
    this.#onClose = onClose;
    this.#state = shared.state;
  }

  get name(): string {
    return this.#shared.name;
  }

  get state(): RoomChannel["state"] {
    return this.#state;
  }

  get listeners(): RoomChannel["listeners"] {
    return this.#state === "closed" ? [] : this.#shared.listeners;
  }

  get bufferedAmount(): number {
    return this.#state === "closed" ? 0 : this.#shared.bufferedAmount;
  }

  send(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#checkOpen();
    this.#shared.send(data);
  }

  sendJson(value: unknown): void {
    this.send(JSON.stringify(value));
  }

  async sendBlob(blob: Blob, options: SendOptions = {}): Promise<void> {
    this.#checkOpen();
    await this.#shared.sendBlob(blob, options, this.#closing.signal);
  }

  async drained(): Promise<void> {
    this.#checkOpen();
    await this.#shared.drained();
    this.#checkOpen();
  }

  reply(participantId: string, data: string | ArrayBuffer | ArrayBufferView): void {
    this.#checkOpen();
    this.#shared.reply(participantId, data);
  }

  onMessage(listener: (message: ChannelMessage) => void): () => void {
    return this.#messageListeners.add(listener);
  }

  onJson(listener: (value: unknown, from: string) => void): () => void {
    return this.onMessage(({ data, from }) => {
      if (typeof data !== "string") return;
      let value: unknown;
      try {
        value = JSON.parse(data);
      } catch {
        // Somebody else's use of the channel.
        return;
      }
      listener(value, from);
    });
  }

  onProgress(listener: (progress: ChannelProgress) => void): () => void {
    return this.#progressListeners.add(listener);
  }

  onStateChange(listener: (state: RoomChannel["state"]) => void): () => void {
    return this.#stateListeners.add(listener);
  }

  onListenersChange(listener: (listeners: RoomChannel["listeners"]) => void): () => void {
    return this.#listenersListeners.add(listener);
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#setState("closed");
    for (const listeners of [this.#messageListeners, this.#progressListeners, this.#stateListeners]) listeners.clear();
    this.#listenersListeners.clear();
    this.#closing.abort();
    this.#onClose();
  }

  receive(message: ChannelMessage): void {
    this.#messageListeners.emit(message);
  }

  progress(progress: ChannelProgress): void {
    this.#progressListeners.emit(progress);
  }

  updateListeners(): void {
    this.#listenersListeners.emit(this.listeners);
  }

  update(): void {
    if (this.#state !== "closed") this.#setState(this.#shared.state);
  }

  #checkOpen(): void {
    if (this.#state !== "closed") return;
    throw new CallsError("channel-closed", `The channel "${this.name}" is closed. Open it again with room.channel().`);
  }

  #setState(state: RoomChannel["state"]): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#stateListeners.emit(state);
  }
}
