import { distance } from "./rtp.js";

/** Where a payload descriptor keeps its counters. */
export interface Counters {
  readonly picture?: { readonly offset: number; readonly bits: 7 | 15 };
  readonly layerZero?: number;
}

/**
 * Keeps picture ids and TL0PICIDX of VP8 and VP9 counting on when the source changes: decoders take a jump back for an
 * old picture and drop it.
 */
export class PictureIds {
  #pictureShift = 0;
  #layerZeroShift = 0;
  #lastPicture: number | undefined;
  #lastLayerZero: number | undefined;
  #aligned = true;

  /** The next payload comes from another source. */
  switchSource(): void {
    this.#aligned = false;
  }

  /** `payload` with continuous counters; a copy when anything has to change, as others forward the same one. */
  rewrite(payload: Buffer, counters: Counters | undefined): Buffer {
    if (!counters) return payload;
    if (!this.#aligned) this.#align(payload, counters);
    return this.#shift(payload, counters);
  }

  #align(payload: Buffer, { picture, layerZero }: Counters): void {
    this.#aligned = true;
    this.#pictureShift =
      picture && this.#lastPicture !== undefined ? (this.#lastPicture + 1 - readPicture(payload, picture)) & 0x7fff : 0;
    this.#layerZeroShift =
      layerZero !== undefined && this.#lastLayerZero !== undefined
        ? (this.#lastLayerZero + 1 - payload.readUInt8(layerZero)) & 0xff
        : 0;
  }

  #shift(payload: Buffer, { picture, layerZero }: Counters): Buffer {
    const changed = this.#pictureShift !== 0 || this.#layerZeroShift !== 0;
    const out = changed ? Buffer.from(payload) : payload;
    if (picture) {
      const mask = (1 << picture.bits) - 1;
      const value = (readPicture(payload, picture) + this.#pictureShift) & mask;
      if (this.#lastPicture === undefined || distance(this.#lastPicture & mask, value, picture.bits) > 0) {
        this.#lastPicture = value;
      }
      if (changed) writePicture(out, picture, value);
    }
    if (layerZero !== undefined) {
      const value = (payload.readUInt8(layerZero) + this.#layerZeroShift) & 0xff;
      if (this.#lastLayerZero === undefined || distance(this.#lastLayerZero, value, 8) > 0) this.#lastLayerZero = value;
      if (changed) out.writeUInt8(value, layerZero);
    }
    return out;
  }
}

/** The counters of a payload; undefined when its codec has none, or when it does not carry them. */
export function locateCounters(codec: string, payload: Buffer): Counters | undefined {
  if (payload.length < 2) return undefined;
  const name = codec.toUpperCase();
  if (name === "VP8") return locateVp8(payload);
  return name === "VP9" ? locateVp9(payload) : undefined;
}

function locateVp8(payload: Buffer): Counters | undefined {
  if ((payload.readUInt8(0) & 0x80) === 0) return undefined;
  const flags = payload.readUInt8(1);
  const picture = flags & 0x80 ? pictureAt(payload, 2) : undefined;
  const next = 2 + (picture ? (picture.bits + 1) / 8 : 0);
  return inside(payload, picture, flags & 0x40 ? next : undefined);
}

function locateVp9(payload: Buffer): Counters | undefined {
  const flags = payload.readUInt8(0);
  const picture = flags & 0x80 ? pictureAt(payload, 1) : undefined;
  const next = 1 + (picture ? (picture.bits + 1) / 8 : 0);
  const layered = (flags & 0x20) !== 0 && (flags & 0x10) === 0;
  return inside(payload, picture, layered ? next + 1 : undefined);
}

function pictureAt(payload: Buffer, offset: number): Counters["picture"] {
  return { offset, bits: (payload[offset] ?? 0) & 0x80 ? 15 : 7 };
}

/** Descriptors that claim more than the payload holds are passed on as they are. */
function inside(payload: Buffer, picture: Counters["picture"], layerZero: number | undefined): Counters | undefined {
  const end = picture ? picture.offset + (picture.bits + 1) / 8 : 0;
  if (end > payload.length || (layerZero !== undefined && layerZero >= payload.length)) return undefined;
  return { ...(picture && { picture }), ...(layerZero !== undefined && { layerZero }) };
}

function readPicture(payload: Buffer, { offset, bits }: { offset: number; bits: 7 | 15 }): number {
  return bits === 15 ? payload.readUInt16BE(offset) & 0x7fff : payload.readUInt8(offset) & 0x7f;
}

function writePicture(payload: Buffer, { offset, bits }: { offset: number; bits: 7 | 15 }, value: number): void {
  if (bits === 15) payload.writeUInt16BE(0x8000 | value, offset);
  else payload.writeUInt8(value & 0x7f, offset);
}
