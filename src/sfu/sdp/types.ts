import type { RemoteParameters } from "../transport/transport.js";

/** One payload type of a media section. */
export interface Codec {
  readonly payloadType: number;
  readonly name: string;
  readonly clockRate: number;
  readonly channels: number;
  /** The format parameters, as they are written. */
  readonly fmtp: string;
  /** `nack`, `nack pli`, `ccm fir`, `goog-remb`. */
  readonly feedback: readonly string[];
  /** Payload type of the retransmissions of this one. */
  readonly rtx?: number | undefined;
}

export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";
export type MediaKind = "audio" | "video";

/** The stream ids that a peer says it sends in one media section. */
export interface AnnouncedStream {
  readonly ssrc: number;
  readonly rtx?: number | undefined;
}

interface SectionBase {
  readonly mid: string;
  /** The peer rejects or has stopped this section. */
  readonly stopped: boolean;
}

/** An audio or video section of a peer's description. */
export interface MediaSection extends SectionBase {
  readonly kind: MediaKind;
  readonly direction: Direction;
  readonly codecs: readonly Codec[];
  /** Header extensions by URI. */
  readonly extensions: ReadonlyMap<string, number>;
  /** Simulcast layers that the peer sends, in its order. Empty: one stream. */
  readonly rids: readonly string[];
  readonly streams: readonly AnnouncedStream[];
}

/** The data channel section. */
export interface ChannelSection extends SectionBase {
  readonly kind: "application";
  readonly port: number;
  readonly maxMessageSize: number;
}

/** A section of a type or protocol that we do not speak: answered with port 0. */
export interface UnknownSection extends SectionBase {
  readonly kind: "unknown";
  readonly mediaType: string;
  readonly protocol: string;
  readonly payloads: string;
}

export type Section = MediaSection | ChannelSection | UnknownSection;

/** A peer's session description, checked and reduced to what an SFU needs. */
export interface PeerDescription {
  readonly type: "offer" | "answer";
  /** Undefined when every section is stopped: such a description may say nothing of ICE and DTLS. */
  readonly transport: RemoteParameters | undefined;
  readonly sections: readonly Section[];
}

/** A description that cannot be used; the message says why. */
export class SdpError extends Error {
  override readonly name = "SdpError";
}
