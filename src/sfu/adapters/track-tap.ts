import type { Publication } from "../router/publication.js";
import { Subscription, type SubscriptionSink } from "../router/subscription.js";
import type { Codec } from "../sdp/types.js";
import type { TrackPacket } from "./frames/collector.js";

/** What a tap hands over: a packet, and the codec of what is in it. */
export type OnTrackPacket = (packet: TrackPacket, codec: Codec) => void;

/** Milliseconds between looks at which layer of a track there is to take. */
const SELECT_PERIOD = 1_000;

/**
 * A receiver of a track inside of the SFU. It is a subscription like any other, so that sources and layers may change and what
 * comes out counts on.
 */
export class TrackTap {
  readonly #subscription: Subscription;
  #selectedAt = performance.now();

  constructor(publication: Publication, onPacket: OnTrackPacket) {
    // Nobody asks us to send anything again.
    const codecs = publication.source.codecs.map((codec) => ({ ...codec, feedback: [] }));
    const byPayloadType = new Map(codecs.map((codec) => [codec.payloadType, codec]));
    const sink: SubscriptionSink = {
      mid: "",
      codecs,
      extensions: new Map(),
      ssrc: 0,
      rtxSsrc: 0,
      sendRtp(_ssrc, sequenceNumber, header, payload) {
        const codec = byPayloadType.get(header.readUInt8(1) & 0x7f);
        const marker = header.readUInt8(1) >= 0x80;
        if (codec) onPacket({ sequenceNumber, timestamp: header.readUInt32BE(4), marker, payload }, codec);
      },
    };
    this.#subscription = new Subscription(publication.kind, sink, publication.sessionId, {});
    this.#subscription.attach(publication, this.#selectedAt);
  }

  requestKeyframe(): void {
    this.#subscription.requestKeyframe();
  }

  /** Called now and then. */
  select(now: number): void {
    if (now - this.#selectedAt < SELECT_PERIOD) return;
    this.#selectedAt = now;
    this.#subscription.select(now);
  }

  close(): void {
    this.#subscription.detach();
  }
}
