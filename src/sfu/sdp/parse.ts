import { parse, parsePayloads, type MediaDescription, type SessionDescription } from "sdp-transform";
import { isSupported, supportedFeedback } from "./codecs.js";
import type { RemoteParameters } from "../transport/transport.js";
import { SDP_LIMITS, readableLines } from "./lines.js";
import {
  SdpError,
  type AnnouncedStream,
  type ChannelSection,
  type Codec,
  type Direction,
  type MediaKind,
  type MediaSection,
  type PeerDescription,
  type Section,
} from "./types.js";

const DIRECTIONS: readonly string[] = ["sendrecv", "sendonly", "recvonly", "inactive"] satisfies Direction[];
const DEFAULT_MAX_MESSAGE_SIZE = 65_536;

/**
 * Reads a session description.
 *
 * @throws {@link SdpError} when it is none, or lacks what ICE and DTLS need.
 */
export function parseDescription(type: "offer" | "answer", sdp: string): PeerDescription {
  if (!sdp.startsWith("v=0")) throw new SdpError("The session description does not begin with v=0.");
  try {
    return readDescription(type, parse(readableLines(sdp)));
  } catch (error) {
    // The parser reads what it finds: a value may be of another type than it declares.
    throw error instanceof SdpError ? error : new SdpError("The session description cannot be read.", { cause: error });
  }
}

function readDescription(type: "offer" | "answer", session: SessionDescription): PeerDescription {
  if (session.media.length === 0) throw new SdpError("The session description has no media section.");
  const sections = session.media.map((media, index) => parseSection(session, media, index));
  requireUniqueMids(sections);
  const transport = sections.some(({ stopped }) => !stopped) ? parseTransport(session) : undefined;
  return { type, transport, sections };
}

function parseTransport(session: SessionDescription): RemoteParameters {
  const live = session.media.filter(isLive);
  const media = live.find(({ iceUfrag }) => iceUfrag !== undefined) ?? live[0];
  const iceUfrag = media?.iceUfrag ?? session.iceUfrag;
  const icePwd = media?.icePwd ?? session.icePwd;
  const fingerprint = media?.fingerprint ?? session.fingerprint;
  if (iceUfrag === undefined || icePwd === undefined)
    throw new SdpError("The session description has no ICE credentials.");
  if (fingerprint === undefined) throw new SdpError("The session description has no DTLS fingerprint.");
  for (const credential of [iceUfrag, icePwd]) {
    if (String(credential).length > SDP_LIMITS.iceCredential) throw new SdpError("An ICE credential is too long.");
  }
  return {
    iceUfrag: String(iceUfrag),
    icePwd: String(icePwd),
    fingerprint: { algorithm: fingerprint.type, value: fingerprint.hash.toUpperCase() },
    setup: media?.setup ?? session.setup ?? "actpass",
    candidates: session.media.flatMap(candidatesOf).slice(0, SDP_LIMITS.candidates),
  };
}

/** Firefox writes bundled sections as port 0 with `a=bundle-only`: those are alive. */
function isLive(media: MediaDescription): boolean {
  return media.port !== 0 || media.bundleOnly !== undefined;
}

function candidatesOf(media: MediaDescription): { address: string; port: number }[] {
  return (media.candidates ?? [])
    .filter((candidate) => candidate.transport.toLowerCase() === "udp" && candidate.component === 1)
    .map((candidate) => ({ address: candidate.ip, port: candidate.port }));
}

function parseSection(session: SessionDescription, media: MediaDescription, index: number): Section {
  const mid = String(media.mid ?? index);
  if (mid.length > SDP_LIMITS.mid) throw new SdpError("The mid of a media section is too long.");
  const stopped = !isLive(media);
  if (media.type === "application" && /dtls\/sctp/i.test(media.protocol)) return parseChannels(media, mid, stopped);
  if ((media.type === "audio" || media.type === "video") && /savpf?$/i.test(media.protocol)) {
    return parseMedia(session, media, media.type, mid, stopped);
  }
  const { type: mediaType, protocol, payloads = "0" } = media;
  return { kind: "unknown", mid, stopped: true, mediaType, protocol, payloads: String(payloads) };
}

function parseChannels(media: MediaDescription, mid: string, stopped: boolean): ChannelSection {
  const port = media.sctpPort ?? media.sctpmap?.sctpmapNumber ?? 5000;
  const maxMessageSize = media.maxMessageSize ?? media.sctpmap?.maxMessageSize ?? DEFAULT_MAX_MESSAGE_SIZE;
  return { kind: "application", mid, stopped, port, maxMessageSize };
}

