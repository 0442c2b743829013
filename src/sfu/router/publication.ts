/**
 * Forwards RTP: a publication takes what a session sends, and hands each packet to its subscriptions, which rewrite it for their
 * receivers. Nothing is decoded. A publication knows whoever receives it as a `Receiver` alone.
 *
 * @module
 */
import type { Codec, MediaKind } from "../sdp/types.js";
import { createDelivery, type Receiver } from "./delivery.js";
import { startsKeyframe } from "./keyframes.js";
import { Layer, type PublicationSource } from "./layer.js";
import type { RtpPacket } from "./rtp.js";
import type { Arrival, SourceStream } from "./source.js";

/**
 * Milliseconds between keyframe requests for one layer, however many ask: until a keyframe has come, and after. Who asks again
 * so soon after one was not ready for it, as a browser that had not read our answer yet. A browser that sends ignores what
 * comes within 300 ms of a request that it met, so that one that is wanted is asked for until it is there.
 */
const KEYFRAME_INTERVAL = 200;
const NEXT_KEYFRAME_INTERVAL = 120;

/** A track that a session sends, with everyone who receives it. */
export class Publication {
  readonly layers = new Map<string, Layer>();
  readonly subscriptions = new Set<Receiver>();
  readonly publishedAt = performance.now();
  active = true;
  /** When a packet last came, on any layer, and the codec of what was in it. */
  lastPacketAt = -Infinity;
  codec: Codec | undefined;
  /** Called when somebody waits for a keyframe, and nobody did. */
  onKeyframeWanted: () => void = () => {};
  readonly #waiting = new Set<() => void>();
  readonly #ending = new Set<() => void>();

  constructor(
    readonly sessionId: string,
    readonly name: string,
    readonly mid: string,
    readonly kind: MediaKind,
    readonly source: PublicationSource,
    rids: readonly string[],
  ) {
    for (const rid of rids.length > 0 ? rids : [""]) this.layers.set(rid, new Layer(source, rid));
  }

  get hasMedia(): boolean {
    return this.lastPacketAt > -Infinity;
  }

  /** Calls `listener` at the first packet, or when the publication ends; the returned function stops that. */
  onMedia(listener: () => void): () => void {
    this.#waiting.add(listener);
    return () => this.#waiting.delete(listener);
  }

  /** Calls `listener` when the publication ends; the returned function stops that. */
  onEnd(listener: () => void): () => void {
    this.#ending.add(listener);
    return () => this.#ending.delete(listener);
  }

  deliver(layer: Layer, stream: SourceStream, codec: Codec, packet: RtpPacket, arrival: Arrival, now: number): void {
    this.lastPacketAt = now;
    this.codec = codec;
    if (this.#waiting.size > 0) this.#wake();
    if (this.subscriptions.size === 0) return;
    if ((layer.keyframeWanted || !layer.isAnswered) && startsKeyframe(codec.name, packet.payload)) {
      layer.isAnswered = true;
      // Everybody who asked until now has it.
      layer.keyframeWanted = false;
    }
    const delivery = createDelivery(layer, stream, codec, packet, arrival, now);
    for (const subscription of this.subscriptions) subscription.receive(delivery);
  }

  requestKeyframe(layer: Layer): void {
    if (layer.keyframeWanted) return;
    layer.keyframeWanted = true;
    this.onKeyframeWanted();
  }

  /** Streams that a keyframe is to be asked of now. */
  takeKeyframeRequests(now: number): number[] {
    const ssrcs: number[] = [];
    for (const layer of this.layers.values()) {
      if (!layer.keyframeWanted || !layer.stream || !layer.isActive(now) || now < nextRequestAt(layer)) continue;
      layer.requestedAt = now;
      layer.isAnswered = false;
      ssrcs.push(layer.stream.ssrc);
    }
    return ssrcs;
  }

  end(): void {
    if (!this.active) return;
    this.active = false;
    this.#wake();
    for (const subscription of this.subscriptions) subscription.detach();
    this.subscriptions.clear();
    for (const listener of this.#ending) listener();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const listener of waiting) listener();
  }
}

function nextRequestAt({ requestedAt, isAnswered }: Layer): number {
  return requestedAt + (isAnswered ? NEXT_KEYFRAME_INTERVAL : KEYFRAME_INTERVAL);
}
