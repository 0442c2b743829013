/**
 * Named data channels across a room. The service has channels from one publisher to one session; here everybody who opens a name
 * hears everybody else who has it open, and large messages go in parts.
 *
 * @module
 */
import type { Environment } from "../environment.js";
import type { SessionKeeper } from "../session/session-keeper.js";
import { CallsError } from "../../base/error.js";
import type { AnnouncedChannel, Participant } from "../../wire/room-protocol.js";
import { SharedChannel } from "./shared-channel.js";
import type { ChannelPolicy, RoomChannel } from "./types.js";

/** Options of {@link Channels}. */
export interface ChannelsOptions {
  readonly environment: Environment;
  /** {@link Channels.announced} changed. */
  onChange(): void;
}

/** The data channels of a room, by name. They outlive a call: the next one opens them again. */
export class Channels {
  readonly #options: ChannelsOptions;
  readonly #channels = new Map<string, SharedChannel>();
  #keeper: SessionKeeper | undefined;
  #roster: readonly Participant[] = [];

  constructor(options: ChannelsOptions) {
    this.#options = options;
  }

  /** What to tell the others. */
  get announced(): AnnouncedChannel[] {
    return [...this.#channels.values()].flatMap(({ announced }) => announced ?? []);
  }

  /** @throws CallsError `bad-request` for a policy that contradicts itself, or that of another use of the name. */
  use(name: string, policy: ChannelPolicy): RoomChannel {
    checkPolicy(name, policy);
    const channel = this.#channels.get(name) ?? this.#open(name, policy);
    if (essenceOf(channel.policy) !== essenceOf(policy)) {
      throw new CallsError("bad-request", `The channel "${name}" is open with another policy. Use the same one.`);
    }
    return channel.use();
  }

  /** Opens every channel in a call. */
  connect(keeper: SessionKeeper): void {
    this.#keeper = keeper;
    for (const channel of this.#channels.values()) channel.connect(keeper);
  }

  /** Listens to those in the roster who have the channels too. */
  sync(roster: readonly Participant[]): void {
    this.#roster = roster;
    for (const channel of this.#channels.values()) channel.sync(roster);
  }

  /** The call is over. */
  disconnect(): void {
    this.#keeper = undefined;
    this.#roster = [];
    for (const channel of this.#channels.values()) channel.disconnect();
  }

  /** Closes everything. */
  close(): void {
    for (const channel of this.#channels.values()) channel.close();
  }

  #open(name: string, policy: ChannelPolicy): SharedChannel {
    const channel = new SharedChannel({
      name,
      policy: { ...policy },
      environment: this.#options.environment,
      onChange: this.#options.onChange,
      onUnused: () => {
        this.#channels.delete(name);
        channel.disconnect();
      },
    });
    this.#channels.set(name, channel);
    if (this.#keeper) {
      channel.connect(this.#keeper);
      channel.sync(this.#roster);
    }
    return channel;
  }
}

function checkPolicy(name: string, { maxRetransmits, maxPacketLifeTime }: ChannelPolicy): void {
  if (!name) throw new CallsError("bad-request", "A channel needs a name.");
  if (maxRetransmits !== undefined && maxPacketLifeTime !== undefined) {
    throw new CallsError("bad-request", "Give a channel maxRetransmits or maxPacketLifeTime, not both.");
  }
}

/** What two uses of a name have to agree on. */
const essenceOf = ({
  ordered = true,
  maxRetransmits,
  maxPacketLifeTime,
  waitForAck,
  canReply,
}: ChannelPolicy): string => String([ordered, maxRetransmits, maxPacketLifeTime, !!waitForAck, !!canReply]);
