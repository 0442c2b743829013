import type { FrameFormat } from "./format.js";

const TYPE = { parameters: 7, aggregate: 24, fragment: 28 } as const;
/** Goes before each unit. */
const START = Buffer.from([0, 0, 0, 1]);

/** RFC 6184: units whole, several in a packet, or one in several packets. Joined in Annex B form. */
export const H264: FrameFormat = {
  /** With its parameters, which come with every frame that can be decoded alone: without them it cannot. */
  begins(payload) {
    const [first = 0, , , second = 0] = payload;
    const type = first & 0x1f;
    return type === TYPE.parameters || (type === TYPE.aggregate && (second & 0x1f) === TYPE.parameters);
  },

  join(payloads) {
    const parts: Buffer[] = [];
    for (const payload of payloads) {
      const type = (payload[0] ?? 0) & 0x1f;
      if (type > 0 && type < TYPE.aggregate) parts.push(START, payload);
      else if (type === TYPE.aggregate) parts.push(...unitsOf(payload));
      else if (type === TYPE.fragment && payload.length > 2) parts.push(...fragmentOf(payload));
      else return undefined;
    }
    return Buffer.concat(parts);
  },
};

function unitsOf(payload: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let offset = 1; offset + 2 < payload.length;) {
    const length = payload.readUInt16BE(offset);
    parts.push(START, payload.subarray(offset + 2, offset + 2 + length));
    offset += 2 + length;
  }
  return parts;
}

/** The first fragment stands for the unit's own header, whose parts lie in the two bytes of the fragment's. */
function fragmentOf(payload: Buffer): Buffer[] {
  const [indicator = 0, header = 0] = payload;
  const isFirst = (header & 0x80) !== 0;
  const piece = payload.subarray(2);
  return isFirst ? [START, Buffer.from([(indicator & 0xe0) | (header & 0x1f)]), piece] : [piece];
}
