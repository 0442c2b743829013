/** One plane of a decoded picture. */
export interface Plane {
  readonly bytes: Uint8Array;
  readonly stride: number;
}

/** Which numbers stand for which colours. */
export interface Colours {
  readonly matrix: "bt601" | "bt709";
  /** 0 to 255 instead of 16 to 235. */
  readonly isFullRange: boolean;
}

/** A decoded picture: brightness, and colour at half the size. */
export interface Picture {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly y: Plane;
  readonly u: Plane;
  readonly v: Plane;
  readonly colours: Colours;
}

/** Pixels as JPEG encoders take them. */
export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Weights of red and blue in brightness. */
const WEIGHTS = { bt601: { red: 0.299, blue: 0.114 }, bt709: { red: 0.2126, blue: 0.0722 } } as const;
/** Fixed point: 16 bits after the point. */
const ONE = 0x10000;

/** The picture in red, green and blue, without what is cut off at its edges. */
export function toRgba(picture: Picture): RgbaPicture {
  const { left, top, width, height, y, u, v, colours } = picture;
  const { luma, offset, redV, greenU, greenV, blueU } = factorsOf(colours);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let row = 0, out = 0; row < height; row++) {
    const lumaRow = (top + row) * y.stride + left;
    const chromaRow = (top + row) >> 1;
    for (let column = 0; column < width; column++, out += 4) {
      const chroma = (left + column) >> 1;
      const brightness = luma * ((y.bytes[lumaRow + column] ?? 0) - offset) + ONE / 2;
      const blue = (u.bytes[chromaRow * u.stride + chroma] ?? 128) - 128;
      const red = (v.bytes[chromaRow * v.stride + chroma] ?? 128) - 128;
      data[out] = (brightness + redV * red) >> 16;
      data[out + 1] = (brightness - greenU * blue - greenV * red) >> 16;
      data[out + 2] = (brightness + blueU * blue) >> 16;
      data[out + 3] = 255;
    }
  }
  return { width, height, data };
}

function factorsOf({
  matrix,
  isFullRange,
}: Colours): Record<"luma" | "offset" | "redV" | "greenU" | "greenV" | "blueU", number> {
  const { red, blue } = WEIGHTS[matrix];
  const green = 1 - red - blue;
  const chroma = (isFullRange ? 1 : 255 / 224) * ONE;
  return {
    luma: Math.round((isFullRange ? 1 : 255 / 219) * ONE),
    offset: isFullRange ? 0 : 16,
    redV: Math.round(2 * (1 - red) * chroma),
    greenU: Math.round(((2 * blue * (1 - blue)) / green) * chroma),
    greenV: Math.round(((2 * red * (1 - red)) / green) * chroma),
    blueU: Math.round(2 * (1 - blue) * chroma),
  };
}