function parseMedia(
  session: SessionDescription,
  media: MediaDescription,
  kind: MediaKind,
  mid: string,
  stopped: boolean,
): MediaSection {
  const direction = media.direction ?? session.direction ?? "sendrecv";
  if (!DIRECTIONS.includes(direction)) throw new SdpError(`Section ${mid} has no known direction.`);
  const valid = (media.ext ?? []).filter(({ value }) => Number.isInteger(value) && value > 0 && value < 256);
  const extensions = new Map(valid.map(({ uri, value }) => [String(uri), value]));
  return {
    kind,
    mid,
    stopped,
    direction,
    codecs: parseCodecs(media, kind),
    extensions,
    rids: parseRids(media),
    streams: parseStreams(media),
  };
}

function parseCodecs(media: MediaDescription, kind: MediaKind): Codec[] {
  const formats = new Map(media.fmtp.map(({ payload, config }) => [payload, String(config)]));
  const codecs = new Map(media.rtp.map((rtp) => [rtp.payload, rtp]));
  const feedback = parseFeedback(media);
  const rtxByPrimary = new Map<number, number>();
  for (const { payload, codec } of media.rtp) {
    const primary = /(?:^|;|\s)apt=(\d+)/.exec(formats.get(payload) ?? "")?.[1];
    if (codec.toLowerCase() === "rtx" && primary !== undefined) rtxByPrimary.set(Number(primary), payload);
  }
  const order = new Set(parsePayloads(String(media.payloads ?? "")));
  return [...order].flatMap((payloadType): Codec[] => {
    if (!Number.isInteger(payloadType) || payloadType < 0 || payloadType > 127) return [];
    const rtp = codecs.get(payloadType) ?? STATIC_PAYLOADS[payloadType];
    if (!rtp || !isSupported(kind, rtp.codec)) return [];
    const asked = [...(feedback.get(payloadType) ?? []), ...(feedback.get("*") ?? [])];
    return [
      {
        payloadType,
        name: rtp.codec,
        clockRate: rtp.rate ?? 90_000,
        channels: Number(rtp.encoding ?? 1),
        fmtp: formats.get(payloadType) ?? "",
        feedback: supportedFeedback(kind, asked),
        rtx: rtxByPrimary.get(payloadType),
      },
    ];
  });
}

/** What is asked for by payload type, or `*` for all. */
function parseFeedback(media: MediaDescription): Map<number | "*", string[]> {
  const feedback = new Map<number | "*", string[]>();
  for (const { payload, type, subtype } of media.rtcpFb ?? []) {
    const key = payload === "*" ? "*" : Number(payload);
    const entries = feedback.get(key) ?? [];
    feedback.set(key, entries);
    entries.push(subtype ? `${type} ${subtype}` : type);
  }
  return feedback;
}

/** G.711 needs no rtpmap (RFC 3551). */
const STATIC_PAYLOADS: Readonly<Record<number, { codec: string; rate: number; encoding?: number }>> = {
  0: { codec: "PCMU", rate: 8000 },
  8: { codec: "PCMA", rate: 8000 },
};

function parseRids(media: MediaDescription): string[] {
  const sent = (media.rids ?? []).filter(({ direction }) => direction === "send").map(({ id }) => String(id));
  const declared = new Set(sent);
  const { simulcast } = media;
  const list = simulcast?.dir1 === "send" ? simulcast.list1 : simulcast?.dir2 === "send" ? simulcast.list2 : undefined;
  const order = new Set(list === undefined ? declared : list.split(/[;,]/).map((rid) => rid.replace(/^~/, "")));
  const rids = [...order].filter((rid) => declared.has(rid));
  if (rids.length > SDP_LIMITS.rids) throw new SdpError("A media section has too many simulcast layers.");
  if (rids.some(({ length }) => length > SDP_LIMITS.rid)) throw new SdpError("The name of a layer is too long.");
  return list === undefined && rids.length < 2 ? [] : rids;
}

function parseStreams(media: MediaDescription): AnnouncedStream[] {
  const ids = new Set((media.ssrcs ?? []).map(({ id }) => Number(id)).filter(Number.isInteger));
  const repairOf = new Map<number, number | undefined>();
  for (const { semantics, ssrcs } of media.ssrcGroups ?? []) {
    if (semantics !== "FID") continue;
    const [primary, rtx] = String(ssrcs).split(" ").map(Number);
    if (primary !== undefined && !repairOf.has(primary)) repairOf.set(primary, rtx);
  }
  const repairs = new Set(repairOf.values());
  return [...ids]
    .filter((id) => !repairs.has(id))
    .slice(0, SDP_LIMITS.streamsPerSection)
    .map((ssrc) => ({ ssrc, rtx: repairOf.get(ssrc) }));
}

function requireUniqueMids(sections: readonly Section[]): void {
  const live = sections.filter((section) => !section.stopped).map((section) => section.mid);
  if (new Set(live).size !== live.length) throw new SdpError("Two media sections have the same mid.");
}
