import { randomInt } from "node:crypto";
import type { RawData, WebSocket } from "ws";
import { decodePacket } from "../../../wire/adapter-packet.js";
import type { EndpointOptions, SoundPacket } from "../messages.js";
import { dial } from "./dial.js";
import { SAMPLES_PER_FRAME, type OpusEncoder, type OpusLibrary } from "./opus.js";
import type { Pacer } from "./pacer.js";
import { Playout } from "./playout.js";

/** Milliseconds of sound that are taken in advance; a service that is further ahead waits until there is room. */
const AHEAD = { most: 10_000, least: 5_000 } as const;
/** A second: what a busy machine is late with is made up for, or a voice would be later for ever. After a sleep it is not. */
const MAX_FRAMES_AT_ONCE = 50;

const SILENCE = new Int16Array(SAMPLES_PER_FRAME * 2);

export interface IngestOptions {
  readonly adapter: number;
  readonly endpoint: EndpointOptions;
  readonly opus: OpusLibrary;
  readonly pacer: Pacer;
  onPacket(packet: SoundPacket): void;
  /** The endpoint went away, and all that it had said is played. */
  onEnd(): void;
}

/** Sound of an endpoint, sent as Opus at the clock's pace: silence where nothing comes. */
export class Ingest {
  readonly #options: IngestOptions;
  readonly #socket: WebSocket;
  readonly #encoder: OpusEncoder;
  readonly #playout = new Playout();
  readonly #stopPacing: () => void;
  #sequenceNumber = randomInt(0x10000);
  #timestamp = randomInt(0x1_0000_0000);
  #isOver = false;
  bytes = 0;

  private constructor(options: IngestOptions, socket: WebSocket, encoder: OpusEncoder) {
    this.#options = options;
    this.#socket = socket;
    this.#encoder = encoder;
    socket.on("message", (data, isBinary) => {
      if (isBinary) this.#receive(data);
    });
    socket.once("close", () => {
      this.#isOver = true;
      this.#playout.endSegment();
    });
    this.#stopPacing = options.pacer.add((frames) => this.#send(frames));
  }

  /**
   * @throws DialError; MissingPeerError
   */
  static async open(options: IngestOptions, signal: AbortSignal): Promise<Ingest> {
    const socket = await dial(options.endpoint.url, options.endpoint.handshakeTimeout, signal);
    // Nothing that it says before there is somebody to hear it is lost.
    socket.pause();
    const ingest = new Ingest(options, socket, await options.opus.createEncoder());
    socket.resume();
    return ingest;
  }

  close(): void {
    this.#stopPacing();
    this.#encoder.free();
    this.#socket.resume();
    this.#socket.close(1000, "The adapter was closed");
  }

  #receive(data: RawData): void {
    // Binary messages are whole: `ws` gives several pieces only when it is asked to.
    const message = data as Buffer;
    this.bytes += message.length;
    try {
      const { payload } = decodePacket(message);
      if (payload.length === 0) this.#playout.endSegment();
      else this.#playout.push(payload);
    } catch {
      this.#socket.close(1007, "A message is no adapter packet");
      return;
    }
    if (this.#playout.buffered > AHEAD.most) this.#socket.pause();
  }

  #send(due: number): void {
    const frames = Math.min(due, MAX_FRAMES_AT_ONCE);
    this.#timestamp = (this.#timestamp + (due - frames) * SAMPLES_PER_FRAME) >>> 0;
    for (let index = 0; index < frames; index++) this.#sendFrame();
    if (this.#socket.isPaused && this.#playout.buffered < AHEAD.least) this.#socket.resume();
    if (this.#isOver && this.#playout.isEmpty) this.#options.onEnd();
  }

  #sendFrame(): void {
    const bytes = this.#playout.take();
    const frame = bytes ? new Int16Array(bytes.buffer) : SILENCE;
    const payload = this.#encoder.encode(frame);
    const { adapter } = this.#options;
    this.#options.onPacket({
      adapter,
      sequenceNumber: this.#sequenceNumber,
      timestamp: this.#timestamp,
      payload,
    });
    this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + SAMPLES_PER_FRAME) >>> 0;
  }
}
