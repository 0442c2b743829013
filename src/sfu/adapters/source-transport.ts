import { invalidDescription } from "../failure.js";
import type { RemoteParameters, Transport, TransportEvents, TransportState } from "../transport/transport.js";

/** The transport of a session that has no peer: what it publishes is made here. */
export class SourceTransport implements Transport {
  readonly local = { ufrag: "adapter", password: "adapter" };
  bytesReceived = 0;
  readonly bytesSent = 0;
  #state: TransportState = "new";
  readonly #events: TransportEvents;

  /** @param fingerprint - Stands in descriptions that nobody can answer. */
  constructor(
    readonly fingerprint: string,
    events: TransportEvents,
  ) {
    this.#events = events;
  }

  get state(): TransportState {
    return this.#state;
  }

  /** Media comes from now on. */
  connect(): void {
    this.#change("connected");
  }

  receiveRtp(packet: Buffer): void {
    this.bytesReceived += packet.length;
    this.#events.onRtp(packet);
  }

  receiveRtcp(packet: Buffer): void {
    this.#events.onRtcp(packet);
  }

  setRemote(_remote: RemoteParameters): void {
    throw invalidDescription("This session belongs to a WebSocket adapter: no peer can connect to it.");
  }

  close(): void {
    if (this.#state !== "closed") this.#change("closed");
  }

  allowNewDtls(): void {}
  sendRtp(): void {}
  sendRtcp(): void {}
  startChannels(): void {}
  openChannel(): void {}
  sendMessage(): void {}
  resetStream(): void {}

  #change(state: TransportState): void {
    this.#state = state;
    this.#events.onState(state);
  }
}
