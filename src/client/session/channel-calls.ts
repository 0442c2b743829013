import type { DataChannelObject, DataChannelReply } from "../../wire/calls-api.js";
import { CallsError } from "../../base/error.js";
import type { Enqueue, MutationQueue } from "./mutation-queue.js";
import type { Negotiator } from "./negotiator.js";
import type { SessionApi } from "./session-api.js";
import { itemFailure } from "../../wire/calls-failure.js";
import { SERVER_EVENTS } from "../../wire/tables.js";

/** What {@link ChannelCalls} works on. */
export interface ChannelCallsOptions {
  readonly connection: RTCPeerConnection;
  readonly queue: MutationQueue;
  readonly api: SessionApi;
  readonly negotiator: Negotiator;
}

/** Our bound: the service publishes none for data channels. */
const CHANNELS_PER_CALL = 32;

/** Opens and closes data channels of one session. */
export class ChannelCalls {
  /** Resolves when the SFU knows the channel; it opens when the session is connected. */
  readonly open: (request: DataChannelObject, signal: AbortSignal) => Promise<RTCDataChannel>;
  readonly #close: Enqueue<RTCDataChannel, undefined>;
  readonly #establish: Enqueue<undefined, undefined>;
  readonly #options: ChannelCallsOptions;
  #isEstablished = false;

  constructor(options: ChannelCallsOptions) {
    this.#options = options;
    const { queue } = options;
    this.#establish = queue.lane((items) => this.#establishOnce(items), 1);
    const publish = queue.lane((items: readonly DataChannelObject[]) => this.#openAll(items), CHANNELS_PER_CALL);
    const subscribe = queue.lane((items: readonly DataChannelObject[]) => this.#openAll(items), CHANNELS_PER_CALL);
    this.#close = queue.lane((items) => this.#closeAll(items), CHANNELS_PER_CALL);
    this.open = (request, signal) =>
      request.location === "local"
        ? publish(request, { signal, key: request.dataChannelName })
        : subscribe(request, { signal });
  }

  /** Has the data transport, and with it the whole connection, set up when nothing else does. */
  establish(signal: AbortSignal): Promise<undefined> {
    return this.#establish(undefined, { signal });
  }

  /** Closes a channel, on the service too. */
  close(channel: RTCDataChannel, signal: AbortSignal): Promise<undefined> {
    return this.#close(channel, { signal, key: channel.label });
  }

  /** The connection came with the data transport in its offer. */
  included(): void {
    this.#isEstablished = true;
  }

  /** Puts the data transport into the offer that is about to be made. */
  includeInOffer(): void {
    if (this.#isEstablished) return;
    this.#isEstablished = true;
    this.#options.connection.createDataChannel(SERVER_EVENTS.name, { negotiated: true, id: SERVER_EVENTS.id });
  }

  async #establishOnce(items: readonly undefined[]): Promise<undefined[]> {
    if (!this.#isEstablished) {
      const { api, negotiator } = this.#options;
      const dataChannel = { location: "remote", dataChannelName: SERVER_EVENTS.name } as const;
      const reply = await api.establishDataChannels({ dataChannel });
      this.includeInOffer();
      if (reply.sessionDescription) await negotiator.answer(reply.sessionDescription);
    }
    return [...items];
  }

  async #openAll(requests: readonly DataChannelObject[]): Promise<(RTCDataChannel | CallsError)[]> {
    await this.#establishOnce([]);
    const reply = await this.#options.api.newDataChannels({ dataChannels: [...requests] });
    const items = [...reply.dataChannels];
    return requests.map((request) => {
      const item = take(items, request);
      return item?.id === undefined || item.errorCode ? itemFailure(item) : this.#create(request, item.id);
    });
  }

  #create(request: DataChannelObject, id: number): RTCDataChannel | CallsError {
    const { dataChannelName, ordered, maxRetransmits, maxPacketLifeTime } = request;
    const policy = { ordered, maxRetransmits, maxPacketLifeTime };
    const given = Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
    try {
      const channel = this.#options.connection.createDataChannel(dataChannelName, { ...given, negotiated: true, id });
      channel.binaryType = "arraybuffer";
      return channel;
    } catch (cause) {
      return new CallsError("protocol", `Data channel id ${id} cannot be used.`, { cause });
    }
  }

  async #closeAll(channels: readonly RTCDataChannel[]): Promise<undefined[]> {
    const ids = channels.flatMap(({ id }) => (id === null ? [] : [{ id }]));
    for (const channel of channels) channel.close();
    await this.#options.api.closeDataChannels({ dataChannels: ids });
    return channels.map(() => undefined);
  }
}

/** Takes the reply to `request` out of `items`. */
function take(items: DataChannelReply[], request: DataChannelObject): DataChannelReply | undefined {
  const at = items.findIndex(
    (item) => item.dataChannelName === request.dataChannelName && item.sessionId === request.sessionId,
  );
  return at < 0 ? undefined : items.splice(at, 1)[0];
}
