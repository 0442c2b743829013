import type { Environment } from "../environment.js";
import { ChannelTask } from "../session/channel-task.js";
import type { SessionKeeper } from "../session/session-keeper.js";
import { readText, writeText } from "../../wire/channel-protocol.js";
import type { AnnouncedChannel, Participant } from "../../wire/room-protocol.js";
import { ChannelUse } from "./channel-use.js";
import { Listening } from "./listening.js";
import { Outbox } from "./outbox.js";
import type { ChannelMessage, ChannelPolicy, RoomChannel } from "./types.js";

/** Options of {@link SharedChannel}. */
export interface SharedChannelOptions {
  readonly name: string;
  readonly policy: ChannelPolicy;
  readonly environment: Environment;
  /** {@link SharedChannel.announced} changed. */
  onChange(): void;
  /** The last use of it was given up. */
  onUnused(): void;
}

interface Opening {
  readonly task: ChannelTask;
  readonly remove: () => void;
}

/** Somebody's channel of the name, by their session. */
interface Peer extends Opening {
  readonly participantId: string;
}

/** One data channel name across the room, however many in this page use it. */
export class SharedChannel {
  readonly name: string;
  readonly policy: ChannelPolicy;
  readonly #options: SharedChannelOptions;
  readonly #uses = new Set<ChannelUse>();
  readonly #peers = new Map<string, Peer>();
  readonly #outbox = new Outbox();
  #keeper: SessionKeeper | undefined;
  #own: Opening | undefined;
  #listeners: readonly string[] = Object.freeze([]);
  readonly #listening = new Listening({
    say: (text) => this.#outbox.send(text),
    onChange: () => this.#updateListeners(),
  });

  constructor(options: SharedChannelOptions) {
    this.#options = options;
    this.name = options.name;
    this.policy = options.policy;
  }

  /** What to tell the others, once this browser can send. */
  get announced(): AnnouncedChannel | undefined {
    return this.#own?.task.channel ? { name: this.name, ...this.policy } : undefined;
  }

  /** Participants who hear this browser, and nobody twice. */
  get listeners(): readonly string[] {
    return this.#listeners;
  }

  get state(): RoomChannel["state"] {
    if (!this.#own?.task.channel) return "connecting";
    const isWaiting = [...this.#peers.values()].some(({ task }) => !task.channel && !task.exhausted);
    return isWaiting ? "connecting" : "open";
  }

  /** Another use of the channel. */
  use(): RoomChannel {
    const use = new ChannelUse(this, () => {
      this.#uses.delete(use);
      if (this.#uses.size === 0) this.#options.onUnused();
    });
    this.#uses.add(use);
    return use;
  }

  /** Opens the channel in a call. */
  connect(keeper: SessionKeeper): void {
    this.#keeper = keeper;
    this.#own = this.#open(keeper, { location: "local" });
  }

  /** Listens to everyone in the roster who has announced the channel. */
  sync(roster: readonly Participant[]): void {
    const keeper = this.#keeper;
    if (!keeper) return;
    const wanted = new Map<string, Participant>();
    for (const participant of roster) {
      const { session } = participant;
      if (session?.channels?.some(({ name }) => name === this.name)) wanted.set(session.sessionId, participant);
    }
    for (const [sessionId, peer] of this.#peers) {
      if (wanted.has(sessionId)) continue;
      peer.remove();
      this.#peers.delete(sessionId);
    }
    for (const [sessionId, { id }] of wanted) {
      if (this.#peers.has(sessionId)) continue;
      const opening = this.#open(keeper, { location: "remote", sessionId }, (data) =>
        this.#receive(sessionId, id, data),
      );
      this.#peers.set(sessionId, { ...opening, participantId: id });
    }
    this.#changed();
  }

  /** The call is over; another may follow. */
  disconnect(): void {
    this.#own?.remove();
    for (const peer of this.#peers.values()) peer.remove();
    this.#keeper = undefined;
    this.#own = undefined;
    this.#peers.clear();
    // What was meant for these people is not for those of the next call.
    this.#outbox.clear();
    this.#changed();
  }

  /** Ends every use of the channel. */
  close(): void {
    this.disconnect();
    for (const use of this.#uses) use.close();
  }

  send(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#outbox.send(typeof data === "string" ? writeText(data) : data);
  }

  #open(
    keeper: SessionKeeper,
    place: { location: "local" } | { location: "remote"; sessionId: string },
    onMessage?: (data: string | ArrayBuffer) => void,
  ): Opening {
    const task = new ChannelTask({
      request: { ...place, dataChannelName: this.name, ...this.policy },
      environment: this.#options.environment,
      onChange: () => this.#changed(),
      ...(onMessage && { onMessage }),
    });
    return { task, remove: keeper.add(task) };
  }

  #receive(sessionId: string, from: string, data: string | ArrayBuffer): void {
    if (typeof data !== "string") return this.#deliver({ from, data });
    const incoming = readText(data);
    if (incoming.type === "text") this.#deliver({ from, data: incoming.text });
    if (incoming.type === "hearing") this.#listening.receive(sessionId, incoming.hearing, this.#keeper?.session?.id);
  }

  #deliver(message: ChannelMessage): void {
    for (const use of this.#uses) use.receive(message);
  }

  #updateListeners(): void {
    const ids = new Set<string>();
    for (const session of this.#listening.sessions) {
      const peer = this.#peers.get(session);
      if (peer) ids.add(peer.participantId);
    }
    this.#listeners = Object.freeze([...ids]);
    for (const use of this.#uses) use.updateListeners();
  }

  #changed(): void {
    this.#outbox.channel = this.#own?.task.channel;
    this.#listening.update(
      this.#own?.task.channel,
      new Map([...this.#peers].map(([sessionId, { task }]) => [sessionId, task.channel])),
    );
    this.#options.onChange();
    for (const use of this.#uses) use.update();
  }
}
