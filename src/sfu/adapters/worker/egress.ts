import { encodePacket } from "../../../wire/adapter-packet.js";
import type { PictureCodec, SoundPacket } from "../messages.js";
import type { OpusDecoder, OpusLibrary } from "./opus.js";
import { Outlet, type OutletOptions } from "./outlet.js";
import type { DrawJpeg } from "./pictures.js";
import { Framer, SoundDecoder } from "./sound-decoder.js";

/** A second of sound waits for an endpoint, and one picture. */
const BACKLOG = { sound: 50, pictures: 1 } as const;

/** What an egress adapter needs beside its codec. */
export type EgressOptions = Omit<OutletOptions, "backlog">;

/** A track's sound, sent to an endpoint as PCM. */
export class SoundEgress {
  readonly #outlet: Outlet;
  readonly #opus: OpusDecoder;
  readonly #decoder: SoundDecoder;
  #sequenceNumber = 0;

  private constructor(outlet: Outlet, opus: OpusDecoder) {
    this.#outlet = outlet;
    this.#opus = opus;
    const framer = new Framer((samples, timestamp) => this.#send(samples, timestamp));
    this.#decoder = new SoundDecoder(opus, (samples, timestamp) => framer.push(samples, timestamp));
  }

  /**
   * @throws DialError
   */
  static async open(options: EgressOptions, opus: OpusLibrary, signal: AbortSignal): Promise<SoundEgress> {
    const outlet = await Outlet.open({ ...options, backlog: BACKLOG.sound }, signal);
    return new SoundEgress(outlet, await opus.createDecoder());
  }

  get bytes(): number {
    return this.#outlet.bytes;
  }

  receive(packet: SoundPacket): void {
    this.#decoder.receive(packet);
  }

  close(): void {
    this.#outlet.close();
    this.#opus.free();
  }

  #send(samples: Int16Array, timestamp: number): void {
    const sequenceNumber = this.#sequenceNumber;
    this.#sequenceNumber = (sequenceNumber + 1) >>> 0;
    const payload = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    this.#outlet.send(encodePacket({ sequenceNumber, timestamp, payload }));
  }
}

/** Pictures of a track, sent to an endpoint as JPEG. */
export class PictureEgress {
  readonly #outlet: Outlet;
  readonly #draw: DrawJpeg;
  #sequenceNumber = 0;

  private constructor(outlet: Outlet, draw: DrawJpeg) {
    this.#outlet = outlet;
    this.#draw = draw;
  }

  /**
   * @throws DialError
   */
  static async open(options: EgressOptions, draw: DrawJpeg, signal: AbortSignal): Promise<PictureEgress> {
    return new PictureEgress(await Outlet.open({ ...options, backlog: BACKLOG.pictures }, signal), draw);
  }

  get bytes(): number {
    return this.#outlet.bytes;
  }

  /** Resolves when the picture is on its way, or cannot be had. */
  async receive(codec: PictureCodec, timestamp: number, frame: Uint8Array): Promise<void> {
    const payload = await this.#draw(codec, frame);
    if (!payload) return;
    const sequenceNumber = this.#sequenceNumber++;
    this.#outlet.send(encodePacket({ sequenceNumber, timestamp, payload }));
  }

  close(): void {
    this.#outlet.close();
  }
}
