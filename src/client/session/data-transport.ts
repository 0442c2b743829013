import type { MutationQueue } from "./mutation-queue.js";
import type { Negotiator } from "./negotiator.js";
import type { SessionApi } from "./session-api.js";
import { SERVER_EVENTS } from "../../wire/tables.js";

/** What {@link DataTransport} works on, and what opens channels on it. */
export interface DataTransportParts {
  readonly connection: RTCPeerConnection;
  readonly queue: MutationQueue;
  readonly api: SessionApi;
  readonly negotiator: Negotiator;
}

/** What the data channels of one session go over: set up once, however many there are. */
export class DataTransport {
  readonly parts: DataTransportParts;
  /** Has the data transport, and with it the whole connection, set up when nothing else does. */
  readonly establish: (signal: AbortSignal) => Promise<undefined>;
  #isEstablished = false;

  constructor(parts: DataTransportParts) {
    this.parts = parts;
    const establish = parts.queue.lane(async (items: readonly undefined[]) => {
      await this.establishOnce();
      return items;
    }, 1);
    this.establish = (signal) => establish(undefined, { signal });
  }

  /** The connection came with the data transport in its offer. */
  included(): void {
    this.#isEstablished = true;
  }

  /** Puts the data transport into the offer that is about to be made. */
  includeInOffer(): void {
    if (this.#isEstablished) return;
    this.#isEstablished = true;
    this.parts.connection.createDataChannel(SERVER_EVENTS.name, { negotiated: true, id: SERVER_EVENTS.id });
  }

  /** For whoever has the turn in the queue. */
  async establishOnce(): Promise<void> {
    if (this.#isEstablished) return;
    const { api, negotiator } = this.parts;
    const dataChannel = { location: "remote", dataChannelName: SERVER_EVENTS.name } as const;
    const reply = await api.establishDataChannels({ dataChannel });
    this.includeInOffer();
    if (reply.sessionDescription) await negotiator.answer(reply.sessionDescription);
  }
}
