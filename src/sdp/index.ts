/**
 * Edits of session descriptions, for backends and browsers: each takes a description and returns another. Nothing is kept between two of
 * them, and what is not meant stays as it was.
 *
 * An encoder does what the *other* side's description asks for: to change what a browser sends, edit the answer that it is given.
 *
 * @module
 */
import { parse, parseParams, write } from "sdp-transform";
import type { MediaDescription } from "sdp-transform";
import { CallsError } from "../base/error.js";

/** Which sections an edit means. */
export interface SdpSections {
  /** Only those with one of these mids. Default: all of the kind. */
  readonly mids?: readonly string[];
}

/** How Opus is to be sent (RFC 7587). What is left out stays as it is. */
export interface OpusOptions {
  /** Sends next to nothing while nobody speaks. */
  readonly dtx?: boolean;
  /** Two channels, for music. */
  readonly stereo?: boolean;
  /** Carries the last packet again in the next, against loss. */
  readonly fec?: boolean;
  /** One bitrate whatever is said. */
  readonly cbr?: boolean;
  /** Bits per second, 6000 to 510000. */
  readonly maxAverageBitrate?: number;
  /** Milliseconds of sound in a packet. */
  readonly ptime?: number;
}

const OPUS_PARAMETERS = {
  dtx: "usedtx",
  stereo: "stereo",
  fec: "useinbandfec",
  cbr: "cbr",
  maxAverageBitrate: "maxaveragebitrate",
} as const satisfies Partial<Record<keyof OpusOptions, string>>;

/** What belongs to another codec, and goes where that goes. */
const COMPANIONS = /^rtx$/i;

/**
 * Asks for Opus to be sent so.
 *
 * @example
 * ```ts
 * await connection.setRemoteDescription({ type: "answer", sdp: withOpus(answer.sdp, { dtx: true, maxAverageBitrate: 32_000 }) });
 * ```
 * @throws CallsError `bad-request` when `sdp` is no description, or a number is out of bounds.
 */
export function withOpus(sdp: string, options: OpusOptions, sections: SdpSections = {}): string {
  const { maxAverageBitrate: bitrate, ptime } = options;
  if (bitrate !== undefined && !(bitrate >= 6_000 && bitrate <= 510_000)) {
    throw new CallsError("bad-request", "Opus takes a maxAverageBitrate of 6000 to 510000 bits per second.");
  }
  return edit(sdp, "audio", sections, (media) => {
    for (const { payload } of media.rtp.filter(({ codec }) => codec.toLowerCase() === "opus")) {
      const known = media.fmtp.find((format) => format.payload === payload);
      const parameters = { ...(known && parseParams(known.config)) };
      for (const [option, parameter] of Object.entries(OPUS_PARAMETERS)) {
        const value = options[option as keyof typeof OPUS_PARAMETERS];
        if (value !== undefined) parameters[parameter] = Number(value);
      }
      const config = Object.entries(parameters)
        .map(([name, value]) => `${name}=${value}`)
        .join(";");
      if (known) known.config = config;
      else if (config) media.fmtp.push({ payload, config });
    }
    if (ptime !== undefined) media.ptime = ptime;
  });
}

/**
 * Bounds what is sent in a section, as `b=AS` and `b=TIAS`: browsers know one or the other.
 *
 * @param bitrates bits per second for each section of the kind; `null` takes a bound away.
 * @throws CallsError `bad-request` when `sdp` is no description, or a bitrate is no number above 0.
 */
export function withBitrate(
  sdp: string,
  bitrates: { readonly audio?: number | null; readonly video?: number | null },
  sections: SdpSections = {},
): string {
  let edited = sdp;
  for (const kind of ["audio", "video"] as const) {
    const bitrate = bitrates[kind];
    if (bitrate === undefined) continue;
    if (bitrate !== null && !(bitrate > 0 && Number.isFinite(bitrate))) {
      throw new CallsError(
        "bad-request",
        `A bitrate is a number of bits per second above 0, or null: ${bitrate} is none.`,
      );
    }
    edited = edit(edited, kind, sections, (media) => {
      const others = (media.bandwidth ?? []).filter(({ type }) => type !== "AS" && type !== "TIAS");
      const own =
        bitrate === null
          ? []
          : [
              { type: "AS" as const, limit: Math.ceil(bitrate / 1_000) },
              { type: "TIAS" as const, limit: Math.round(bitrate) },
            ];
      media.bandwidth = [...own, ...others];
    });
  }
  return edited;
}

/**
 * Puts codecs in another order: the first that both sides have is the one that is used. Those that are not named keep their order behind
 * them, and retransmission goes with its codec.
 *
 * @param codecs by name, best first, such as `["VP9", "VP8"]`; with `only`, the others are taken out.
 * @throws CallsError `bad-request` when `sdp` is no description, or nothing would be left.
 */
export function withCodecs(
  sdp: string,
  kind: "audio" | "video",
  codecs: readonly string[],
  { only = false, ...sections }: SdpSections & { readonly only?: boolean } = {},
): string {
  const order = codecs.map((codec) => codec.toLowerCase());
  return edit(sdp, kind, sections, (media) => {
    const codecOf = new Map(media.rtp.map(({ payload, codec }) => [payload, codec]));
    const mainOf = (payload: number): number => {
      if (!COMPANIONS.test(codecOf.get(payload) ?? "")) return payload;
      const format = media.fmtp.find((each) => each.payload === payload);
      return Number(/\bapt=(\d+)/.exec(format?.config ?? "")?.[1] ?? payload);
    };
    const place = (payload: number): number => {
      const found = order.indexOf((codecOf.get(mainOf(payload)) ?? "").toLowerCase());
      return found < 0 ? order.length : found;
    };
    const payloads = String(media.payloads ?? "")
      .split(" ")
      .map(Number);
    // A section that is refused, or of a sender that has stopped, names no codec at all.
    if (!payloads.some((payload) => codecOf.has(payload))) return;
    const isKept = (payload: number): boolean => !only || place(payload) < order.length;
    const kept = payloads.filter(isKept).sort((a, b) => place(a) - place(b));
    if (kept.length === 0) throw new CallsError("bad-request", `None of ${codecs.join(", ")} is in the description.`);
    media.payloads = kept.join(" ");
    const isIn = ({ payload }: { payload: number }): boolean => kept.includes(payload);
    media.rtp = media.rtp.filter(isIn).sort((a, b) => kept.indexOf(a.payload) - kept.indexOf(b.payload));
    media.fmtp = media.fmtp.filter(isIn);
    if (media.rtcpFb)
      media.rtcpFb = media.rtcpFb.filter(({ payload }) => isIn({ payload: Number(payload) }) || `${payload}` === "*");
  });
}

function edit(
  sdp: string,
  kind: "audio" | "video",
  { mids }: SdpSections,
  change: (media: MediaDescription & { ptime?: number }) => void,
): string {
  const description = sdp.startsWith("v=0") ? parse(sdp) : undefined;
  if (!description) throw new CallsError("bad-request", "This is no session description: it has to begin with v=0.");
  for (const media of description.media) {
    if (media.type === kind && (!mids || mids.includes(String(media.mid)))) change(media);
  }
  // The library writes one space more than browsers do.
  return write(description).replace("a=msid-semantic:  ", "a=msid-semantic: ");
}
