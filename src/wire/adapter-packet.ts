/**
 * What goes over the socket of a WebSocket adapter: one packet a message. For services of your own, in a browser, a Worker or
 * Node: it needs nothing else of this project.
 *
 * ```proto
 * message Packet {
 *   uint32 sequenceNumber = 1;
 *   uint32 timestamp = 2;
 *   bytes payload = 5;
 * }
 * ```
 */

/** The sound that adapters speak: signed 16-bit little-endian samples, left and right in turn. */
export const ADAPTER_PCM = {
  sampleRate: 48_000,
  channels: 2,
  /** Bytes of one sample of both channels. */
  bytesPerSample: 4,
  /** Bytes of 20 ms: what the SFU sends in one message. */
  bytesPerFrame: 3_840,
} as const;

/** Bytes of the longest message that an adapter takes from a service. */
export const ADAPTER_MESSAGE_LIMIT = 32_768;

/** Bytes that a packet has beside its payload, at most. */
const MAX_OVERHEAD = 16;

/** Bytes of sound that fit one message: a whole number of samples. */
const MAX_PCM = ADAPTER_MESSAGE_LIMIT - MAX_OVERHEAD - ((ADAPTER_MESSAGE_LIMIT - MAX_OVERHEAD) % 4);

/** One message of a WebSocket adapter. Towards the SFU only `payload` counts. */
export interface AdapterPacket {
  /** Counts the messages of an adapter. Pictures may all have 0. */
  readonly sequenceNumber: number;
  /** When the payload was captured, on the source's clock: 48 kHz for sound, 90 kHz for pictures. It wraps at 32 bits. */
  readonly timestamp: number;
  /** Samples, or one JPEG. Empty from a service: what it said so far ends here. */
  readonly payload: Uint8Array;
}

/** Field number and wire type, as they stand before a field. */
const TAG = { sequenceNumber: 0x08, timestamp: 0x10, payload: 0x2a } as const;
const PAYLOAD_FIELD = 5;
const WIRE_TYPE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const MAX_UINT32 = 0xffff_ffff;

/**
 * A packet as the bytes of one binary message. Fields that are 0 or empty are left out, as proto3 does.
 *
 * @throws RangeError for a number that is no unsigned 32-bit integer.
 * @example
 * ```ts
 * for (const payload of splitPcm(speech)) socket.send(encodePacket({ payload }));
 * ```
 */
export function encodePacket(packet: Pick<AdapterPacket, "payload"> & Partial<AdapterPacket>): Uint8Array<ArrayBuffer> {
  const { sequenceNumber = 0, timestamp = 0, payload } = packet;
  for (const value of [sequenceNumber, timestamp]) {
    if (!Number.isInteger(value) || value < 0 || value > MAX_UINT32) {
      throw new RangeError(`${value} is no unsigned 32-bit integer.`);
    }
  }
  const length = fieldLength(sequenceNumber) + fieldLength(timestamp) + fieldLength(payload.length) + payload.length;
  const bytes = new Uint8Array(length);
  let offset = 0;
  offset = writeField(bytes, offset, TAG.sequenceNumber, sequenceNumber);
  offset = writeField(bytes, offset, TAG.timestamp, timestamp);
  offset = writeField(bytes, offset, TAG.payload, payload.length);
  bytes.set(payload, offset);
  return bytes;
}

/**
 * Reads one binary message. `payload` is a view of `data`, and may begin at an odd offset: use {@link toSamples} for numbers.
 *
 * @throws RangeError when it is no packet.
 * @example
 * ```ts
 * socket.binaryType = "arraybuffer";
 * socket.onmessage = ({ data }) => transcribe(toSamples(decodePacket(data).payload));
 * ```
 */
export function decodePacket(data: ArrayBuffer | Uint8Array): AdapterPacket {
  const reader = new Reader(data instanceof Uint8Array ? data : new Uint8Array(data));
  let sequenceNumber = 0;
  let timestamp = 0;
  let payload = reader.bytes.subarray(0, 0);
  while (!reader.atEnd) {
    const tag = reader.varint();
    const field = Math.floor(tag / 8);
    if (tag === TAG.sequenceNumber) sequenceNumber = reader.varint() % (MAX_UINT32 + 1);
    else if (tag === TAG.timestamp) timestamp = reader.varint() % (MAX_UINT32 + 1);
    else if (tag === TAG.payload) payload = reader.take(reader.varint());
    else if (field === 0 || field === PAYLOAD_FIELD) throw new RangeError("The message is no adapter packet.");
    else reader.skip(tag % 8);
  }
  return { sequenceNumber, timestamp, payload };
}

/** Samples of a payload, left and right in turn. Half a sample at its end is left out. */
export function toSamples(payload: Uint8Array): Int16Array<ArrayBuffer> {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const samples = new Int16Array(payload.length >> 1);
  for (let index = 0; index < samples.length; index++) samples[index] = view.getInt16(index * 2, true);
  return samples;
}

/** The bytes of samples, left and right in turn, as a packet carries them. */
export function fromSamples(samples: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(samples.length * 2));
  for (let index = 0; index < samples.length; index++) view.setInt16(index * 2, samples[index] ?? 0, true);
  return new Uint8Array(view.buffer);
}

/** Cuts sound into payloads that fit the SFU's limit for one message. */
export function* splitPcm(pcm: Uint8Array, size: number = MAX_PCM): Generator<Uint8Array> {
  const step = Math.max(ADAPTER_PCM.bytesPerSample, Math.min(size, MAX_PCM));
  for (let offset = 0; offset < pcm.length; offset += step) yield pcm.subarray(offset, offset + step);
}

/** Reads the fields of a message, in their order. */
class Reader {
  #offset = 0;

  constructor(readonly bytes: Uint8Array) {}

  get atEnd(): boolean {
    return this.#offset >= this.bytes.length;
  }

  /** Shifts would lose what is above 31 bits, so it multiplies. */
  varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 63; scale *= 128) {
      const [byte = 0] = this.take(1);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new RangeError("A number of the packet does not end.");
  }

  take(length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.bytes.length) throw new RangeError("The packet ends in the middle of a field.");
    const taken = this.bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
  }

  skip(wireType: number): void {
    if (wireType === WIRE_TYPE.varint) this.varint();
    else if (wireType === WIRE_TYPE.fixed64) this.take(8);
    else if (wireType === WIRE_TYPE.bytes) this.take(this.varint());
    else if (wireType === WIRE_TYPE.fixed32) this.take(4);
    else throw new RangeError("The message is no adapter packet.");
  }
}

function fieldLength(value: number): number {
  if (value === 0) return 0;
  let length = 2;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}

function writeField(bytes: Uint8Array, start: number, tag: number, value: number): number {
  if (value === 0) return start;
  let offset = start;
  bytes[offset++] = tag;
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[offset++] = (rest % 128) | 0x80;
  bytes[offset++] = rest;
  return offset;
}
