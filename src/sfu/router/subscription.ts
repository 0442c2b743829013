import { randomInt } from "node:crypto";
import type { Simulcast } from "../../wire/calls-api.js";
import { codecKey } from "../sdp/codecs.js";
import { EXTENSION } from "../sdp/extensions.js";
import type { Codec, MediaKind } from "../sdp/types.js";
import { TimestampMap } from "./clock.js";
import type { Delivery, Receiver } from "./delivery.js";
import { PacketHistory } from "./history.js";
import { startsKeyframe } from "./keyframes.js";
import type { Layer } from "./layer.js";
import { chooseLayer } from "./layers.js";
import { PictureIds } from "./picture-ids.js";
import type { Publication } from "./publication.js";
import { RateMeter } from "./rate.js";
import type { SenderReport } from "./rtcp.js";
import { writeRtpHeader, type RtpExtension } from "./rtp.js";
import { SequenceMap } from "./sequence.js";
import { Slab } from "./slab.js";
import type { SourceStream } from "./source.js";

/** The section that a subscription sends in. It may be negotiated anew while the subscription runs. */
export interface SubscriptionSink {
  readonly mid: string;
  readonly codecs: readonly Codec[];
  readonly extensions: ReadonlyMap<string, number>;
  readonly ssrc: number;
  readonly rtxSsrc: number;
  sendRtp(ssrc: number, sequenceNumber: number, header: Buffer, payload: Buffer): void;
}

/** The peer learns the section of our stream by its MID for this many packets. */
const PACKETS_WITH_MID = 64;
/** A retransmission is not repeated within this many milliseconds. */
const RESEND_INTERVAL = 20;
/** Retransmissions of one packet: a receiver that asks for more cannot be helped by them. */
const MAX_RESENDS = 10;

/** One receiver of one publication at a time: rewrites what comes from changing sources into one continuous stream. */
export class Subscription implements Receiver {
  policy: Simulcast;
  /** Bits a second that the receiver has for this track; the session's estimate sets it. */
  budget = Infinity;
  readonly rate = new RateMeter();
  readonly history: PacketHistory;
  packets = 0;
  bytes = 0;
  /** 0 to 1, as the receiver last reported. */
  fractionLost = 0;
  #publication: Publication | undefined;
  #target: Layer | undefined;
  #current: { readonly layer: Layer; readonly stream: SourceStream } | undefined;
  readonly #sequence = new SequenceMap(0x10000 + randomInt(1, 0x4000));
  readonly #timestamps = new TimestampMap();
  readonly #pictures = new PictureIds();
  readonly #slab = new Slab();
  readonly #codecs = new Map<Codec, Codec | undefined>();
  #rtxSequence = randomInt(0x10000);

  constructor(
    readonly kind: MediaKind,
    readonly sink: SubscriptionSink,
    /** Receivers play the streams of one id in sync: it is the publisher's session. */
    readonly streamId: string,
    policy: Simulcast,
  ) {
    this.policy = policy;
    this.history = new PacketHistory(kind === "video" ? 1024 : 256);
  }

  get publication(): Publication | undefined {
    return this.#publication;
  }

  /** The layer that flows now. */
  get currentLayer(): Layer | undefined {
    return this.#current?.layer;
  }

  get targetLayer(): Layer | undefined {
    return this.#target;
  }

  /** Starts to receive `publication`, in the place of another if there was one. */
  attach(publication: Publication, now: number): void {
    this.detach();
    this.#publication = publication;
    publication.subscriptions.add(this);
    this.select(now);
  }

  detach(): void {
    this.#publication?.subscriptions.delete(this);
    this.#publication = undefined;
    this.#target = undefined;
  }

  /** The sink was negotiated anew. */
  renegotiated(): void {
    this.#codecs.clear();
  }

