import { SERVER_EVENTS } from "../../wire/tables.js";
import type {
  CloseDataChannelsRequest,
  DataChannelObject,
  DataChannelReply,
  SessionStateReply,
} from "../../wire/calls-api.js";
import { itemFailure } from "../failure.js";
import type { SfuTimings } from "../options.js";
import type { Timers } from "../timers.js";
import type { Reliability, Transport, TransportState } from "../transport/transport.js";

/** Browsers have no stream above. */
const HIGHEST_ID = 1_023;
/** Channels of one session: the odd ids. */
export const MAX_CHANNELS = (HIGHEST_ID + 1) / 2;
/** Closed channels that a session still lists. */
const MAX_CLOSED = 256;

/** What channels need of the session that they belong to. */
export interface ChannelOwner {
  readonly id: string;
  readonly state: TransportState;
  readonly transport: Pick<Transport, "openChannel" | "sendMessage" | "resetStream">;
  /** The section that carries the channels is there once one was negotiated. */
  readonly negotiation: { readonly channelLine: object | undefined };
  readonly context: { readonly timers: Timers; readonly timings: Pick<SfuTimings, "ackWait"> };
  /** The channels of another owner are where a subscription finds its source. */
  readonly channels: DataChannels;
}

/** A channel that its session publishes, with everyone who receives it. */
interface LocalChannel {
  readonly location: "local";
  readonly id: number;
  readonly name: string;
  readonly reliability: Reliability;
  readonly subscribers: Set<RemoteChannel>;
}

/** A channel of another session that this one receives. */
interface RemoteChannel {
  readonly location: "remote";
  readonly id: number;
  readonly name: string;
  readonly reliability: Reliability;
  readonly session: ChannelOwner;
  readonly publisher: ChannelOwner;
  readonly source: LocalChannel;
  canReply: boolean;
  /** `closed` until the subscriber's first message, when it asked for that. */
  gate: "open" | "closed";
  stopWaiting: () => void;
}

type Channel = LocalChannel | RemoteChannel;
type ChannelState = SessionStateReply["dataChannels"][number];

/** The data channels of one session. Each association has its own ids: odd ones, as the browser's own are even. */
export class DataChannels {
  readonly #session: ChannelOwner;
  readonly #channels = new Map<number, Channel>();
  readonly #closed: ChannelState[] = [];
  #open = false;
  #announces = false;
  #nextId = 1;

  constructor(session: ChannelOwner) {
    this.#session = session;
  }

