import type { Codec, MediaKind } from "../sdp/types.js";
import { createDelivery } from "./delivery.js";
import { startsKeyframe } from "./keyframes.js";
import type { RtpPacket } from "./rtp.js";
import type { Arrival, SourceStream } from "./source.js";
import type { Subscription } from "./subscription.js";

/**
 * Milliseconds between keyframe requests for one layer, however many ask: until a keyframe has come, and after. Who asks again
 * so soon after one was not ready for it, as a browser that had not read our answer yet. A browser that sends ignores what
 * comes within 300 ms of a request that it met, so that one that is wanted is asked for until it is there.
 */
const KEYFRAME_INTERVAL = 200;
const NEXT_KEYFRAME_INTERVAL = 120;
/** A layer that sent nothing for this long is not there to be chosen. */
const LAYER_SILENCE = 1_500;

/** One encoding of a publication: the only one, or a simulcast layer. */
export class Layer {
  stream: SourceStream | undefined;
  repairSsrc: number | undefined;
  /** When a keyframe was last asked for, whether one has come since, and whether somebody waits for one. */
  requestedAt = -Infinity;
  isAnswered = false;
  keyframeWanted = false;

  constructor(
    readonly publication: Publication,
    /** Empty when the publication has one encoding only. */
    readonly rid: string,
  ) {}

  isActive(now: number): boolean {
    return this.stream !== undefined && now - this.stream.lastPacketAt < LAYER_SILENCE;
  }

  bitrate(now: number): number {
    return this.stream?.rate.bitrate(now) ?? 0;
  }
}

/** What the subscriptions of a publication need to know of the section that it is sent in. */
export interface PublicationSource {
  readonly codecs: readonly Codec[];
  readonly extensions: ReadonlyMap<string, number>;
}

/** A track that a session sends, with everyone who receives it. */
export class Publication {
  readonly layers = new Map<string, Layer>();
  readonly subscriptions = new Set<Subscription>();
  readonly publishedAt = performance.now();
  active = true;
  /** When a packet last came, on any layer. */
  lastPacketAt = -Infinity;
  /** Called when somebody waits for a keyframe, and nobody did. */
  onKeyframeWanted: () => void = () => {};
  readonly #waiting = new Set<() => void>();

  constructor(
    readonly sessionId: string,
    readonly name: string,
    readonly mid: string,
    readonly kind: MediaKind,
    readonly source: PublicationSource,
    rids: readonly string[],
  ) {
    for (const rid of rids.length > 0 ? rids : [""]) this.layers.set(rid, new Layer(this, rid));
  }

  get hasMedia(): boolean {
    return this.lastPacketAt > -Infinity;
  }

  /** Calls `listener` at the first packet, or when the publication ends; the returned function stops that. */
  onMedia(listener: () => void): () => void {
    this.#waiting.add(listener);
    return () => this.#waiting.delete(listener);
  }

  deliver(layer: Layer, stream: SourceStream, codec: Codec, packet: RtpPacket, arrival: Arrival, now: number): void {
    this.lastPacketAt = now;
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
