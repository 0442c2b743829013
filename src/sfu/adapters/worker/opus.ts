import { loadPeer } from "./load-peer.js";

/** 48 kHz, stereo: samples are left and right in turn. A frame is 20 ms. */
export const SAMPLES_PER_FRAME = 960;

/** Opus from a library, whichever it is. */
export interface OpusLibrary {
  createEncoder(): Promise<OpusEncoder>;
  createDecoder(): Promise<OpusDecoder>;
}

export interface OpusEncoder {
  /** @param frame - 960 samples of both channels. */
  encode(frame: Int16Array): Uint8Array;
  free(): void;
}

export interface OpusDecoder {
  /** Mono comes out on both channels. @throws Error when the packet is broken. */
  decode(packet: Uint8Array): Int16Array;
  /** What most likely was in a packet that is lost. @param length - Samples of each channel. */
  conceal(length: number): Int16Array;
  /** What the packet after a lost one says about it. @throws Error when the packet is broken. */
  recover(next: Uint8Array, length: number): Int16Array;
  free(): void;
}

/** What we use of `libopus-wasm`. */
interface LibopusWasm {
  createEncoder(options: {
    channels: 2;
    bitrate: number;
    complexity: number;
    fec: boolean;
    packetLossPercent: number;
  }): Promise<{ encode(pcm: Int16Array): Uint8Array; free(): void }>;
  createDecoder(options: { channels: 2 }): Promise<{
    decode(packet: Uint8Array, options?: { decodeFec: boolean; frameSize: number }): Int16Array;
    decodePacketLoss(length: number): Int16Array;
    free(): void;
  }>;
}

/** Speech and music for a call, at a price of some hundred microseconds a second. */
const ENCODER = { channels: 2, bitrate: 64_000, complexity: 5, fec: true, packetLossPercent: 5 } as const;

/**
 * Loads the one library with concealment and forward error correction.
 *
 * @throws MissingPeerError when it is not installed.
 */
export async function loadOpus(): Promise<OpusLibrary> {
  const library = await loadPeer<LibopusWasm>("libopus-wasm", "libopus-wasm", "An adapter of sound");
  return {
    createEncoder: () => library.createEncoder(ENCODER),
    async createDecoder() {
      const decoder = await library.createDecoder({ channels: 2 });
      return {
        decode: (packet) => decoder.decode(packet),
        conceal: (length) => decoder.decodePacketLoss(length),
        recover: (next, length) => decoder.decode(next, { decodeFec: true, frameSize: length }),
        free: () => decoder.free(),
      };
    },
  };
}
