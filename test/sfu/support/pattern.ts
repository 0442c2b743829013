import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import decode, { init } from "@jsquash/jpeg/decode.js";

/** What the drawing of a page's `pattern` shows. */
export interface Pattern {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and white, as they came through. */
  readonly colours: readonly (readonly number[])[];
  /** The time at which it was drawn, in fifths of a second, below 256. */
  readonly number: number;
}

let ready: Promise<void> | undefined;

async function prepare(): Promise<void> {
  const file = createRequire(import.meta.url).resolve("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm");
  await init(await WebAssembly.compile(await readFile(file)));
}

/** Reads a JPEG of a page's `pattern`. */
export async function readPattern(jpeg: Uint8Array): Promise<Pattern> {
  // The decoder makes one of these, which Node has not.
  class Pixels {
    constructor(
      readonly data: Uint8ClampedArray,
      readonly width: number,
      readonly height: number,
    ) {}
  }
  Object.assign(globalThis, { ImageData: Pixels });
  ready ??= prepare();
  await ready;
  const { data, width, height } = await decode(jpeg.slice().buffer);
  const at = (x: number, y: number): number[] => {
    const offset = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
    return [...data.subarray(offset, offset + 3)];
  };
  const colours = [0, 1, 2, 3].map((index) => at((index + 0.5) / 4, 0.25));
  const bits = Array.from({ length: 8 }, (_, bit) => ((at((bit + 0.5) / 8, 0.75)[0] ?? 0) > 128 ? 128 >> bit : 0));
  return { width, height, colours, number: bits.reduce((sum, bit) => sum + bit, 0) };
}