  opened(): void {
    this.#open = true;
    if (this.#announces) this.#session.transport.openChannel(SERVER_EVENTS.id, SERVER_EVENTS.name);
  }

  /** The peer has no channel of its own for the server's events, as it made no offer of one: it is told of ours. */
  announceServerEvents(): void {
    this.#announces = true;
  }

  /** Publishes a channel. */
  publish(request: DataChannelObject): DataChannelReply {
    if (this.#local(request.dataChannelName)) {
      return {
        ...request,
        ...itemFailure("repeated_local_track_error", `A local data channel with this name already exists`),
      };
    }
    if (this.#isFull) return { ...request, ...tooManyChannels() };
    const id = this.#allocate();
    const channel: LocalChannel = {
      location: "local",
      id,
      name: request.dataChannelName,
      reliability: reliabilityOf(request),
      subscribers: new Set(),
    };
    this.#channels.set(id, channel);
    return { ...request, id };
  }

  /** Receives a channel of another session. */
  subscribe(request: DataChannelObject, publisher: ChannelOwner | undefined): DataChannelReply {
    if (publisher?.state !== "connected") return { ...request, ...channelNotFound() };
    const source = publisher.channels.#local(request.dataChannelName);
    if (!source) return { ...request, ...channelNotFound() };
    if (this.#remote(publisher, request.dataChannelName)) {
      return { ...request, ...itemFailure("repeated_local_track_error", "This data channel is already subscribed") };
    }
    if (this.#isFull) return { ...request, ...tooManyChannels() };
    const id = this.#allocate();
    const channel: RemoteChannel = {
      location: "remote",
      id,
      name: source.name,
      reliability: source.reliability,
      session: this.#session,
      publisher,
      source,
      canReply: false,
      gate: request.waitForAck ? "closed" : "open",
      stopWaiting: () => {},
    };
    this.#channels.set(id, channel);
    source.subscribers.add(channel);
    if (request.canReply) grantReply(channel);
    if (channel.gate === "closed") {
      const { timers, timings } = this.#session.context;
      channel.stopWaiting = timers.after(timings.ackWait, () => this.remove(id));
    }
    return { ...request, id };
  }

  /** Changes who may answer on a channel that this session receives. */
  update(request: DataChannelObject, publisher: ChannelOwner | undefined): DataChannelReply {
    const channel = publisher && this.#remote(publisher, request.dataChannelName);
    if (!channel) return { ...request, ...channelNotFound() };
    if (request.canReply) grantReply(channel);
    else channel.canReply = false;
    return { ...request, id: channel.id };
  }

  /** Ends a channel from our side; false when there is none. */
  remove(id: number): boolean {
    const channel = this.#channels.get(id);
    if (!channel) return false;
    this.#session.transport.resetStream(id);
    this.#forget(channel);
    return true;
  }

  /** Ends a channel by its id or its name; undefined when there is none. */
  end(asked: CloseDataChannelsRequest["dataChannels"][number]): DataChannelReply | undefined {
    for (const channel of this.#channels.values()) {
      if (!isAsked(channel, asked)) continue;
      this.remove(channel.id);
      return describe(channel);
    }
    return undefined;
  }

  /** The peer closed these on its side. */
  peerClosed(ids: readonly number[]): void {
    for (const id of ids) {
      const channel = this.#channels.get(id);
      if (channel) this.#forget(channel);
    }
  }

  /** A message of the peer. */
  receive(id: number, data: string | Buffer): void {
    const channel = this.#channels.get(id);
    if (channel?.location === "local") {
      for (const subscriber of channel.subscribers) if (subscriber.gate === "open") deliver(subscriber, data);
    } else if (channel?.gate === "closed") {
      channel.stopWaiting();
      channel.gate = "open";
    } else if (channel?.canReply) {
      channel.publisher.transport.sendMessage(channel.source.id, data, channel.reliability);
    }
  }

  list(): ChannelState[] {
    const established = this.#session.negotiation.channelLine !== undefined;
    const open = [...this.#channels.values()].map((channel) => ({
      ...describe(channel),
      status: this.#open ? ("active" as const) : ("initializing" as const),
    }));
    const events: ChannelState = {
      location: "remote",
      dataChannelName: SERVER_EVENTS.name,
      id: SERVER_EVENTS.id,
      status: this.#open ? "active" : "initializing",
    };
    return [...(established ? [events] : []), ...open, ...this.#closed];
  }

  /** The session is over. */
  close(): void {
    for (const channel of this.#channels.values()) this.#forget(channel);
  }

  #forget(channel: Channel): void {
    this.#channels.delete(channel.id);
    this.#closed.push({ ...describe(channel), status: "inactive" });
    if (this.#closed.length > MAX_CLOSED) this.#closed.shift();
    if (channel.location === "remote") {
      channel.stopWaiting();
      channel.source.subscribers.delete(channel);
      return;
    }
    for (const subscriber of channel.subscribers) subscriber.session.channels.remove(subscriber.id);
    channel.subscribers.clear();
  }

  get #isFull(): boolean {
    return this.#channels.size >= MAX_CHANNELS;
  }

  #local(name: string): LocalChannel | undefined {
    for (const channel of this.#channels.values()) {
      if (channel.location === "local" && channel.name === name) return channel;
    }
    return undefined;
  }

  #remote(publisher: ChannelOwner, name: string): RemoteChannel | undefined {
    for (const channel of this.#channels.values()) {
      if (channel.location === "remote" && channel.publisher === publisher && channel.name === name) return channel;
    }
    return undefined;
  }

  /** Ids are not used again before all are through: a closed stream's reset may still be on its way. */
  #allocate(): number {
    while (this.#channels.has(this.#nextId)) this.#nextId = following(this.#nextId);
    const id = this.#nextId;
    this.#nextId = following(id);
    return id;
  }
}

function isAsked(channel: Channel, asked: CloseDataChannelsRequest["dataChannels"][number]): boolean {
  const { id, location, sessionId, dataChannelName } = asked;
  if (id !== undefined) return channel.id === id;
  if (channel.name !== dataChannelName || (location !== undefined && channel.location !== location)) return false;
  return sessionId === undefined || (channel.location === "remote" && channel.publisher.id === sessionId);
}

function following(id: number): number {
  return id >= HIGHEST_ID ? 1 : id + 2;
}

function deliver(subscriber: RemoteChannel, data: string | Buffer): void {
  subscriber.session.transport.sendMessage(subscriber.id, data, subscriber.reliability);
}

/** One holder a channel: a new grant takes the old one away. */
function grantReply(channel: RemoteChannel): void {
  for (const other of channel.source.subscribers) other.canReply = false;
  channel.canReply = true;
}

function reliabilityOf({ ordered = true, maxRetransmits, maxPacketLifeTime }: DataChannelObject): Reliability {
  return { ordered, maxRetransmits, maxPacketLifeTime };
}

function describe(channel: Channel): DataChannelReply {
  const { location, id, name } = channel;
  if (location === "local") return { location, dataChannelName: name, id };
  return { location, sessionId: channel.publisher.id, dataChannelName: name, id };
}

function tooManyChannels(): ReturnType<typeof itemFailure> {
  return itemFailure("invalid_params", `A session has at most ${MAX_CHANNELS} data channels: close some`);
}

function channelNotFound(): ReturnType<typeof itemFailure> {
  return itemFailure("not_found_track_error", "Data channel not found on remote peer");
}
