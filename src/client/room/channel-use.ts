import { notify } from "../notify.js";
import { CallsError } from "../../wire/calls-error.js";
import type { ChannelMessage, ChannelProgress, RoomChannel, SendOptions } from "./types.js";

/** What a use needs of the channel that it shares with others. */
export interface SharedChannelPort {
  readonly name: string;
  readonly state: RoomChannel["state"];
  readonly listeners: RoomChannel["listeners"];
  send(data: string | ArrayBuffer | ArrayBufferView): void;
}

/** One holder's use of a channel. */
export class ChannelUse implements RoomChannel {
  readonly #shared: SharedChannelPort;
  readonly #messageListeners = new Set<(message: ChannelMessage) => void>();
  readonly #stateListeners = new Set<(state: RoomChannel["state"]) => void>();
  readonly #listenersListeners = new Set<(listeners: RoomChannel["listeners"]) => void>();
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

  send(data: string | ArrayBuffer | ArrayBufferView): void {
    if (this.#state === "closed") {
      throw new CallsError(
        "channel-closed",
        `The channel "${this.name}" is closed. Open it again with room.channel().`,
      );
    }
    this.#shared.send(data);
  }

  get bufferedAmount(): number {
    return 0;
  }

  sendJson(value: unknown): void {
    this.send(JSON.stringify(value));
  }

  sendBlob(_blob: Blob, _options: SendOptions = {}): Promise<void> {
    return Promise.reject(new CallsError("not-supported", "This is not there yet."));
  }

  drained(): Promise<void> {
    return Promise.reject(new CallsError("not-supported", "This is not there yet."));
  }

  reply(): void {
    throw new CallsError("not-supported", "This is not there yet.");
  }

  onJson(listener: (value: unknown, from: string) => void): () => void {
    return this.onMessage(({ data, from }) => {
      let value: unknown;
      try {
        value = JSON.parse(String(data));
      } catch {
        return;
      }
      listener(value, from);
    });
  }

  onProgress(_listener: (progress: ChannelProgress) => void): () => void {
    return () => {};
  }

  onMessage(listener: (message: ChannelMessage) => void): () => void {
    this.#messageListeners.add(listener);
    return () => void this.#messageListeners.delete(listener);
  }

  onStateChange(listener: (state: RoomChannel["state"]) => void): () => void {
    this.#stateListeners.add(listener);
    return () => void this.#stateListeners.delete(listener);
  }

  onListenersChange(listener: (listeners: RoomChannel["listeners"]) => void): () => void {
    this.#listenersListeners.add(listener);
    return () => void this.#listenersListeners.delete(listener);
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#setState("closed");
    this.#messageListeners.clear();
    this.#stateListeners.clear();
    this.#listenersListeners.clear();
    this.#onClose();
  }

  receive(message: ChannelMessage): void {
    notify(this.#messageListeners, message);
  }

  updateListeners(): void {
    notify(this.#listenersListeners, this.listeners);
  }

  update(): void {
    if (this.#state !== "closed") this.#setState(this.#shared.state);
  }

  #setState(state: RoomChannel["state"]): void {
    if (state === this.#state) return;
    this.#state = state;
    notify(this.#stateListeners, state);
  }
}
