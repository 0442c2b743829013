/** The public face of data channels. */

/** How a channel delivers. Every participant must open a name with the same policy. */
export interface ChannelPolicy {
  /** Default `true`. */
  readonly ordered?: boolean;
  /**
   * How often a lost message is sent again before it is given up. Excludes `maxPacketLifeTime`; with neither of them nothing is
   * lost.
   */
  readonly maxRetransmits?: number;
  /** Milliseconds. */
  readonly maxPacketLifeTime?: number;
  /** The service sends nothing here before this browser can take it. What is said before that is not repeated. */
  readonly waitForAck?: boolean;
  /** Allows {@link RoomChannel.reply}. The service lets one listener of each publisher answer: whoever asked last. */
  readonly canReply?: boolean;
}

/** A message that arrived on a channel. */
export interface ChannelMessage {
  /** The id of the participant who sent it, as the room knows it; empty for a reply, of which the service tells no sender. */
  readonly from: string;
  /** A text when a text was sent, else its bytes. */
  readonly data: string | ArrayBuffer;
  /** Said to this browser alone, with {@link RoomChannel.reply}. */
  readonly isReply?: boolean;
}

/** How {@link RoomChannel.sendBlob} goes about it. */
export interface SendOptions {
  /** Ends the sending; what was sent of it is thrown away by the others. */
  readonly signal?: AbortSignal;
  /** Called with the bytes that have left this browser so far, and all there are. */
  onProgress?(sent: number, total: number): void;
}

/** A message that is arriving in parts. */
export interface ChannelProgress {
  /** The id of the participant who sends it. */
  readonly from: string;
  /** The sender's number for the message. */
  readonly id: number;
  /** Bytes that are here. */
  readonly received: number;
  /** Bytes of the whole message. */
  readonly total: number;
}

/** A named data channel across the room: everybody who opens the name gets what the others send. */
export interface RoomChannel {
  readonly name: string;
  /** `open` when this browser can send and everybody who announced the channel is being listened to. */
  readonly state: "connecting" | "open" | "closed";
  /**
   * The ids of those who hear what is sent from now on. Who opens the channel later has missed what came before: send it
   * to them when they appear here. A channel that may lose messages may also be late to notice a listener.
   */
  readonly listeners: readonly string[];
  /** Bytes that were sent here and have not left this browser yet. */
  readonly bufferedAmount: number;
  /**
   * Sends to everyone else who has the channel open. Messages sent while it is not open yet wait, up to a bound. More than
   * 64 KiB goes in parts, which a channel that is unordered or may lose messages cannot carry.
   * @throws CallsError `channel-closed`, `message-too-large` (over 4 MiB: see {@link sendBlob}) or `rate-limited` (over
   * 4 MiB are waiting: see {@link drained}).
   */
  send(data: string | ArrayBuffer | ArrayBufferView): void;
  /** Sends a value as JSON, for {@link onJson}. */
  sendJson(value: unknown): void;
  /**
   * Sends one large message, up to 16 MiB, part by part as fast as the network takes it, without filling the memory. It
   * arrives as an `ArrayBuffer`. Resolves when all of it has left this browser.
   * @throws CallsError `message-too-large`, `channel-closed` or `aborted`.
   */
  sendBlob(blob: Blob, options?: SendOptions): Promise<void>;
  /** Resolves when little enough is waiting that {@link send} takes more. @throws CallsError `channel-closed` */
  drained(): Promise<void>;
  /**
   * Says something to one publisher alone. Needs the policy `canReply`, and that nobody else asked for the same later.
   * @throws CallsError `channel-closed` while this browser does not hear them, `bad-request` without the policy.
   */
  reply(participantId: string, data: string | ArrayBuffer | ArrayBufferView): void;
  /** What arrives as text that is JSON. Other messages are left out. */
  onJson(listener: (value: unknown, from: string) => void): () => void;
  /** Follows messages that arrive in parts. */
  onProgress(listener: (progress: ChannelProgress) => void): () => void;
  /**
   * Calls `listener` with every whole message of the others, in the order in which they arrive.
   * @returns a function that ends the subscription.
   */
  onMessage(listener: (message: ChannelMessage) => void): () => void;
  /** Calls `listener` when {@link RoomChannel.state} became another. @returns a function that ends the subscription. */
  onStateChange(listener: (state: RoomChannel["state"]) => void): () => void;
  /** Follows {@link listeners}. @returns a function that ends the subscription. */
  onListenersChange(listener: (listeners: readonly string[]) => void): () => void;
  /** Gives up this use of the channel; the last one closes it. */
  close(): void;
}
