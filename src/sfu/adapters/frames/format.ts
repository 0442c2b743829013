/** How a codec's frames are laid into RTP packets. */
export interface FrameFormat {
  /** Does this payload begin a frame that needs none before it? */
  begins(payload: Buffer): boolean;
  /** The frame, out of all its payloads in order; undefined when they are not what they claim to be. */
  join(payloads: readonly Buffer[]): Buffer | undefined;
}

/** Joins payloads that each begin with a descriptor. @param lengthOf - Bytes of a payload's descriptor. */
export function joinPieces(payloads: readonly Buffer[], lengthOf: (payload: Buffer) => number): Buffer | undefined {
  const pieces: Buffer[] = [];
  for (const payload of payloads) {
    const length = lengthOf(payload);
    if (length >= payload.length) return undefined;
    pieces.push(payload.subarray(length));
  }
  return Buffer.concat(pieces);
}
