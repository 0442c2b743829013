import { FORWARDED_EXTENSIONS } from "../sdp/extensions.js";
import type { Codec } from "../sdp/types.js";
import type { Layer } from "./layer.js";
import { locateCounters, type Counters } from "./picture-ids.js";
import { extensionValue, type RtpPacket } from "./rtp.js";
import type { Arrival, SourceStream } from "./source.js";

/** One packet on its way from a publication to its subscriptions, with all that is the same for each of them. */
export interface Delivery {
  readonly layer: Layer;
  readonly stream: SourceStream;
  readonly codec: Codec;
  readonly packet: RtpPacket;
  readonly arrival: Arrival;
  readonly now: number;
  /** Picture counters in the payload. */
  readonly counters: Counters | undefined;
  /** The value of the send time extension. */
  readonly sendTime: Buffer;
  /** Extensions of the publisher that subscribers get as they are. */
  readonly forwarded: readonly ForwardedExtension[];
}

/** Whoever takes what a publication delivers. */
export interface Receiver {
  /** Takes one packet, at once: the publication hands on the next one after it. */
  receive(delivery: Delivery): void;
  /** The publication is over: nothing more comes of it. */
  detach(): void;
}

interface ForwardedExtension {
  readonly uri: string;
  readonly value: Buffer;
}

const NOTHING: readonly ForwardedExtension[] = [];

export function createDelivery(
  layer: Layer,
  stream: SourceStream,
  codec: Codec,
  packet: RtpPacket,
  arrival: Arrival,
  now: number,
): Delivery {
  return {
    layer,
    stream,
    codec,
    packet,
    arrival,
    now,
    counters: locateCounters(codec.name, packet.payload),
    sendTime: encodeSendTime(now),
    forwarded: packet.extensions.length === 0 ? NOTHING : forwardedOf(packet, layer.source.extensions),
  };
}

function forwardedOf(packet: RtpPacket, ids: ReadonlyMap<string, number>): ForwardedExtension[] {
  const forwarded: ForwardedExtension[] = [];
  for (const uri of FORWARDED_EXTENSIONS) {
    const value = extensionValue(packet, ids.get(uri));
    if (value) forwarded.push({ uri, value });
  }
  return forwarded;
}

/** Seconds as 6.18 fixed point. */
function encodeSendTime(now: number): Buffer {
  const value = Buffer.allocUnsafe(3);
  value.writeUIntBE(Math.floor((now / 1000) * 0x40000) & 0xffffff, 0, 3);
  return value;
}
