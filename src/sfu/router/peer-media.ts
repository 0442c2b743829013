import { EXTENSION } from "../sdp/extensions.js";
import type { Codec } from "../sdp/types.js";
import type { Layer } from "./layer.js";
import type { Publication } from "./publication.js";
import {
  parseRtcp,
  writeNack,
  writePictureLoss,
  writeReceiverReport,
  writeRemb,
  writeSenderReport,
  writeSourceName,
  type ReportBlock,
  type RtcpMessage,
} from "./rtcp.js";
import { extensionValue, parseRtp, type RtpPacket } from "./rtp.js";
import { SourceStream } from "./source.js";
import type { Subscription } from "./subscription.js";

/** A section in which the peer sends, with what is published in it. */
export interface SourceSection {
  readonly mid: string;
  readonly codecs: readonly Codec[];
  readonly extensions: ReadonlyMap<string, number>;
  /** The layers that are sent; empty without simulcast. */
  readonly rids: readonly string[];
  readonly streams: readonly { readonly ssrc: number; readonly rtx?: number | undefined }[];
  readonly publication: Publication | undefined;
  /** The section is over, or what it carries is not passed on any more. */
  readonly stopped: boolean;
  readonly exhausted: boolean;
}

export interface PeerMediaOptions {
  /** Bits a second that the peer is told it may send. */
  readonly publishBitrate: number;
  readonly cname: string;
  /** Milliseconds for which the packets of a new publication are dropped. */
  lateFirstPacket(): number;
  sections(): Iterable<SourceSection>;
  subscriptions(): Iterable<Subscription>;
  sendRtcp(packet: Buffer): void;
}

/** What a stream id of the peer stands for. Senders tell it with their first packets only, so it is kept. */
interface Binding {
  readonly section: SourceSection;
  /** Empty without simulcast. */
  readonly rid: string;
  readonly repair: boolean;
}

/** A binding of which something is published. */
interface Source {
  readonly binding: Binding;
  readonly publication: Publication;
  readonly layer: Layer;
}

/** Stream id that our feedback is signed with. */
const FEEDBACK_SSRC = 1;
/** Stream ids of a peer that are known at once: each layer has two, and senders that start anew choose others. */
const MAX_BINDINGS = 2_048;
/** Blocks that fit one report. */
const MAX_BLOCKS = 31;

/** RTP and RTCP of one peer, both ways. */
export class PeerMedia {
  readonly #options: PeerMediaOptions;
  readonly #bindings = new Map<number, Binding>();
  /** Bits a second that the peer says it can receive. */
  receiveEstimate: number | undefined;
  /** The peer has sent RTCP: its receivers run. */
  #reporting = false;
  #hastens = false;

  constructor(options: PeerMediaOptions) {
    this.#options = options;
  }

