export const EXTENSION = {
  mid: "urn:ietf:params:rtp-hdrext:sdes:mid",
  rid: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
  repairedRid: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
  audioLevel: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
  sendTime: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
  orientation: "urn:3gpp:video-orientation",
  contentType: "http://www.webrtc.org/experiments/rtp-hdrext/video-content-type",
  playoutDelay: "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
  colorSpace: "http://www.webrtc.org/experiments/rtp-hdrext/color-space",
} as const;

/** Copied from the publisher's packet to each subscriber's. */
export const FORWARDED_EXTENSIONS: readonly string[] = [
  EXTENSION.audioLevel,
  EXTENSION.orientation,
  EXTENSION.contentType,
  EXTENSION.playoutDelay,
  EXTENSION.colorSpace,
];

const AUDIO_ONLY: readonly string[] = [EXTENSION.audioLevel];
const VIDEO_ONLY: readonly string[] = [
  EXTENSION.orientation,
  EXTENSION.contentType,
  EXTENSION.playoutDelay,
  EXTENSION.colorSpace,
  EXTENSION.rid,
  EXTENSION.repairedRid,
];

/** Does this extension belong into offers of sections of this kind? Firefox refuses those that do not. */
export function appliesTo(uri: string, kind: "audio" | "video"): boolean {
  return !(kind === "audio" ? VIDEO_ONLY : AUDIO_ONLY).includes(uri);
}

const SUPPORTED: ReadonlySet<string> = new Set(Object.values(EXTENSION));

/** Ids of one-byte headers. */
const HIGHEST_ID = 14;

/** One id means one extension over the whole BUNDLE: ids that the peer once used are used again. */
export class ExtensionIds {
  readonly #ids = new Map<string, number>();
  readonly #used = new Set<number>();

  /** Extensions that are remembered. */
  get size(): number {
    return this.#ids.size;
  }

  /** Takes over the ids of a peer's section; those that we do not speak are remembered as used. */
  learn(extensions: ReadonlyMap<string, number>): void {
    for (const [uri, id] of extensions) {
      this.#used.add(id);
      if (SUPPORTED.has(uri)) this.#ids.set(uri, id);
    }
  }

  /** The id of `uri` on this session: the peer's, or a free one. Undefined when no one-byte id is left. */
  idFor(uri: string): number | undefined {
    const known = this.#ids.get(uri);
    if (known !== undefined) return known <= HIGHEST_ID ? known : undefined;
    for (let id = 1; id <= HIGHEST_ID; id++) {
      if (this.#used.has(id)) continue;
      this.#used.add(id);
      this.#ids.set(uri, id);
      return id;
    }
    return undefined;
  }
}

/** Those of a peer's extensions that we speak and whose id fits a one-byte header. */
export function supportedExtensions(extensions: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...extensions].filter(([uri, id]) => SUPPORTED.has(uri) && id <= HIGHEST_ID));
}
