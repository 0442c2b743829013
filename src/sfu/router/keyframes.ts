/** Does this payload begin a picture that can be decoded with none before it? One reader per codec. */
type KeyframeTest = (payload: Buffer) => boolean;

const TESTS: Readonly<Record<string, KeyframeTest>> = { VP8: vp8, VP9: vp9, H264: h264, H265: h265, AV1: av1 };

/** True when a receiver can start, or change to another layer, at this packet. Audio always can. */
export function startsKeyframe(codec: string, payload: Buffer): boolean {
  const test = TESTS[codec.toUpperCase()];
  return test ? payload.length > 0 && test(payload) : true;
}

/** RFC 7741. */
function vp8(payload: Buffer): boolean {
  const first = payload.readUInt8(0);
  const startOfFirstPartition = (first & 0x10) !== 0 && (first & 0x07) === 0;
  if (!startOfFirstPartition) return false;
  let offset = 1;
  if (first & 0x80) {
    if (payload.length < 2) return false;
    const flags = payload.readUInt8(1);
    offset = 2;
    if (flags & 0x80) offset += (payload[offset] ?? 0) & 0x80 ? 2 : 1;
    if (flags & 0x40) offset += 1;
    if (flags & 0x30) offset += 1;
  }
  const header = payload[offset];
  return header !== undefined && (header & 0x01) === 0;
}

/** RFC 9628: start of a frame that is not predicted, on the lowest spatial layer. */
function vp9(payload: Buffer): boolean {
  const first = payload.readUInt8(0);
  const interPredicted = (first & 0x40) !== 0;
  const startOfFrame = (first & 0x08) !== 0;
  if (interPredicted || !startOfFrame) return false;
  if ((first & 0x20) === 0) return true;
  let offset = 1;
  if (first & 0x80) offset += (payload[offset] ?? 0) & 0x80 ? 2 : 1;
  return (((payload[offset] ?? 0) >> 1) & 0x07) === 0;
}

/** RFC 6184: a parameter set or an IDR slice. */
function h264(payload: Buffer): boolean {
  const isStart = (type: number): boolean => type === 5 || type === 7;
  const type = payload.readUInt8(0) & 0x1f;
  if (type === 24) return nalUnits(payload, 1).some((header) => isStart(header & 0x1f));
  if (type === 28) {
    const fragment = payload[1] ?? 0;
    return (fragment & 0x80) !== 0 && isStart(fragment & 0x1f);
  }
  return isStart(type);
}

/** RFC 7798: a parameter set or a slice of a random access picture. */
function h265(payload: Buffer): boolean {
  const isStart = (type: number): boolean => (type >= 16 && type <= 21) || (type >= 32 && type <= 34);
  const type = (payload.readUInt8(0) >> 1) & 0x3f;
  if (type === 48) return nalUnits(payload, 2).some((header) => isStart((header >> 1) & 0x3f));
  if (type === 49) {
    const fragment = payload[2] ?? 0;
    return (fragment & 0x80) !== 0 && isStart(fragment & 0x3f);
  }
  return isStart(type);
}

/** AV1 RTP: the aggregation header's N bit, "first packet of a coded video sequence". */
function av1(payload: Buffer): boolean {
  return (payload.readUInt8(0) & 0x08) !== 0;
}

/** First header byte of each unit of an aggregation packet. */
function nalUnits(payload: Buffer, start: number): number[] {
  const headers: number[] = [];
  let offset = start;
  while (offset + 2 < payload.length) {
    headers.push(payload.readUInt8(offset + 2));
    offset += 2 + payload.readUInt16BE(offset);
  }
  return headers;
}
