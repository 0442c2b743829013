import { LARGEST_MESSAGE, writeLarge, writePart } from "../../wire/channel-protocol.js";
import { CallsError } from "../../base/error.js";

/** Bytes that wait here for the channel to open or to drain, and bytes that the browser is given at a time. */
const LARGEST_BACKLOG = 4 * 1024 * 1024;
const BROWSER_BUFFER = 1024 * 1024;

/** What waits to be sent on one data channel. */
export class Outbox {
  /** Whether a message may go in parts: they have to arrive, and in order. */
  readonly #takesParts: boolean;
  #waiting: (string | ArrayBuffer)[] = [];
  #backlog = 0;
  #channel: RTCDataChannel | undefined;
  #lastId = 0;
  readonly #drains = new Set<() => void>();

  constructor(takesParts: boolean) {
    this.#takesParts = takesParts;
  }

  /** The open channel; without one, messages wait. */
  get channel(): RTCDataChannel | undefined {
    return this.#channel;
  }
  set channel(channel: RTCDataChannel | undefined) {
    if (channel === this.#channel) return;
    this.#channel?.removeEventListener("bufferedamountlow", this.#flush);
    this.#channel = channel;
    if (!channel) return;
    channel.bufferedAmountLowThreshold = BROWSER_BUFFER / 2;
    channel.addEventListener("bufferedamountlow", this.#flush);
    this.#flush();
  }

  /** Bytes that have not left this browser. */
  get bufferedAmount(): number {
    return this.#backlog + (this.#channel?.bufferedAmount ?? 0);
  }

  /** Another number for a message in parts. */
  nextId(): number {
    return ++this.#lastId;
  }

  /** @throws CallsError `message-too-large`, or `rate-limited` when too much is waiting already. */
  send(data: string | ArrayBuffer | ArrayBufferView): void {
    const bytes = bytesOf(data);
    const { byteLength } = bytes;
    const isLarge = byteLength > LARGEST_MESSAGE;
    if (isLarge) this.checkLarge(byteLength, LARGEST_BACKLOG);
    if (this.#backlog + byteLength > LARGEST_BACKLOG) {
      throw new CallsError("rate-limited", "Too much is waiting to be sent. Send less at a time.", { retryable: true });
    }
    const isText = typeof data === "string";
    if (!isLarge) this.#push(isText ? data : bytes.slice().buffer);
    else {
      const id = this.nextId();
      this.#push(writeLarge({ id, bytes: byteLength, isText }));
      for (let at = 0; at < byteLength; at += LARGEST_MESSAGE) this.sendPart(id, bytes.slice(at, at + LARGEST_MESSAGE));
    }
    this.#flush();
  }

  /** A part of a message that was announced. */
  sendPart(id: number, part: Uint8Array<ArrayBuffer>): void {
    this.#push(writePart(id));
    this.#push(part.buffer);
    this.#flush();
  }

  /** @throws CallsError `message-too-large` */
  checkLarge(bytes: number, limit: number): void {
    if (this.#takesParts && bytes <= limit) return;
    throw new CallsError(
      "message-too-large",
      this.#takesParts
        ? `At most ${limit} bytes go here at once, and these are ${bytes}. See sendBlob() for up to 16 MiB.`
        : `A message on a channel that may lose or reorder them has at most ${LARGEST_MESSAGE} bytes, not ${bytes}.`,
    );
  }

  /** Resolves when half of what may wait is free, or the outbox was emptied. */
  drained(): Promise<void> {
    if (this.#isDrained) return Promise.resolve();
    return new Promise((resolve) => this.#drains.add(resolve));
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = [];
    this.#backlog = 0;
    this.#drain();
  }

  get #isDrained(): boolean {
    return this.#backlog <= LARGEST_BACKLOG / 2;
  }

  #push(message: string | ArrayBuffer): void {
    this.#waiting.push(message);
    this.#backlog += bytesOf(message).byteLength;
  }

  readonly #flush = (): void => {
    const channel = this.#channel;
    while (takesMore(channel)) {
      const message = this.#waiting.shift();
      if (message === undefined) break;
      this.#backlog -= bytesOf(message).byteLength;
      if (typeof message === "string") channel.send(message);
      else channel.send(message);
    }
    this.#drain();
  };

  #drain(): void {
    if (!this.#isDrained) return;
    for (const resolve of this.#drains) resolve();
    this.#drains.clear();
  }
}

function takesMore(channel: RTCDataChannel | undefined): channel is RTCDataChannel {
  return channel?.readyState === "open" && channel.bufferedAmount < BROWSER_BUFFER;
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array<ArrayBuffer> {
  if (typeof data === "string") return new TextEncoder().encode(data);
  if (!ArrayBuffer.isView(data)) return new Uint8Array(data);
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}
