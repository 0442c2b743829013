/** The data channels of one session. Ids are the session's own: a publisher's and its subscribers' differ. */
import { CALLS_LIMITS, SERVER_EVENTS } from "../../wire/tables.js";
import type {
  CallsFailure,
  CloseDataChannelsRequest,
  DataChannelObject,
  DataChannelsReply,
  EstablishDataChannelsReply,
  EstablishDataChannelsRequest,
  NewDataChannelsRequest,
  SessionStateReply,
  UpdateDataChannelsRequest,
} from "../../wire/calls-api.js";
import { policyOf } from "./channel-policy.js";
import type { Negotiation } from "./negotiation.js";
import { ChannelPublication } from "./publications.js";
import type { ChannelData, Publications } from "./publications.js";
import {
  SfuFailure,
  alreadyClosed,
  invalidParams,
  itemFailure,
  sessionNotReady,
  trackNotFound,
} from "./sfu-failure.js";
import { until } from "./until.js";

interface OpenChannel {
  readonly id: number;
  readonly object: DataChannelObject;
  readonly channel: RTCDataChannel;
  readonly publication: ChannelPublication;
  close(): void;
}

export class SessionChannels {
  readonly #sessionId: string;
  readonly #pc: RTCPeerConnection;
  readonly #negotiation: Negotiation;
  readonly #publications: Publications<ChannelPublication>;
  readonly #signal: AbortSignal;
  readonly #channels = new Map<number, OpenChannel>();
  /** 0 is the service's own channel. */
  #nextId = 1;

  constructor(
    sessionId: string,
    pc: RTCPeerConnection,
    negotiation: Negotiation,
    publications: Publications<ChannelPublication>,
    signal: AbortSignal,
  ) {
    this.#sessionId = sessionId;
    this.#pc = pc;
    this.#negotiation = negotiation;
    this.#publications = publications;
    this.#signal = signal;
  }

  get state(): SessionStateReply["dataChannels"] {
    return Array.from(this.#channels.values(), ({ id, object, channel }) => ({
      ...object,
      id,
      status: channel.readyState === "open" ? "active" : "initializing",
    }));
  }

  async establish(request: EstablishDataChannelsRequest): Promise<EstablishDataChannelsReply> {
    const { dataChannel = { location: "remote", dataChannelName: SERVER_EVENTS.name }, sessionDescription } = request;
    if (this.#pc.sctp) throw new SfuFailure(400, "decoding_error", "The data channel transport exists already");
    this.#pc.createDataChannel(dataChannel.dataChannelName, { negotiated: true, id: 0 });
    const reply = { dataChannel: { ...dataChannel, id: 0 } };
    return sessionDescription
      ? {
          requiresImmediateRenegotiation: false,
          sessionDescription: await this.#negotiation.answer(sessionDescription),
          ...reply,
        }
      : { requiresImmediateRenegotiation: true, sessionDescription: await this.#negotiation.offer(), ...reply };
  }

  async add({ dataChannels }: NewDataChannelsRequest): Promise<DataChannelsReply> {
    if (new Set(dataChannels.map((channel) => channel.location)).size > 1) {
      throw invalidParams("Local and remote channels cannot be mixed in one request");
    }
    if (!this.#pc.sctp) throw sessionNotReady();
    const replies: DataChannelsReply["dataChannels"] = [];
    for (const object of dataChannels) {
      const added = object.location === "local" ? this.#publish(object) : this.#subscribe(object);
      if (!("channel" in added)) {
        replies.push({ ...object, ...added });
        continue;
      }
      await this.#opened(added.channel);
      replies.push({ ...object, id: added.id });
    }
    return { dataChannels: replies };
  }

  update({ dataChannels }: UpdateDataChannelsRequest): DataChannelsReply {
    return { dataChannels: dataChannels.map((object) => ({ ...object, ...this.#grant(object) })) };
  }

  close({ dataChannels }: CloseDataChannelsRequest): DataChannelsReply {
    return { dataChannels: dataChannels.map((asked) => ({ ...asked, ...this.#close(asked.id) })) };
  }

  closePublished(): void {
    for (const { id, object } of this.#channels.values()) if (object.location === "local") this.#close(id);
  }

  closeAll(): void {
    for (const id of this.#channels.keys()) this.#close(id);
  }

  #publish(object: DataChannelObject): OpenChannel | CallsFailure {
    const { dataChannelName: name } = object;
    if (this.#publications.get(this.#sessionId, name)) {
      return itemFailure("repeated_local_track_error", "A data channel of this name is published already");
    }
    const { id, channel } = this.#create(object);
    const publication = new ChannelPublication(policyOf(object), (data) => send(channel, data));
    channel.addEventListener("message", ({ data }) => publication.send(data));
    this.#publications.add(this.#sessionId, name, publication);
    return this.#keep({
      id,
      object,
      channel,
      publication,
      close: () => this.#publications.delete(this.#sessionId, name),
    });
  }

  #subscribe(object: DataChannelObject): OpenChannel | CallsFailure {
    const publication = this.#publications.get(object.sessionId, object.dataChannelName);
    if (!publication) return trackNotFound();
    const { id, channel } = this.#create({ ...object, ...publication.policy });
    let isGateOpen = object.waitForAck !== true;
    const unsubscribe = publication.subscribe((data) => {
      if (isGateOpen) send(channel, data);
    });
    channel.addEventListener("message", ({ data }) => {
      if (isGateOpen && publication.replier === channel) publication.reply(data);
      isGateOpen = true;
    });
    if (object.canReply) publication.replier = channel;
    return this.#keep({ id, object, channel, publication, close: unsubscribe });
  }

  #create(object: DataChannelObject): { id: number; channel: RTCDataChannel } {
    const id = this.#nextId++;
    const channel = this.#pc.createDataChannel(object.dataChannelName, { ...policyOf(object), negotiated: true, id });
    channel.binaryType = "arraybuffer";
    return { id, channel };
  }

  #keep(open: OpenChannel): OpenChannel {
    this.#channels.set(open.id, open);
    return open;
  }

  async #opened(channel: RTCDataChannel): Promise<void> {
    const limit = CALLS_LIMITS.connectWait;
    const isOpen = await until(channel, "open", () => channel.readyState === "open", { limit, signal: this.#signal });
    if (!isOpen) throw sessionNotReady();
  }

  #grant(object: DataChannelObject): CallsFailure | undefined {
    const open = Array.from(this.#channels.values()).find(
      (candidate) =>
        candidate.object.location === "remote" &&
        candidate.object.sessionId === object.sessionId &&
        candidate.object.dataChannelName === object.dataChannelName,
    );
    if (!open) return trackNotFound();
    if (object.canReply) open.publication.replier = open.channel;
    else if (open.publication.replier === open.channel) open.publication.replier = undefined;
    return undefined;
  }

  #close(id: number | undefined): CallsFailure | undefined {
    const open = id === undefined ? undefined : this.#channels.get(id);
    if (id === undefined || !open) return alreadyClosed();
    this.#channels.delete(id);
    open.close();
    open.channel.close();
    return undefined;
  }
}

/** A subscriber that is gone misses the message; the publisher does not learn of it, as on the service. */
function send(channel: RTCDataChannel, data: ChannelData): void {
  if (channel.readyState !== "open") return;
  if (typeof data === "string") channel.send(data);
  else channel.send(data);
}
