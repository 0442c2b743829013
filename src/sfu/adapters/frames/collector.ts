import { distance } from "../../router/rtp.js";
import type { FrameFormat } from "./format.js";

/** One RTP packet of a track, as a subscription sends it. */
export interface TrackPacket {
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payload: Buffer;
}

/** A whole frame that needs none before it. */
export interface KeyFrame {
  readonly timestamp: number;
  readonly frame: Buffer;
}

/** Frames that may be on their way at once, as packets overtake each other. */
const MAX_FRAMES = 4;
/** Packets of the largest frame. */
const MAX_PACKETS = 1_024;

/** Packets of one timestamp. */
interface Incomplete {
  readonly packets: Map<number, TrackPacket>;
  /** The sequence numbers of the first and last packet, once they came. */
  first?: number;
  last?: number;
}

/** Gathers packets until one key frame is whole: a gap in the middle would decode to rubbish without a word. */
export class FrameCollector {
  readonly #frames = new Map<number, Incomplete>();

  /** Files a packet; gives the frame that it completes. `payload` is kept until the frame is whole or overtaken. */
  add(packet: TrackPacket, format: FrameFormat): KeyFrame | undefined {
    const frame = this.#frameOf(packet.timestamp);
    if (frame.packets.size >= MAX_PACKETS) return undefined;
    frame.packets.set(packet.sequenceNumber, packet);
    if (packet.marker) frame.last = packet.sequenceNumber;
    if (format.begins(packet.payload)) frame.first = earlier(frame.first, packet.sequenceNumber);
    const payloads = wholeOf(frame);
    if (!payloads) return undefined;
    this.clear();
    const joined = format.join(payloads);
    return joined && { timestamp: packet.timestamp, frame: joined };
  }

  clear(): void {
    this.#frames.clear();
  }

  #frameOf(timestamp: number): Incomplete {
    const known = this.#frames.get(timestamp);
    if (known) return known;
    const frame: Incomplete = { packets: new Map() };
    this.#frames.set(timestamp, frame);
    const [oldest] = this.#frames.keys();
    if (this.#frames.size > MAX_FRAMES && oldest !== undefined) this.#frames.delete(oldest);
    return frame;
  }
}

function earlier(first: number | undefined, other: number): number {
  return first === undefined || distance(first, other, 16) < 0 ? other : first;
}

/** The payloads from the first packet to the last, when none is missing. */
function wholeOf({ packets, first, last }: Incomplete): Buffer[] | undefined {
  if (first === undefined || last === undefined) return undefined;
  const count = distance(first, last, 16) + 1;
  if (count < 1 || count > packets.size) return undefined;
  const payloads: Buffer[] = [];
  for (let index = 0; index < count; index++) {
    const packet = packets.get((first + index) & 0xffff);
    if (!packet) return undefined;
    payloads.push(packet.payload);
  }
  return payloads;
}
