import { CallsError } from "../../wire/calls-error.js";

/** Bytes of one message, which every browser can receive whole. */
const LARGEST_MESSAGE = 64 * 1024;
/** Bytes that wait here for the channel to open or to drain, and bytes that the browser is given at a time. */
const LARGEST_BACKLOG = 4 * 1024 * 1024;
const BROWSER_BUFFER = 1024 * 1024;

/** What waits to be sent on one data channel. */
export class Outbox {
  #waiting: (string | ArrayBuffer)[] = [];
  #backlog = 0;
  #channel: RTCDataChannel | undefined;

  /** The open channel; without one, messages wait. */
  set channel(channel: RTCDataChannel | undefined) {
    if (channel === this.#channel) return;
    this.#channel?.removeEventListener("bufferedamountlow", this.#flush);
    this.#channel = channel;
    if (!channel) return;
    channel.bufferedAmountLowThreshold = BROWSER_BUFFER / 2;
    channel.addEventListener("bufferedamountlow", this.#flush);
    this.#flush();
  }

  /** @throws CallsError `message-too-large`, or `rate-limited` when too much is waiting already. */
  send(data: string | ArrayBuffer | ArrayBufferView): void {
    const size = sizeOf(data);
    if (size > LARGEST_MESSAGE) {
      throw new CallsError(
        "message-too-large",
        `A message has at most ${LARGEST_MESSAGE} bytes, and this one has ${size}. Send it in parts.`,
      );
    }
    if (this.#backlog + size > LARGEST_BACKLOG) {
      throw new CallsError("rate-limited", "Too much is waiting to be sent. Send less at a time.", { retryable: true });
    }
    this.#waiting.push(typeof data === "string" ? data : copy(data));
    this.#backlog += size;
    this.#flush();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = [];
    this.#backlog = 0;
  }

  readonly #flush = (): void => {
    const channel = this.#channel;
    if (!channel) return;
    while (channel.readyState === "open" && channel.bufferedAmount < BROWSER_BUFFER) {
      const message = this.#waiting.shift();
      if (message === undefined) return;
      this.#backlog -= sizeOf(message);
      if (typeof message === "string") channel.send(message);
      else channel.send(message);
    }
  };
}

function sizeOf(data: string | ArrayBuffer | ArrayBufferView): number {
  return typeof data === "string" ? new TextEncoder().encode(data).byteLength : data.byteLength;
}

/** The sender may reuse its buffer while the message waits. */
function copy(data: ArrayBuffer | ArrayBufferView): ArrayBuffer {
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  return bytes.slice().buffer as ArrayBuffer;
}