  /** Chooses the layer by policy, budget and what there is. */
  select(now: number): void {
    const publication = this.#publication;
    if (!publication) return;
    const layers = [...publication.layers.values()];
    const states = layers.map((layer) => ({
      rid: layer.rid,
      active: layer.isActive(now),
      bitrate: layer.bitrate(now),
    }));
    const rid = chooseLayer(states, this.policy, this.budget);
    const target = rid === undefined ? this.#target : publication.layers.get(rid);
    if (target === undefined) return;
    this.#target = target;
    if (this.kind === "video" && this.#current?.layer !== target) publication.requestKeyframe(target);
  }

  /** The receiver cannot decode what it has. */
  requestKeyframe(): void {
    const layer = this.#current?.layer ?? this.#target;
    if (layer && this.#publication) this.#publication.requestKeyframe(layer);
  }

  receive(delivery: Delivery): void {
    const { stream, packet, arrival, now } = delivery;
    if (stream !== this.#current?.stream && !this.#switchTo(delivery)) return;
    if (packet.payload.length === 0 && this.#sequence.skip(arrival.extended)) return;
    const codec = this.#codecFor(delivery.codec);
    const sequence = codec && this.#sequence.map(arrival.extended);
    if (!codec || sequence === undefined) return;
    const sequenceNumber = sequence & 0xffff;
    const payload = this.#pictures.rewrite(packet.payload, delivery.counters);
    const fields = {
      payloadType: codec.payloadType,
      marker: packet.marker,
      sequenceNumber,
      timestamp: this.#timestamps.map(packet.timestamp, now),
      ssrc: this.sink.ssrc,
      extensions: this.#extensions(delivery),
    };
    const header = writeRtpHeader(fields, this.#slab.take);
    if (codec.feedback.includes("nack")) this.history.add(sequenceNumber, header, payload);
    this.#send(this.sink.ssrc, sequenceNumber, header, payload, now);
  }

  /** Sends packets again that the receiver misses. */
  resend(sequenceNumbers: readonly number[], now: number): void {
    for (const sequenceNumber of sequenceNumbers) {
      const sent = this.history.find(sequenceNumber);
      if (!sent || now - sent.resentAt < RESEND_INTERVAL || sent.resends >= MAX_RESENDS) continue;
      sent.resentAt = now;
      sent.resends++;
      const payloadType = sent.header.readUInt8(1) & 0x7f;
      const rtx = this.sink.codecs.find((codec) => codec.payloadType === payloadType)?.rtx;
      if (rtx === undefined) this.#send(this.sink.ssrc, sequenceNumber, sent.header, sent.payload, now);
      else this.#sendRtx(rtx, sequenceNumber, sent.header, sent.payload, now);
    }
  }

  senderReport(now: number): SenderReport | undefined {
    const source = this.#current?.stream;
    const moment = source && this.#publication && this.#timestamps.reportFor(source, now);
    return moment && { ssrc: this.sink.ssrc, ...moment, packets: this.packets, bytes: this.bytes };
  }

  #switchTo({ layer, stream, codec, packet, arrival, now }: Delivery): boolean {
    if (layer !== this.#target || arrival.late) return false;
    if (this.kind === "video" && !startsKeyframe(codec.name, packet.payload)) {
      this.#publication?.requestKeyframe(layer);
      return false;
    }
    this.#sequence.switchSource(arrival.extended);
    this.#timestamps.switchSource(this.#current?.stream, stream, packet.timestamp, now);
    this.#pictures.switchSource();
    this.#current = { layer, stream };
    return true;
  }

  #codecFor(source: Codec): Codec | undefined {
    const known = this.#codecs.get(source);
    if (known || this.#codecs.has(source)) return known;
    const key = codecKey(source);
    const codec = this.sink.codecs.find((candidate) => codecKey(candidate) === key);
    this.#codecs.set(source, codec);
    return codec;
  }

  #extensions({ sendTime, forwarded }: Delivery): RtpExtension[] {
    const { extensions } = this.sink;
    const out: RtpExtension[] = [];
    const mid = this.packets < PACKETS_WITH_MID ? extensions.get(EXTENSION.mid) : undefined;
    if (mid !== undefined) out.push({ id: mid, value: Buffer.from(this.sink.mid) });
    const sendTimeId = extensions.get(EXTENSION.sendTime);
    if (sendTimeId !== undefined) out.push({ id: sendTimeId, value: sendTime });
    for (const { uri, value } of forwarded) {
      const id = extensions.get(uri);
      if (id !== undefined) out.push({ id, value });
    }
    return out;
  }

  #sendRtx(payloadType: number, original: number, header: Buffer, payload: Buffer, now: number): void {
    const { rtxSsrc } = this.sink;
    this.#rtxSequence = (this.#rtxSequence + 1) & 0xffff;
    const rtxHeader = Buffer.from(header);
    rtxHeader.writeUInt8((header.readUInt8(1) & 0x80) | payloadType, 1);
    rtxHeader.writeUInt16BE(this.#rtxSequence, 2);
    rtxHeader.writeUInt32BE(rtxSsrc, 8);
    const originalNumber = Buffer.alloc(2);
    originalNumber.writeUInt16BE(original);
    this.#send(rtxSsrc, this.#rtxSequence, rtxHeader, Buffer.concat([originalNumber, payload]), now);
  }

  #send(ssrc: number, sequenceNumber: number, header: Buffer, payload: Buffer, now: number): void {
    this.packets++;
    this.bytes += payload.length;
    this.rate.add(payload.length, now);
    this.sink.sendRtp(ssrc, sequenceNumber, header, payload);
  }
}
