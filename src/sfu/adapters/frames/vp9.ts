import { startsKeyframe } from "../../router/keyframes.js";
import { joinPieces, type FrameFormat } from "./format.js";

/** RFC 9628: a descriptor, and then a piece of the frame. The layers of a picture follow each other. */
export const VP9: FrameFormat = {
  begins: (payload) => startsKeyframe("VP9", payload),
  join: (payloads) => joinPieces(payloads, descriptorLength),
};

function descriptorLength(payload: Buffer): number {
  const [first = 0] = payload;
  const [hasPicture, isPredicted, hasLayers, isFlexible] = [first & 0x80, first & 0x40, first & 0x20, first & 0x10];
  let at = 1;
  if (hasPicture) at += (payload[at] ?? 0) & 0x80 ? 2 : 1;
  if (hasLayers) at += isFlexible ? 1 : 2;
  if (isFlexible && isPredicted) {
    // References follow each other until one is the last.
    for (let count = 0; count < 3 && (payload[at++] ?? 0) & 1; count++);
  }
  return first & 0x02 ? at + structureLength(payload.subarray(at)) : at;
}

/** The scalability structure: sizes of the layers, and how pictures depend on each other. */
function structureLength(structure: Buffer): number {
  const first = structure[0] ?? 0;
  let length = 1;
  if (first & 0x10) length += ((first >> 5) + 1) * 4;
  if ((first & 0x08) === 0) return length;
  const pictures = structure[length++] ?? 0;
  for (let picture = 0; picture < pictures; picture++) length += 1 + (((structure[length] ?? 0) >> 2) & 0x03);
  return length;
}