  /** Sections changed: stream ids of those that are over may come again elsewhere. */
  forgetStopped(): void {
    for (const [ssrc, { section }] of this.#bindings) if (section.stopped) this.#bindings.delete(ssrc);
  }

  receiveRtp(data: Buffer, now: number): void {
    const packet = parseRtp(data);
    if (!packet) return;
    const binding = this.#bindings.get(packet.ssrc) ?? this.#bind(packet);
    const source = binding && sourceOf(binding);
    if (!source || now - source.publication.publishedAt < this.#options.lateFirstPacket()) return;
    if (binding.repair) this.#receiveRepair(source, packet, now);
    else this.#receiveMedia(source, packet, now);
  }

  receiveRtcp(data: Buffer, now: number): void {
    if (!this.#reporting) this.#startedReporting();
    for (const message of parseRtcp(data)) this.#handle(message, now);
  }

  /** Sends what is due before long, and once for all that is wanted by then. */
  hasteFeedback(): void {
    if (this.#hastens) return;
    this.#hastens = true;
    queueMicrotask(() => {
      this.#hastens = false;
      this.sendFeedback(performance.now());
    });
  }

  /** Due retransmission and keyframe requests; called some 40 times a second. */
  sendFeedback(now: number): void {
    const packets: Buffer[] = [];
    for (const { publication } of this.#options.sections()) {
      if (!publication?.active) continue;
      for (const ssrc of publication.takeKeyframeRequests(now)) packets.push(writePictureLoss(FEEDBACK_SSRC, ssrc));
    }
    for (const binding of this.#bindings.values()) {
      const stream = sourceOf(binding)?.layer.stream;
      if (binding.repair || !stream?.hasGaps || !binding.section.codecs.some(asksForRetransmission)) continue;
      const missing = stream.takeNacks(now);
      if (missing.length > 0) packets.push(writeNack(FEEDBACK_SSRC, stream.ssrc, missing));
    }
    if (packets.length > 0) this.#sendReport([], packets);
  }

  /** Reports for both directions; called once a second. */
  sendReports(now: number): void {
    const blocks: ReportBlock[] = [];
    const video: number[] = [];
    for (const [ssrc, binding] of this.#bindings) {
      const source = sourceOf(binding);
      if (!source || binding.repair || source.layer.stream?.ssrc !== ssrc) continue;
      blocks.push(source.layer.stream.reportBlock(now));
      if (source.publication.kind === "video") video.push(ssrc);
    }
    const remb = video.length > 0 ? [writeRemb(FEEDBACK_SSRC, this.#options.publishBitrate, video.slice(0, 255))] : [];
    if (blocks.length > 0) this.#sendReport(blocks, remb);
    for (const subscription of this.#options.subscriptions()) {
      const report = subscription.senderReport(now);
      if (!report) continue;
      const name = writeSourceName(report.ssrc, this.#cname(subscription));
      this.#options.sendRtcp(Buffer.concat([writeSenderReport(report), name]));
    }
  }

  /** What came before a peer's receivers ran is lost to it without a gap that it could notice: keyframes among it, too. */
  #startedReporting(): void {
    this.#reporting = true;
    for (const subscription of this.#options.subscriptions()) {
      if (subscription.kind === "video") subscription.requestKeyframe();
    }
  }

  #cname(subscription: Subscription): string {
    return subscription.publication?.sessionId ?? this.#options.cname;
  }

  #sendReport(blocks: readonly ReportBlock[], more: readonly Buffer[]): void {
    const report = writeReceiverReport(FEEDBACK_SSRC, blocks.slice(0, MAX_BLOCKS));
    const name = writeSourceName(FEEDBACK_SSRC, this.#options.cname);
    this.#options.sendRtcp(Buffer.concat([report, name, ...more]));
    if (blocks.length > MAX_BLOCKS) this.#sendReport(blocks.slice(MAX_BLOCKS), []);
  }

  #receiveMedia({ binding, publication, layer }: Source, packet: RtpPacket, now: number): void {
    const codec = binding.section.codecs.find(({ payloadType }) => payloadType === packet.payloadType);
    if (!codec) return;
    const stream = this.#streamOf(layer, packet.ssrc, codec.clockRate);
    const arrival = stream.receive(packet, now);
    if (arrival) publication.deliver(layer, stream, codec, packet, arrival, now);
  }

  /** RFC 4588. Anything shorter than a sequence number is a probe for bandwidth. */
  #receiveRepair({ binding, publication, layer }: Source, packet: RtpPacket, now: number): void {
    const codec = binding.section.codecs.find(({ rtx }) => rtx === packet.payloadType);
    const { stream } = layer;
    if (!codec || !stream || packet.payload.length < 2) return;
    const sequenceNumber = packet.payload.readUInt16BE(0);
    const arrival = stream.recover(sequenceNumber);
    if (!arrival) return;
    const { payloadType } = codec;
    const original = { ...packet, payloadType, sequenceNumber, ssrc: stream.ssrc, payload: packet.payload.subarray(2) };
    publication.deliver(layer, stream, codec, original, arrival, now);
  }

  /** A new stream id on a layer (the sender started anew) is a new stream. */
  #streamOf(layer: Layer, ssrc: number, clockRate: number): SourceStream {
    if (layer.stream?.ssrc === ssrc) return layer.stream;
    const stream = new SourceStream(ssrc, clockRate);
    layer.stream = stream;
    return stream;
  }

  /**
   * Finds out what a new stream id stands for: by header extensions, by the description, by its payload type. One of several
   * layers is known by its name alone: a packet without it settles nothing, as the next one may have it.
   */
  #bind(packet: RtpPacket): Binding | undefined {
    const sections = [...this.#options.sections()].filter(({ stopped }) => !stopped);
    const plain = sections.filter(({ rids }) => rids.length === 0);
    const binding =
      bindByExtensions(packet, sections) ?? bindByDescription(packet, plain) ?? bindByPayloadType(packet, plain);
    if (!binding) return undefined;
    this.#bindings.set(packet.ssrc, binding);
    const [oldest] = this.#bindings.keys();
    if (this.#bindings.size > MAX_BINDINGS && oldest !== undefined) this.#bindings.delete(oldest);
    return binding;
  }

  #handle(message: RtcpMessage, now: number): void {
    switch (message.type) {
      case "sender-report": {
        const binding = this.#bindings.get(message.ssrc);
        const stream = binding && sourceOf(binding)?.layer.stream;
        if (stream?.ssrc === message.ssrc) stream.report = { ntp: message.ntp, rtpTime: message.rtpTime, at: now };
        this.#takeBlocks(message.blocks);
        break;
      }
      case "receiver-report":
        this.#takeBlocks(message.blocks);
        break;
      case "nack":
        this.#subscription(message.ssrc)?.resend(message.sequenceNumbers, now);
        break;
      case "keyframe-request":
        this.#subscription(message.ssrc)?.requestKeyframe();
        break;
      case "remb":
        this.receiveEstimate = message.bitrate;
        break;
      case "bye":
        break;
    }
  }

  #takeBlocks(blocks: readonly ReportBlock[]): void {
    for (const block of blocks) {
      const subscription = this.#subscription(block.ssrc);
      if (subscription) subscription.fractionLost = block.fractionLost;
    }
  }

  #subscription(ssrc: number): Subscription | undefined {
    for (const subscription of this.#options.subscriptions()) if (subscription.sink.ssrc === ssrc) return subscription;
    return undefined;
  }
}

function asksForRetransmission(codec: Codec): boolean {
  return codec.feedback.includes("nack");
}

function sourceOf(binding: Binding): Source | undefined {
  const { publication, exhausted } = binding.section;
  const layer = publication?.layers.get(binding.rid);
  if (!publication?.active || !layer || exhausted) return undefined;
  return { binding, publication, layer };
}

function bindByExtensions(packet: RtpPacket, sections: readonly SourceSection[]): Binding | undefined {
  for (const section of sections) {
    const { extensions } = section;
    const mid = extensionValue(packet, extensions.get(EXTENSION.mid))?.toString();
    if (mid !== section.mid) continue;
    const rid = extensionValue(packet, extensions.get(EXTENSION.rid))?.toString();
    const repaired = extensionValue(packet, extensions.get(EXTENSION.repairedRid))?.toString();
    const repair = repaired !== undefined || section.codecs.some(({ rtx }) => rtx === packet.payloadType);
    const layer = repaired ?? rid ?? "";
    if (section.rids.length > 0 && !section.rids.includes(layer)) return undefined;
    return { section, rid: layer, repair };
  }
  return undefined;
}

function bindByDescription(packet: RtpPacket, sections: readonly SourceSection[]): Binding | undefined {
  for (const section of sections) {
    if (section.streams.some(({ ssrc }) => ssrc === packet.ssrc)) return { section, rid: "", repair: false };
    if (section.streams.some(({ rtx }) => rtx === packet.ssrc)) return { section, rid: "", repair: true };
  }
  return undefined;
}

function bindByPayloadType(packet: RtpPacket, sections: readonly SourceSection[]): Binding | undefined {
  const matching = sections.filter(({ codecs }) => codecs.some((codec) => codec.payloadType === packet.payloadType));
  const [section] = matching;
  return matching.length === 1 && section ? { section, rid: "", repair: false } : undefined;
}
