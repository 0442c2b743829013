/** The RTCP that an SFU acts on. Everything else in a compound packet is passed over. */
export type RtcpMessage =
  | {
      readonly type: "sender-report";
      readonly ssrc: number;
      /** 64-bit NTP time, as seconds since 1900. */
      readonly ntp: bigint;
      readonly rtpTime: number;
      readonly blocks: readonly ReportBlock[];
    }
  | { readonly type: "receiver-report"; readonly blocks: readonly ReportBlock[] }
  | { readonly type: "bye"; readonly ssrcs: readonly number[] }
  | { readonly type: "nack"; readonly ssrc: number; readonly sequenceNumbers: readonly number[] }
  | { readonly type: "keyframe-request"; readonly ssrc: number }
  | { readonly type: "remb"; readonly bitrate: number };

export interface ReportBlock {
  readonly ssrc: number;
  /** 0 to 1. */
  readonly fractionLost: number;
  readonly totalLost: number;
  /** Extended highest sequence number. */
  readonly highest: number;
  /** In units of the RTP clock. */
  readonly jitter: number;
  /** The middle 32 bits of the NTP time of the last sender report. */
  readonly lastReport: number;
  /** Delay since that report, in 1/65536 s. */
  readonly delay: number;
}

const TYPE = { senderReport: 200, receiverReport: 201, sdes: 202, bye: 203, transport: 205, payload: 206 } as const;
const FEEDBACK = { nack: 1, pli: 1, fir: 4, application: 15 } as const;
const BLOCK_LENGTH = 24;
const REMB = 0x52454d42;

/** Reads a decrypted compound packet; what does not parse is left out. */
export function parseRtcp(data: Buffer): RtcpMessage[] {
  const messages: RtcpMessage[] = [];
  let offset = 0;
  while (offset + 8 <= data.length) {
    const end = offset + (data.readUInt16BE(offset + 2) + 1) * 4;
    if (data.readUInt8(offset) >> 6 !== 2 || end > data.length) break;
    parseOne(data.readUInt8(offset + 1), data.readUInt8(offset) & 0x1f, data.subarray(offset + 4, end), messages);
    offset = end;
  }
  return messages;
}

function parseOne(type: number, count: number, body: Buffer, into: RtcpMessage[]): void {
  if (type === TYPE.senderReport && body.length >= 24) {
    into.push({
      type: "sender-report",
      ssrc: body.readUInt32BE(0),
      ntp: body.readBigUInt64BE(4),
      rtpTime: body.readUInt32BE(12),
      blocks: parseBlocks(body.subarray(24), count),
    });
  } else if (type === TYPE.receiverReport) {
    into.push({ type: "receiver-report", blocks: parseBlocks(body.subarray(4), count) });
  } else if (type === TYPE.bye) {
    into.push({ type: "bye", ssrcs: words(body).slice(0, count) });
  } else if (type === TYPE.transport && count === FEEDBACK.nack && body.length >= 8) {
    into.push({ type: "nack", ssrc: body.readUInt32BE(4), sequenceNumbers: parseNack(body.subarray(8)) });
  } else if (type === TYPE.payload) {
    parsePayloadFeedback(count, body, into);
  }
}

function parsePayloadFeedback(format: number, body: Buffer, into: RtcpMessage[]): void {
  if (format === FEEDBACK.pli && body.length >= 8) {
    into.push({ type: "keyframe-request", ssrc: body.readUInt32BE(4) });
  } else if (format === FEEDBACK.fir) {
    for (let offset = 8; offset + 8 <= body.length; offset += 8) {
      into.push({ type: "keyframe-request", ssrc: body.readUInt32BE(offset) });
    }
  } else if (format === FEEDBACK.application && body.length >= 16 && body.readUInt32BE(8) === REMB) {
    const value = body.readUIntBE(13, 3);
    into.push({ type: "remb", bitrate: (value & 0x3ffff) * 2 ** (value >> 18) });
  }
}

function parseBlocks(body: Buffer, count: number): ReportBlock[] {
  const blocks: ReportBlock[] = [];
  for (let offset = 0; blocks.length < count && offset + BLOCK_LENGTH <= body.length; offset += BLOCK_LENGTH) {
    blocks.push({
      ssrc: body.readUInt32BE(offset),
      fractionLost: body.readUInt8(offset + 4) / 256,
      totalLost: body.readIntBE(offset + 5, 3),
      highest: body.readUInt32BE(offset + 8),
      jitter: body.readUInt32BE(offset + 12),
      lastReport: body.readUInt32BE(offset + 16),
      delay: body.readUInt32BE(offset + 20),
    });
  }
  return blocks;
}

