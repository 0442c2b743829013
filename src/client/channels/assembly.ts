import { LARGEST_MESSAGE, type LargeMessage } from "../../wire/channel-protocol.js";

/** Bytes of one message in parts. */
export const LARGEST_IN_PARTS = 16 * 1024 * 1024;
/** Messages of one sender that may be on their way in parts at once. */
const AT_ONCE = 8;

/** A message whose parts arrive. */
interface Arriving extends LargeMessage {
  readonly parts: Uint8Array[];
  received: number;
}

/** What came of a part. */
export interface Arrival {
  readonly id: number;
  readonly received: number;
  readonly total: number;
  /** Once all of it is there. */
  readonly data: string | ArrayBuffer | undefined;
}

/**
 * Puts together what one sender sends in parts. A sender that does not keep to the rules loses their message, and can make
 * nobody hold more than {@link LARGEST_IN_PARTS} bytes.
 */
export class Assembly {
  readonly #arriving = new Map<number, Arriving>();
  #next: number | undefined;

  /** A message is announced. */
  begin(large: LargeMessage): void {
    const announced = [...this.#arriving.values()].reduce((sum, { bytes }) => sum + bytes, large.bytes);
    if (large.bytes === 0 || announced > LARGEST_IN_PARTS || this.#arriving.size >= AT_ONCE) return;
    this.#arriving.set(large.id, { ...large, parts: [], received: 0 });
  }

  /** The next binary message is a part of the message `id`. */
  expect(id: number): void {
    this.#next = id;
  }

  drop(id: number): void {
    this.#arriving.delete(id);
  }

  /** Takes a binary message. @returns `undefined` when it is a message of its own; `false` for a part of nothing. */
  take(data: ArrayBuffer): Arrival | false | undefined {
    const id = this.#next;
    this.#next = undefined;
    if (id === undefined) return undefined;
    const message = this.#arriving.get(id);
    if (!message) return false;
    const expected = Math.min(LARGEST_MESSAGE, message.bytes - message.received);
    if (data.byteLength !== expected) {
      this.#arriving.delete(id);
      return false;
    }
    message.parts.push(new Uint8Array(data));
    message.received += data.byteLength;
    const isWhole = message.received === message.bytes;
    if (isWhole) this.#arriving.delete(id);
    return { id, received: message.received, total: message.bytes, data: isWhole ? join(message) : undefined };
  }
}

function join({ parts, bytes, isText }: Arriving): string | ArrayBuffer {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return isText ? new TextDecoder().decode(whole) : whole.buffer;
}
