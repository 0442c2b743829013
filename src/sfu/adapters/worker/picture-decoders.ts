import { createRequire } from "node:module";
import type { PictureCodec } from "../messages.js";
import { readParameters } from "./h264-parameters.js";
import { loadPeer } from "./load-peer.js";
import type { Colours, Picture, Plane } from "./pixels.js";

/** Decodes frames that need none before them. Undefined for what is none. */
export type DecodePicture = (frame: Uint8Array) => Picture | undefined;

const PURPOSE = "An adapter of pictures";

/**
 * Loads the decoder of a codec.
 *
 * @throws MissingPeerError when its package is not installed.
 */
export function loadDecoder(codec: PictureCodec): Promise<DecodePicture> {
  return codec === "H264" ? loadH264() : loadOgv(codec === "VP8" ? "vp8-wasm" : "vp9-wasm");
}

/** What we use of a video decoder of `ogv`. */
interface OgvDecoder {
  init(done: () => void): void;
  /** Decodes at once, and calls back with 1 when it worked. */
  processFrame(data: ArrayBuffer, done: (result: number) => void): void;
  readonly frameBuffer: {
    readonly y: Plane;
    readonly u: Plane;
    readonly v: Plane;
    readonly format: {
      readonly cropLeft: number;
      readonly cropTop: number;
      readonly cropWidth: number;
      readonly cropHeight: number;
      readonly width: number;
      readonly chromaWidth: number;
      readonly chromaHeight: number;
      readonly height: number;
    };
  } | null;
}

const BROADCAST: Colours = { matrix: "bt601", isFullRange: false };

async function loadOgv(name: "vp8-wasm" | "vp9-wasm"): Promise<DecodePicture> {
  const file = `ogv/dist/ogv-decoder-video-${name}.js`;
  const { default: create } = await loadPeer<{ default: (options: object) => Promise<OgvDecoder> }>(
    file,
    "ogv",
    PURPOSE,
  );
  const decoder = await create({ videoFormat: {} });
  decoder.init(() => {});
  return (frame) => {
    let isDecoded = false;
    decoder.processFrame(exactly(frame), (result) => {
      isDecoded = result === 1;
    });
    const buffer = decoder.frameBuffer;
    if (!isDecoded || !buffer) return undefined;
    const { y, u, v, format } = buffer;
    const { cropLeft: left, cropTop: top, cropWidth: width, cropHeight: height } = format;
    // Other formats of colour than 4:2:0 are not for calls.
    if (width === 0 || format.chromaWidth !== (format.width + 1) >> 1) return undefined;
    return { left, top, width, height, y, u, v, colours: BROADCAST };
  };
}

/** The frame's bytes in a buffer of their own. */
function exactly({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

/** What we use of `tinyh264`. */
interface TinyH264Decoder {
  decode(frame: Uint8Array): void;
}
type TinyH264Module = object;
type OnPlanes = (planes: Uint8Array, width: number, height: number) => void;

/** Bytes of the decoder's buffer: it takes what is longer without a check. */
const H264_LIMIT = 1024 * 1024;

async function loadH264(): Promise<DecodePicture> {
  // The package asks where it is, as if in a browser's worker. Its code is inside of the module, so that no place will do.
  Object.assign(globalThis, { self: { location: { href: "" } } });
  const load = <Module>(file: string) => loadPeer<{ default: Module }>(`tinyh264/es/${file}.js`, "tinyh264", PURPOSE);
  const { default: createModule } = await load<() => Promise<TinyH264Module>>("TinyH264");
  const { default: Decoder } =
    await load<new (module: TinyH264Module, onPlanes: OnPlanes) => TinyH264Decoder>("TinyH264Decoder");
  let decoded: Picture | undefined;
  let parameters = readParameters(new Uint8Array());
  const decoder = new Decoder(await createModule(), (planes, width, height) => {
    const { crop, colours } = parameters;
    const luma = width * height;
    decoded = {
      left: crop.left,
      top: crop.top,
      width: width - crop.left - crop.right,
      height: height - crop.top - crop.bottom,
      y: { bytes: planes.subarray(0, luma), stride: width },
      u: { bytes: planes.subarray(luma, luma * 1.25), stride: width / 2 },
      v: { bytes: planes.subarray(luma * 1.25), stride: width / 2 },
      colours,
    };
  });
  return (frame) => {
    decoded = undefined;
    if (frame.length > H264_LIMIT) return undefined;
    parameters = readParameters(frame);
    decoder.decode(frame);
    return decoded !== undefined && isSound(decoded) ? decoded : undefined;
  };
}

function isSound({ width, height }: Picture): boolean {
  return width > 0 && height > 0;
}

/** The file of an optional package. */
export const resolvePeer = (specifier: string): string => createRequire(import.meta.url).resolve(specifier);
