import type { DataChannelObject, DataChannelReply } from "../../wire/calls-api.js";
import { CallsError } from "../../base/error.js";
import type { CallsSession } from "./calls-session.js";
import type { DataTransport } from "./data-transport.js";
import type { Enqueue } from "./mutation-queue.js";
import { itemFailure } from "../../wire/calls-failure.js";

/** Our bound: the service publishes none for data channels. */
const CHANNELS_PER_CALL = 32;

/** Opens and closes data channels of one session. Comes with the first channel: most calls have none. */
class ChannelCalls {
  /** Resolves when the SFU knows the channel; it opens when the session is connected. */
  readonly open: (request: DataChannelObject, signal: AbortSignal) => Promise<RTCDataChannel>;
  readonly #close: Enqueue<RTCDataChannel, undefined>;
  readonly #transport: DataTransport;

  constructor(transport: DataTransport) {
    this.#transport = transport;
    const { queue } = transport.parts;
    const publish = queue.lane((items: readonly DataChannelObject[]) => this.#openAll(items), CHANNELS_PER_CALL);
    const subscribe = queue.lane((items: readonly DataChannelObject[]) => this.#openAll(items), CHANNELS_PER_CALL);
    this.#close = queue.lane((items) => this.#closeAll(items), CHANNELS_PER_CALL);
    this.open = (request, signal) =>
      request.location === "local"
        ? publish(request, { signal, key: request.dataChannelName })
        : subscribe(request, { signal });
  }

  /** Closes a channel, on the service too. */
  close(channel: RTCDataChannel, signal: AbortSignal): Promise<undefined> {
    return this.#close(channel, { signal, key: channel.label });
  }

  async #openAll(requests: readonly DataChannelObject[]): Promise<(RTCDataChannel | CallsError)[]> {
    await this.#transport.establishOnce();
    const reply = await this.#transport.parts.api.newDataChannels({ dataChannels: [...requests] });
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
      const channel = this.#transport.parts.connection.createDataChannel(dataChannelName, {
        ...given,
        negotiated: true,
        id,
      });
      channel.binaryType = "arraybuffer";
      return channel;
    } catch (cause) {
      return new CallsError("protocol", `Data channel id ${id} cannot be used.`, { cause });
    }
  }

  async #closeAll(channels: readonly RTCDataChannel[]): Promise<undefined[]> {
    const ids = channels.flatMap(({ id }) => (id === null ? [] : [{ id }]));
    for (const channel of channels) channel.close();
    await this.#transport.parts.api.closeDataChannels({ dataChannels: ids });
    return channels.map(() => undefined);
  }
}

const known = new WeakMap<DataTransport, ChannelCalls>();

/** Those of a session: one queue is theirs, whoever opens a channel. */
export function channelCallsOf({ dataTransport }: CallsSession): ChannelCalls {
  const calls = known.get(dataTransport) ?? new ChannelCalls(dataTransport);
  known.set(dataTransport, calls);
  return calls;
}

/** Takes the reply to `request` out of `items`. */
function take(items: DataChannelReply[], request: DataChannelObject): DataChannelReply | undefined {
  const at = items.findIndex(
    (item) => item.dataChannelName === request.dataChannelName && item.sessionId === request.sessionId,
  );
  return at < 0 ? undefined : items.splice(at, 1)[0];
}
