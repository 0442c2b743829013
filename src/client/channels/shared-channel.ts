import { lazy } from "../../base/lazy.js";
import type { Environment } from "../environment.js";
import type { SessionKeeper } from "../session/session-keeper.js";
import { writeText } from "../../wire/channel-protocol.js";
import { CallsError } from "../../base/error.js";
import type { AnnouncedChannel, Participant } from "../../wire/room-protocol.js";
import type { ChannelLink } from "./link.js";
import { ChannelUse, type SharedChannelPort } from "./use.js";
import { Outbox } from "./outbox.js";
import type { ChannelPolicy, RoomChannel, SendOptions } from "./types.js";

const loadSendBlob = lazy(() => import(/* chunk: channel */ "./send-blob.js"));
/** What opens a channel is loaded with the first one: most pages have none. */
const loadLink = lazy(() => import(/* chunk: channel */ "./link.js"));

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

const NOBODY: readonly string[] = Object.freeze([]);

/** One data channel name across the room, however many in this page use it. */
export class SharedChannel implements SharedChannelPort {
  readonly name: string;
  readonly policy: ChannelPolicy;
  readonly #options: SharedChannelOptions;
  readonly #uses = new Set<ChannelUse>();
  readonly #outbox: Outbox;
  #keeper: SessionKeeper | undefined;
  #roster: readonly Participant[] = [];
  #link: ChannelLink | undefined;

  constructor(options: SharedChannelOptions) {
    this.#options = options;
    const { name, policy } = options;
    this.name = name;
    this.policy = policy;
    const { ordered = true, maxRetransmits, maxPacketLifeTime } = policy;
    this.#outbox = new Outbox(ordered && maxRetransmits === undefined && maxPacketLifeTime === undefined);
  }

  /** What to tell the others, once this browser can send. */
  get announced(): AnnouncedChannel | undefined {
    const { waitForAck: _waitForAck, canReply: _canReply, ...policy } = this.policy;
    return this.#outbox.channel ? { name: this.name, ...policy } : undefined;
  }

  /** Participants who hear this browser, and nobody twice. */
  get listeners(): readonly string[] {
    return this.#link?.listeners ?? NOBODY;
  }

  get state(): RoomChannel["state"] {
    return this.#link?.isOpen ? "open" : "connecting";
  }

  get bufferedAmount(): number {
    return this.#outbox.bufferedAmount;
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
    void this.#open(keeper).catch(reportError);
  }

  /** Listens to everyone in the roster who has announced the channel. */
  sync(roster: readonly Participant[]): void {
    this.#roster = roster;
    this.#link?.sync(roster);
  }

  /** The call is over; another may follow. */
  disconnect(): void {
    this.#keeper = undefined;
    this.#roster = [];
    this.#link?.close();
    this.#link = undefined;
    this.#outbox.channel = undefined;
    // The messages were meant for the people of this stay, and not for those of the next.
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

  drained(): Promise<void> {
    return this.#outbox.drained();
  }

  async sendBlob(blob: Blob, options: SendOptions, closing: AbortSignal): Promise<void> {
    const { sendBlob } = await loadSendBlob();
    await sendBlob(blob, { ...options, outbox: this.#outbox, environment: this.#options.environment, closing });
  }

  reply(participantId: string, data: string | ArrayBuffer | ArrayBufferView): void {
    if (!this.policy.canReply) {
      throw new CallsError("bad-request", `Open the channel "${this.name}" with the policy canReply to reply on it.`);
    }
    if (this.#link?.reply(participantId, data)) return;
    throw new CallsError("channel-closed", "This browser does not hear them on the channel now.", { retryable: true });
  }

  async #open(keeper: SessionKeeper): Promise<void> {
    const { ChannelLink } = await loadLink();
    if (this.#keeper !== keeper) return;
    this.#link = new ChannelLink({
      name: this.name,
      policy: this.policy,
      environment: this.#options.environment,
      keeper,
      outbox: this.#outbox,
      onChange: () => this.#changed(),
      onListeners: () => {
        for (const use of this.#uses) use.updateListeners();
      },
      onMessage: (message) => {
        for (const use of this.#uses) use.receive(message);
      },
      onProgress: (progress) => {
        for (const use of this.#uses) use.progress(progress);
      },
    });
    this.sync(this.#roster);
  }

  #changed(): void {
    this.#options.onChange();
    for (const use of this.#uses) use.update();
  }
}
