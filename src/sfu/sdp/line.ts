import { randomBytes, randomInt } from "node:crypto";
import type { Publication } from "../router/publication.js";
import type { SourceSection } from "../router/peer-media.js";
import type { Subscription, SubscriptionSink } from "../router/subscription.js";
import { supportedExtensions } from "./extensions.js";
import type { AnnouncedStream, Codec, Direction, MediaKind, MediaSection } from "./types.js";

/** Sends one RTP packet to the peer that a line belongs to. */
export type SendRtp = (ssrc: number, sequenceNumber: number, header: Buffer, payload: Buffer) => void;

/** One audio or video section of a session, as both sides last agreed on it. */
export class MediaLine implements SourceSection, SubscriptionSink {
  stopped = false;
  codecs: readonly Codec[] = [];
  extensions: ReadonlyMap<string, number> = new Map();
  rids: readonly string[] = [];
  streams: readonly AnnouncedStream[] = [];
  /** What the peer is willing to do. */
  peerSends = false;
  peerReceives = false;
  /** What the peer sends us. */
  publication: Publication | undefined;
  /** What we send the peer. */
  subscription: Subscription | undefined;
  /** A forced close ends the media of a section for good: the service passes on nothing that is published there later. */
  exhausted = false;
  /** Both ways from the start: what we send here can be chosen later, without a description. */
  bidirectional = false;
  /** The stream that our track belongs to for the peer; fixed once it is written. */
  streamId: string | undefined;
  readonly ssrc = randomInt(1, 0xffffffff);
  readonly rtxSsrc = randomInt(1, 0xffffffff);
  /** Differs for each line: browsers reject two sections with one stream and track id. */
  readonly trackId = randomBytes(16).toString("hex");
  readonly sendRtp: SendRtp;

  constructor(
    readonly mid: string,
    readonly kind: MediaKind,
    sendRtp: SendRtp,
  ) {
    this.sendRtp = sendRtp;
  }

  /** Takes over what the peer says of this section, in an offer or an answer. */
  update(section: MediaSection): void {
    this.peerSends = section.direction === "sendrecv" || section.direction === "sendonly";
    this.peerReceives = section.direction === "sendrecv" || section.direction === "recvonly";
    this.extensions = supportedExtensions(section.extensions);
    this.streams = section.streams;
    this.rids = section.rids;
    this.codecs = section.codecs;
    this.subscription?.renegotiated();
    if (section.stopped || section.codecs.length === 0) this.stop();
  }

  /** The section is over: its place may be used for another. */
  stop(): void {
    this.stopped = true;
    this.endPublication();
    this.endSubscription();
  }

  /** Makes `subscription` what we send here. */
  startSubscription(subscription: Subscription): void {
    this.endSubscription();
    this.subscription = subscription;
  }

  endPublication(): void {
    this.publication?.end();
    this.publication = undefined;
  }

  endSubscription(): void {
    this.subscription?.detach();
    this.subscription = undefined;
  }

  /** Our direction, given what runs here and whether the peer's side of it counts yet. */
  direction(role: "offer" | "answer"): Direction {
    const wantsToReceive = this.publication !== undefined || this.bidirectional;
    const wantsToSend = this.subscription !== undefined || this.bidirectional;
    const receives = wantsToReceive && (role === "offer" || this.peerSends);
    const sends = wantsToSend && (role === "offer" || this.peerReceives);
    if (receives && sends) return "sendrecv";
    if (receives) return "recvonly";
    return sends ? "sendonly" : "inactive";
  }
}

/** The data channel section of a session. */
export class ChannelLine {
  readonly kind = "application";
  stopped = false;

  constructor(readonly mid: string) {}
}

/** A section that we reject, kept for its place. */
export class RejectedLine {
  readonly kind = "unknown";
  readonly stopped = true;

  constructor(
    readonly mid: string,
    readonly mediaType: string,
    readonly protocol: string,
    readonly payloads: string,
  ) {}
}

export type Line = MediaLine | ChannelLine | RejectedLine;