function parseNack(body: Buffer): number[] {
  const numbers: number[] = [];
  for (let offset = 0; offset + 4 <= body.length; offset += 4) {
    const first = body.readUInt16BE(offset);
    const mask = body.readUInt16BE(offset + 2);
    numbers.push(first);
    for (let bit = 0; bit < 16; bit++) if (mask & (1 << bit)) numbers.push((first + bit + 1) & 0xffff);
  }
  return numbers;
}

function words(body: Buffer): number[] {
  const values: number[] = [];
  for (let offset = 0; offset + 4 <= body.length; offset += 4) values.push(body.readUInt32BE(offset));
  return values;
}

export function writeReceiverReport(sender: number, blocks: readonly ReportBlock[]): Buffer {
  return packet(TYPE.receiverReport, blocks.length, Buffer.concat([word(sender), ...blocks.map(writeBlock)]));
}

export interface SenderReport {
  readonly ssrc: number;
  readonly ntp: bigint;
  readonly rtpTime: number;
  readonly packets: number;
  readonly bytes: number;
}

export function writeSenderReport(report: SenderReport): Buffer {
  const body = Buffer.alloc(24);
  body.writeUInt32BE(report.ssrc, 0);
  body.writeBigUInt64BE(report.ntp, 4);
  body.writeUInt32BE(report.rtpTime, 12);
  body.writeUInt32BE(report.packets >>> 0, 16);
  body.writeUInt32BE(report.bytes >>> 0, 20);
  return packet(TYPE.senderReport, 0, body);
}

/** One SDES chunk: the name under which receivers synchronise this stream with others. */
export function writeSourceName(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname).subarray(0, 255);
  const chunk = Buffer.alloc(Math.ceil((4 + 2 + name.length + 1) / 4) * 4);
  chunk.writeUInt32BE(ssrc, 0);
  chunk.writeUInt8(1, 4);
  chunk.writeUInt8(name.length, 5);
  name.copy(chunk, 6);
  return packet(TYPE.sdes, 1, chunk);
}

export function writeNack(sender: number, ssrc: number, sequenceNumbers: readonly number[]): Buffer {
  const pairs: Buffer[] = [];
  for (let index = 0; index < sequenceNumbers.length;) {
    const first = sequenceNumbers[index++] ?? 0;
    let mask = 0;
    for (; index < sequenceNumbers.length; index++) {
      const bit = (((sequenceNumbers[index] ?? 0) - first) & 0xffff) - 1;
      if (bit < 0 || bit > 15) break;
      mask |= 1 << bit;
    }
    const pair = Buffer.alloc(4);
    pair.writeUInt16BE(first, 0);
    pair.writeUInt16BE(mask, 2);
    pairs.push(pair);
  }
  return packet(TYPE.transport, FEEDBACK.nack, Buffer.concat([word(sender), word(ssrc), ...pairs]));
}

export function writePictureLoss(sender: number, ssrc: number): Buffer {
  return packet(TYPE.payload, FEEDBACK.pli, Buffer.concat([word(sender), word(ssrc)]));
}

/** Tells a sender how many bits a second it may send, on all of `ssrcs` together. */
export function writeRemb(sender: number, bitrate: number, ssrcs: readonly number[]): Buffer {
  let exponent = 0;
  let mantissa = Math.floor(bitrate);
  while (mantissa > 0x3ffff) {
    mantissa = Math.floor(mantissa / 2);
    exponent++;
  }
  const rate = Buffer.alloc(4);
  rate.writeUInt8(ssrcs.length, 0);
  rate.writeUIntBE(exponent * 0x40000 + mantissa, 1, 3);
  const body = Buffer.concat([word(sender), word(0), word(REMB), rate, ...ssrcs.map(word)]);
  return packet(TYPE.payload, FEEDBACK.application, body);
}

/** As the field holds it: a clock that was set back must not end the report. */
const unsigned = (value: number): number => Math.max(0, Math.min(0xffffffff, Math.round(value)));

function writeBlock(block: ReportBlock): Buffer {
  const bytes = Buffer.alloc(BLOCK_LENGTH);
  bytes.writeUInt32BE(block.ssrc, 0);
  bytes.writeUInt8(Math.min(255, Math.floor(block.fractionLost * 256)), 4);
  bytes.writeIntBE(Math.max(-0x800000, Math.min(0x7fffff, block.totalLost)), 5, 3);
  bytes.writeUInt32BE(block.highest >>> 0, 8);
  bytes.writeUInt32BE(unsigned(block.jitter), 12);
  bytes.writeUInt32BE(block.lastReport >>> 0, 16);
  bytes.writeUInt32BE(unsigned(block.delay), 20);
  return bytes;
}

function packet(type: number, count: number, body: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt8(0x80 | count, 0);
  header.writeUInt8(type, 1);
  header.writeUInt16BE(body.length / 4, 2);
  return Buffer.concat([header, body]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
