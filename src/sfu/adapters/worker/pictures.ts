import { readFile } from "node:fs/promises";
import type { PictureCodec } from "../messages.js";
import { loadPeer } from "./load-peer.js";
import { loadDecoder, resolvePeer, type DecodePicture } from "./picture-decoders.js";
import { toRgba, type RgbaPicture } from "./pixels.js";

/** Makes a JPEG of one frame that needs none before it. Undefined when it cannot be decoded. */
export type DrawJpeg = (codec: PictureCodec, frame: Uint8Array) => Promise<Uint8Array | undefined>;

/** What we use of `@jsquash/jpeg`. */
interface JsquashJpeg {
  init(module: WebAssembly.Module): Promise<void>;
  default(picture: RgbaPicture, options: object): Promise<ArrayBuffer>;
}

/** Less time than the package's own choice. Its fixed Huffman tables lack codes that its quantisation uses: each picture has its own. */
const JPEG = { quality: 75, progressive: false, optimize_coding: true, baseline: true } as const;

let encoder: Promise<JsquashJpeg> | undefined;

async function loadEncoder(): Promise<JsquashJpeg> {
  const library = await loadPeer<JsquashJpeg>("@jsquash/jpeg/encode.js", "@jsquash/jpeg", "An adapter of pictures");
  // In Node it does not find its own code.
  const code = await readFile(resolvePeer("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"));
  await library.init(await WebAssembly.compile(code));
  return library;
}

/**
 * What turns a track's frames into JPEGs. A track may change its codec on the way.
 *
 * @throws MissingPeerError when a package for it is not installed.
 */
export async function loadPictures(first: PictureCodec): Promise<DrawJpeg> {
  encoder ??= loadEncoder();
  const jpeg = await encoder.catch((error: unknown) => {
    // It may be installed by the next time.
    encoder = undefined;
    throw error;
  });
  const decoders = new Map<PictureCodec, DecodePicture>([[first, await loadDecoder(first)]]);
  return async (codec, frame) => {
    const decode = decoders.get(codec) ?? (await loadDecoder(codec));
    decoders.set(codec, decode);
    const picture = decode(frame);
    return picture && new Uint8Array(await jpeg.default(toRgba(picture), JPEG));
  };
}
