import type { Codec } from "../sdp/types.js";
import type { SourceStream } from "./source.js";

/** A layer that sent nothing for this long, in milliseconds, is not there to be chosen. */
const LAYER_SILENCE = 1_500;

/** What the subscriptions of a publication need to know of the section that it is sent in. */
export interface PublicationSource {
  readonly codecs: readonly Codec[];
  readonly extensions: ReadonlyMap<string, number>;
}

/** One encoding of a publication: the only one, or a simulcast layer. */
export class Layer {
  stream: SourceStream | undefined;
  repairSsrc: number | undefined;
  /** When a keyframe was last asked for, whether one has come since, and whether somebody waits for one. */
  requestedAt = -Infinity;
  isAnswered = false;
  keyframeWanted = false;

  constructor(
    /** The section that it is sent in. */
    readonly source: PublicationSource,
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
