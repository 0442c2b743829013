import { startsKeyframe } from "../../router/keyframes.js";
import { joinPieces, type FrameFormat } from "./format.js";

/** RFC 7741: a descriptor, and then a piece of the frame. */
export const VP8: FrameFormat = {
  begins: (payload) => startsKeyframe("VP8", payload),
  join: (payloads) => joinPieces(payloads, descriptorLength),
};

function descriptorLength(payload: Buffer): number {
  const [first = 0, flags = 0, picture = 0] = payload;
  if ((first & 0x80) === 0) return 1;
  let length = 2;
  if (flags & 0x80) length += picture & 0x80 ? 2 : 1;
  if (flags & 0x40) length += 1;
  if (flags & 0x30) length += 1;
  return length;
}
