import type { Environment } from "../environment.js";
import { ChannelTask } from "../session/channel-task.js";
import type { SessionKeeper } from "../session/session-keeper.js";
import type { DataChannelObject } from "../../wire/calls-api.js";
import { readText, writeText } from "../../wire/channel-protocol.js";
import type { Participant } from "../../wire/room-protocol.js";
import { Assembly } from "./assembly.js";
import { Listening } from "./listening.js";
import type { Outbox } from "./outbox.js";
import type { ChannelMessage, ChannelPolicy, ChannelProgress } from "./types.js";

/** Options of {@link ChannelLink}. */
export interface ChannelLinkOptions {
  readonly name: string;
  readonly policy: ChannelPolicy;
  readonly environment: Environment;
  readonly keeper: SessionKeeper;
  readonly outbox: Outbox;
  /** {@link ChannelLink.isOpen} may say something else. */
  onChange(): void;
  /** {@link ChannelLink.listeners} changed. */
  onListeners(): void;
  onMessage(message: ChannelMessage): void;
  onProgress(progress: ChannelProgress): void;
}

interface OpenTask {
  readonly task: ChannelTask;
  readonly remove: () => void;
}

/** Somebody's channel of the name, by their session. */
interface Peer extends OpenTask {
  readonly participantId: string;
  readonly assembly: Assembly;
}

/** A channel in a call: one's own, on which one speaks, and everybody else's, on which one hears. */
export class ChannelLink {
  readonly #options: ChannelLinkOptions;
  readonly #peers = new Map<string, Peer>();
  readonly #own: OpenTask;
  #listeners: readonly string[] = Object.freeze([]);
  readonly #listening = new Listening({
    say: (text) => this.#options.outbox.send(text),
    onChange: () => this.#updateListeners(),
  });

  constructor(options: ChannelLinkOptions) {
    this.#options = options;
    // Others only send on this browser's own channel to answer it, so that whatever arrives here is a reply.
    this.#own = this.#open({ location: "local" }, (data) => this.#receiveReply(data));
  }

  /** Participants who hear this browser, and nobody twice. */
  get listeners(): readonly string[] {
    return this.#listeners;
  }

  /** This browser can send, and hears everybody whom it can hear. */
  get isOpen(): boolean {
    const isWaiting = [...this.#peers.values()].some(({ task }) => !task.channel && !task.exhausted);
    return this.#own.task.channel !== undefined && !isWaiting;
  }

  /** Listens to everyone in the roster who has announced the channel. */
  sync(roster: readonly Participant[]): void {
    const wanted = new Map<string, Participant>();
    for (const participant of roster) {
      const { session } = participant;
      if (session?.channels?.some(({ name }) => name === this.#options.name))
        wanted.set(session.sessionId, participant);
    }
    for (const [sessionId, peer] of this.#peers) {
      if (wanted.has(sessionId)) continue;
      peer.remove();
      this.#peers.delete(sessionId);
    }
    for (const [sessionId, { id }] of wanted) {
      if (this.#peers.has(sessionId)) continue;
      const { waitForAck, canReply } = this.#options.policy;
      const request = {
        location: "remote" as const,
        sessionId,
        ...(waitForAck && { waitForAck }),
        ...(canReply && { canReply }),
      };
      const opened = this.#open(request, (data) => this.#receive(sessionId, data));
      this.#peers.set(sessionId, { ...opened, participantId: id, assembly: new Assembly() });
    }
    this.#changed();
  }

  /** Says something to one participant alone. @returns whether this browser hears them. */
  reply(participantId: string, data: string | ArrayBuffer | ArrayBufferView): boolean {
    const peer = [...this.#peers.values()].find((each) => each.participantId === participantId && each.task.channel);
    const channel = peer?.task.channel;
    if (!channel) return false;
    if (typeof data === "string") channel.send(writeText(data));
    else if (ArrayBuffer.isView(data))
      channel.send(new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength));
    else channel.send(data);
    return true;
  }

  close(): void {
    this.#own.remove();
    for (const peer of this.#peers.values()) peer.remove();
    this.#peers.clear();
  }

  #open(place: Omit<DataChannelObject, "dataChannelName">, onMessage: (data: string | ArrayBuffer) => void): OpenTask {
    const { name, policy, environment, keeper } = this.#options;
    const { ordered, maxRetransmits, maxPacketLifeTime } = policy;
    const delivery = { ordered, maxRetransmits, maxPacketLifeTime };
    const given = Object.fromEntries(Object.entries(delivery).filter(([, value]) => value !== undefined));
    const task = new ChannelTask({
      request: { ...place, dataChannelName: name, ...given },
      environment,
      onChange: () => this.#changed(),
      onMessage,
    });
    return { task, remove: keeper.add(task) };
  }

  #receive(sessionId: string, data: string | ArrayBuffer): void {
    const peer = this.#peers.get(sessionId);
    if (!peer) return;
    const { participantId: from, assembly } = peer;
    if (typeof data !== "string") return this.#receiveBinary(peer, data);
    const incoming = readText(data);
    switch (incoming.type) {
      case "text":
        return this.#options.onMessage({ from, data: incoming.text });
      case "hearing":
        return this.#listening.receive(sessionId, incoming.hearing, this.#options.keeper.session?.id);
      case "large":
        return assembly.begin(incoming.large);
      case "part":
        return assembly.expect(incoming.id);
      case "drop":
        return assembly.drop(incoming.id);
    }
  }

  #receiveBinary({ participantId: from, assembly }: Peer, data: ArrayBuffer): void {
    const arrival = assembly.take(data);
    if (arrival === undefined) this.#options.onMessage({ from, data });
    if (!arrival) return;
    const { id, received, total, data: whole } = arrival;
    this.#options.onProgress({ from, id, received, total });
    if (whole === undefined) return;
    // The sender wrote the text as it writes small ones, before it cut it into parts, so that it is read in the same way.
    const read = typeof whole === "string" ? readText(whole) : undefined;
    if (!read) this.#options.onMessage({ from, data: whole });
    else if (read.type === "text") this.#options.onMessage({ from, data: read.text });
  }

  #receiveReply(data: string | ArrayBuffer): void {
    const read = typeof data === "string" ? readText(data) : undefined;
    if (read && read.type !== "text") return;
    this.#options.onMessage({ from: "", data: read?.text ?? data, isReply: true });
  }

  #updateListeners(): void {
    const ids = new Set<string>();
    for (const session of this.#listening.sessions) {
      const peer = this.#peers.get(session);
      if (peer) ids.add(peer.participantId);
    }
    this.#listeners = Object.freeze([...ids]);
    this.#options.onListeners();
  }

  #changed(): void {
    // The constructor opens a channel, which calls this before the field is set.
    const own = this.#own?.task.channel;
    this.#options.outbox.channel = own;
    this.#listening.update(own, new Map([...this.#peers].map(([sessionId, { task }]) => [sessionId, task.channel])));
    this.#options.onChange();
  }
}
