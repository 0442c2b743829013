import type { Colours } from "./pixels.js";

/** What a sequence parameter set says that the decoder does not tell. */
export interface H264Parameters {
  /** Pixels that are cut off at each edge. */
  readonly crop: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly colours: Colours;
}

const SEQUENCE_PARAMETER_SET = 7;
const BT709 = 1;
/** Limited range and BT.601: what a stream means that does not say. */
const UNTOLD: Colours = { matrix: "bt601", isFullRange: false };
const WHOLE = { left: 0, right: 0, top: 0, bottom: 0 };

/** The parameters of a frame in Annex B form: of its own parameter set. */
export function readParameters(frame: Uint8Array): H264Parameters {
  const set = findParameterSet(frame);
  return set ? parse(new Bits(set)) : { crop: WHOLE, colours: UNTOLD };
}

function findParameterSet(frame: Uint8Array): Uint8Array | undefined {
  for (let at = 0; at + 3 < frame.length; at++) {
    const isStart = frame[at] === 0 && frame[at + 1] === 0 && frame[at + 2] === 1;
    if (isStart && ((frame[at + 3] ?? 0) & 0x1f) === SEQUENCE_PARAMETER_SET) return unescape(frame.subarray(at + 4));
  }
  return undefined;
}

/** The first bytes of a unit without the ones that keep start codes out of it. A parameter set is short. */
function unescape(unit: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  let zeros = 0;
  for (const byte of unit.subarray(0, 256)) {
    const isEscape = zeros >= 2 && byte === 3;
    zeros = byte === 0 ? zeros + 1 : 0;
    if (!isEscape) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** ITU-T H.264, 7.3.2.1.1 for the baseline profiles, which have no formats of colour. */
function parse(bits: Bits): H264Parameters {
  bits.skip(24);
  bits.number();
  bits.number();
  const orderType = bits.number();
  if (orderType === 0) bits.number();
  else if (orderType === 1) {
    bits.skip(1);
    bits.number();
    bits.number();
    for (let count = Math.min(bits.number(), 255); count > 0; count--) bits.number();
  }
  bits.number();
  bits.skip(1);
  bits.number();
  bits.number();
  const isProgressive = bits.take(1) === 1;
  if (!isProgressive) bits.skip(1);
  bits.skip(1);
  const crop = bits.take(1) === 1 ? readCrop(bits, isProgressive ? 2 : 4) : WHOLE;
  return { crop, colours: bits.take(1) === 1 ? readColours(bits) : UNTOLD };
}

function readCrop(bits: Bits, rows: number): H264Parameters["crop"] {
  const [left = 0, right = 0, top = 0, bottom = 0] = [bits.number(), bits.number(), bits.number(), bits.number()];
  return { left: left * 2, right: right * 2, top: top * rows, bottom: bottom * rows };
}

/** Annex E.1.1, as far as the colours. */
function readColours(bits: Bits): Colours {
  const hasShape = bits.take(1) === 1;
  if (hasShape && bits.take(8) === 255) bits.skip(32);
  if (bits.take(1) === 1) bits.skip(1);
  if (bits.take(1) === 0) return UNTOLD;
  bits.skip(3);
  const isFullRange = bits.take(1) === 1;
  if (bits.take(1) === 0) return { ...UNTOLD, isFullRange };
  bits.skip(16);
  return { matrix: bits.take(8) === BT709 ? "bt709" : "bt601", isFullRange };
}

/** Reads bits; behind the end there are zeros. */
class Bits {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  skip(count: number): void {
    this.#at += count;
  }

  take(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++, this.#at++) {
      value = value * 2 + (((this.bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  /** An Exp-Golomb number. */
  number(): number {
    let zeros = 0;
    while (zeros < 32 && this.take(1) === 0) zeros++;
    return 2 ** zeros - 1 + this.take(zeros);
  }
}
