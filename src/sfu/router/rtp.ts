/** One RTP packet, read in place: `payload` and extension values are views of the datagram. */
export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** Without padding. */
  readonly payload: Buffer;
  readonly extensions: readonly RtpExtension[];
}

export interface RtpExtension {
  readonly id: number;
  readonly value: Buffer;
}

const ONE_BYTE_PROFILE = 0xbede;
const NO_EXTENSIONS: readonly RtpExtension[] = [];

/** Reads a decrypted packet; undefined when it is no RTP. */
export function parseRtp(data: Buffer): RtpPacket | undefined {
  if (data.length < 12 || data.readUInt8(0) >> 6 !== 2) return undefined;
  const flags = data.readUInt8(0);
  let offset = 12 + (flags & 0x0f) * 4;
  let extensions = NO_EXTENSIONS;
  if (flags & 0x10) {
    if (data.length < offset + 4) return undefined;
    const profile = data.readUInt16BE(offset);
    const end = offset + 4 + data.readUInt16BE(offset + 2) * 4;
    if (data.length < end) return undefined;
    extensions = parseExtensions(data.subarray(offset + 4, end), profile);
    offset = end;
  }
  const padding = flags & 0x20 ? data.readUInt8(data.length - 1) : 0;
  if (offset + padding > data.length) return undefined;
  return {
    payloadType: data.readUInt8(1) & 0x7f,
    marker: data.readUInt8(1) >= 0x80,
    sequenceNumber: data.readUInt16BE(2),
    timestamp: data.readUInt32BE(4),
    ssrc: data.readUInt32BE(8),
    payload: data.subarray(offset, data.length - padding),
    extensions,
  };
}

/** The value of the extension with this id, if the packet has it. */
export function extensionValue(packet: RtpPacket, id: number | undefined): Buffer | undefined {
  if (id === undefined) return undefined;
  for (const extension of packet.extensions) if (extension.id === id) return extension.value;
  return undefined;
}

/** Gives this many bytes, with anything in them. */
type Allocate = (length: number) => Buffer;

/** Fields of a header to write. */
export interface RtpHeaderFields {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly extensions: readonly RtpExtension[];
}

/**
 * Everything of a packet that is before its payload. Extensions longer than 16 bytes are left out.
 *
 * @param allocate - Gives the bytes to write into.
 */
export function writeRtpHeader(fields: RtpHeaderFields, allocate: Allocate = Buffer.allocUnsafe): Buffer {
  let length = 0;
  for (const { value } of fields.extensions) if (fits(value)) length += 1 + value.length;
  const words = Math.ceil(length / 4);
  const header = allocate(words === 0 ? 12 : 16 + words * 4);
  header.writeUInt8(words === 0 ? 0x80 : 0x90, 0);
  header.writeUInt8((fields.marker ? 0x80 : 0) | fields.payloadType, 1);
  header.writeUInt16BE(fields.sequenceNumber, 2);
  header.writeUInt32BE(fields.timestamp, 4);
  header.writeUInt32BE(fields.ssrc, 8);
  if (words === 0) return header;
  header.writeUInt16BE(ONE_BYTE_PROFILE, 12);
  header.writeUInt16BE(words, 14);
  let offset = 16;
  for (const { id, value } of fields.extensions) {
    if (!fits(value)) continue;
    header.writeUInt8((id << 4) | (value.length - 1), offset);
    value.copy(header, offset + 1);
    offset += 1 + value.length;
  }
  return header.fill(0, offset);
}

/** Signed distance from `from` to `to` in a counter of `bits` bits that wraps. */
export function distance(from: number, to: number, bits: 7 | 8 | 15 | 16): number {
  const size = 1 << bits;
  const forward = (to - from) & (size - 1);
  return forward >= size / 2 ? forward - size : forward;
}

function fits(value: Buffer): boolean {
  return value.length > 0 && value.length <= 16;
}

function parseExtensions(block: Buffer, profile: number): RtpExtension[] {
  const oneByte = profile === ONE_BYTE_PROFILE;
  if (!oneByte && (profile & 0xfff0) !== 0x1000) return [];
  const extensions: RtpExtension[] = [];
  let offset = 0;
  while (offset < block.length) {
    const first = block.readUInt8(offset);
    if (first === 0) {
      offset += 1;
      continue;
    }
    const id = oneByte ? first >> 4 : first;
    if ((oneByte && id === 15) || (!oneByte && offset + 1 >= block.length)) break;
    const length = oneByte ? (first & 0x0f) + 1 : block.readUInt8(offset + 1);
    const start = offset + (oneByte ? 1 : 2);
    if (start + length > block.length) break;
    extensions.push({ id, value: block.subarray(start, start + length) });
    offset = start + length;
  }
  return extensions;
}
