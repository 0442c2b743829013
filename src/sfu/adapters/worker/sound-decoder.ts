import { distance } from "../../router/rtp.js";
import type { SoundPacket } from "../messages.js";
import { SAMPLES_PER_FRAME, type OpusDecoder } from "./opus.js";

/** Packets that are held for one before them that is late. */
const MAX_HELD = 3;
/** A jump of more packets than this is a new beginning. */
const MAX_JUMP = 100;
/** Samples that are made up for lost packets; what is lost beyond is silence. */
const MAX_CONCEALED = 1_920;
/** Samples of silence that are put where the source sent nothing; a longer pause is told by the timestamp alone. */
const MAX_SILENCE = 48_000;

/** Takes decoded sound. `timestamp` is that of its first sample. */
export type OnSound = (samples: Int16Array, timestamp: number) => void;

/** Opus packets as they come from the network, to sound without gaps: in order, with what is lost concealed. */
export class SoundDecoder {
  readonly #decoder: OpusDecoder;
  readonly #onSound: OnSound;
  readonly #held = new Map<number, SoundPacket>();
  #expected: number | undefined;
  /** The timestamp after the last sample. */
  #end: number | undefined;

  constructor(decoder: OpusDecoder, onSound: OnSound) {
    this.#decoder = decoder;
    this.#onSound = onSound;
  }

  receive(packet: SoundPacket): void {
    const ahead = this.#expected === undefined ? 0 : distance(this.#expected, packet.sequenceNumber, 16);
    if (Math.abs(ahead) > MAX_JUMP) this.#restart();
    else if (ahead < 0) return;
    this.#expected ??= packet.sequenceNumber;
    this.#held.set(packet.sequenceNumber, packet);
    this.#playInOrder(false);
    if (this.#held.size > MAX_HELD) {
      this.#expected = this.#nearest(this.#expected);
      this.#playInOrder(true);
    }
  }

  #playInOrder(isAfterLoss: boolean): void {
    let afterLoss = isAfterLoss;
    for (;;) {
      const packet = this.#expected === undefined ? undefined : this.#held.get(this.#expected);
      if (!packet) return;
      this.#held.delete(packet.sequenceNumber);
      this.#expected = (packet.sequenceNumber + 1) & 0xffff;
      this.#play(packet, afterLoss);
      afterLoss = false;
    }
  }

  #play({ payload, timestamp }: SoundPacket, isAfterLoss: boolean): void {
    const gap = this.#end === undefined ? 0 : (timestamp - this.#end) | 0;
    if (gap > 0 && gap <= MAX_SILENCE) {
      if (isAfterLoss) this.#fillLoss(gap, payload);
      else this.#emit(new Int16Array(gap * 2), gap);
    }
    const samples = this.#attempt(() => this.#decoder.decode(payload)) ?? this.#decoder.conceal(SAMPLES_PER_FRAME);
    this.#end = timestamp;
    this.#emit(samples, samples.length / 2);
  }

  /** The packet that follows a loss knows the last frame of it; what is before that is made up, or silence if it is long. */
  #fillLoss(gap: number, next: Uint8Array): void {
    const recovered = Math.min(gap, SAMPLES_PER_FRAME);
    const concealed = Math.min(gap - recovered, MAX_CONCEALED);
    const silence = gap - recovered - concealed;
    if (concealed > 0) this.#emit(this.#decoder.conceal(concealed), concealed);
    if (silence > 0) this.#emit(new Int16Array(silence * 2), silence);
    const last = this.#attempt(() => this.#decoder.recover(next, recovered)) ?? this.#decoder.conceal(recovered);
    this.#emit(last, recovered);
  }

  #emit(samples: Int16Array, length: number): void {
    const timestamp = this.#end ?? 0;
    this.#end = (timestamp + length) >>> 0;
    this.#onSound(samples, timestamp);
  }

  /** Broken packets are as good as lost. */
  #attempt(decode: () => Int16Array): Int16Array | undefined {
    try {
      return decode();
    } catch {
      return undefined;
    }
  }

  #nearest(expected: number): number {
    let nearest = MAX_JUMP;
    for (const sequenceNumber of this.#held.keys()) {
      nearest = Math.min(nearest, distance(expected, sequenceNumber, 16));
    }
    return (expected + nearest) & 0xffff;
  }

  #restart(): void {
    this.#held.clear();
    this.#expected = undefined;
    this.#end = undefined;
  }
}

/** Joins sound of any length to frames of 20 ms. */
export class Framer {
  readonly #onFrame: OnSound;
  readonly #frame = new Int16Array(SAMPLES_PER_FRAME * 2);
  #filled = 0;

  constructor(onFrame: OnSound) {
    this.#onFrame = onFrame;
  }

  /** The frame that `onFrame` gets holds its samples only as long as it runs. */
  push(samples: Int16Array, timestamp: number): void {
    for (let offset = 0; offset < samples.length;) {
      const part = samples.subarray(offset, offset + this.#frame.length - this.#filled);
      this.#frame.set(part, this.#filled);
      offset += part.length;
      this.#filled += part.length;
      if (this.#filled < this.#frame.length) return;
      this.#filled = 0;
      this.#onFrame(this.#frame, (timestamp + offset / 2 - SAMPLES_PER_FRAME) >>> 0);
    }
  }
}
