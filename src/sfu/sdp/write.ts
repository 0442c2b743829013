import { write, type MediaDescription, type SessionDescription } from "sdp-transform";
import type { IceCredentials } from "../transport/transport.js";
import { MAX_MESSAGE_SIZE } from "../transport/sctp.js";
import type { ChannelLine, Line, MediaLine, RejectedLine } from "./line.js";

/** What a description says beside its sections. */
export interface DescriptionContext {
  readonly role: "offer" | "answer";
  readonly originId: string;
  readonly version: number;
  readonly ice: IceCredentials;
  readonly fingerprint: string;
  /** A session with an ICE-lite peer sends checks itself. */
  readonly iceLite: boolean;
  /** Answers of a DTLS client say `active`. */
  readonly setup: "actpass" | "passive" | "active";
  readonly addresses: readonly string[];
  readonly port: number;
}

/** The highest priority of a host candidate; each further address is ranked below. */
const HOST_PRIORITY = 2_130_706_431;

export function writeDescription(lines: readonly Line[], context: DescriptionContext): string {
  const live = lines.filter((line) => !line.stopped);
  const session: SessionDescription = {
    version: 0,
    origin: {
      username: "-",
      sessionId: context.originId,
      sessionVersion: context.version,
      netType: "IN",
      ipVer: 4,
      address: "0.0.0.0",
    },
    name: "-",
    timing: { start: 0, stop: 0 },
    ...(context.iceLite && { icelite: "ice-lite" }),
    fingerprint: { type: "sha-256", hash: context.fingerprint },
    msidSemantic: { semantic: "WMS", token: "*" },
    groups: [{ type: "BUNDLE", mids: live.map(({ mid }) => mid).join(" ") }],
    media: lines.map((line) => {
      const section = writeLine(line, context);
      if (line.stopped) return section;
      return { ...section, ...transportOf(context), ...(line === live[0] && candidatesOf(context)) };
    }),
  };
  return write(session);
}

function writeLine(line: Line, context: DescriptionContext): MediaDescription {
  if (line.kind === "unknown") return writeRejected(line);
  return line.kind === "application" ? writeChannels(line) : writeMedia(line, context.role);
}

function writeRejected(line: RejectedLine): MediaDescription {
  return {
    ...emptySection(line.mediaType, line.protocol, line.payloads, 0),
    mid: line.mid,
    direction: "inactive",
  };
}

function writeChannels(line: ChannelLine): MediaDescription {
  return {
    ...emptySection("application", "UDP/DTLS/SCTP", "webrtc-datachannel", line.stopped ? 0 : 9),
    mid: line.mid,
    sctpPort: 5000,
    maxMessageSize: MAX_MESSAGE_SIZE,
  };
}

function writeMedia(line: MediaLine, role: "offer" | "answer"): MediaDescription {
  const payloads = line.codecs.flatMap((codec) => [codec.payloadType, ...(codec.rtx === undefined ? [] : [codec.rtx])]);
  const port = line.stopped ? 0 : 9;
  const section = emptySection(line.kind, "UDP/TLS/RTP/SAVPF", payloads.length > 0 ? payloads.join(" ") : "0", port);
  if (line.stopped) return { ...section, mid: line.mid, direction: "inactive" };
  const direction = line.direction(role);
  return {
    ...section,
    mid: line.mid,
    direction,
    ...codecAttributes(line),
    ext: [...line.extensions].map(([uri, value]) => ({ value, uri })),
    rtcpMux: "rtcp-mux",
    rtcpRsize: "rtcp-rsize",
    ...((direction === "sendrecv" || direction === "sendonly") && sendAttributes(line)),
    ...(line.rids.length > 0 && (direction === "sendrecv" || direction === "recvonly") && simulcastAttributes(line)),
  };
}

function codecAttributes(line: MediaLine): Pick<MediaDescription, "rtp" | "fmtp" | "rtcpFb"> {
  const rtp: MediaDescription["rtp"] = [];
  const fmtp: MediaDescription["fmtp"] = [];
  const rtcpFb: NonNullable<MediaDescription["rtcpFb"]> = [];
  for (const { payloadType: payload, name: codec, clockRate: rate, channels, ...rest } of line.codecs) {
    rtp.push({ payload, codec, rate, ...(channels > 1 && { encoding: channels }) });
    if (rest.fmtp !== "") fmtp.push({ payload, config: rest.fmtp });
    for (const entry of rest.feedback) {
      const [type = "", subtype] = entry.split(" ");
      rtcpFb.push(subtype === undefined ? { payload, type } : { payload, type, subtype });
    }
    if (rest.rtx === undefined) continue;
    rtp.push({ payload: rest.rtx, codec: "rtx", rate });
    fmtp.push({ payload: rest.rtx, config: `apt=${payload}` });
  }
  return { rtp, fmtp, rtcpFb };
}

function sendAttributes(line: MediaLine): Partial<MediaDescription> {
  line.streamId ??= line.subscription?.streamId ?? line.trackId;
  const stream = line.streamId;
  const repairs = line.codecs.some(({ rtx }) => rtx !== undefined);
  const ids = repairs ? [line.ssrc, line.rtxSsrc] : [line.ssrc];
  return {
    msid: [{ id: stream, appdata: line.trackId }],
    ...(repairs && { ssrcGroups: [{ semantics: "FID", ssrcs: ids.join(" ") }] }),
    ssrcs: ids.flatMap((id) => [
      { id, attribute: "cname", value: stream },
      { id, attribute: "msid", value: `${stream} ${line.trackId}` },
    ]),
  };
}

function simulcastAttributes(line: MediaLine): Partial<MediaDescription> {
  return {
    rids: line.rids.map((id) => ({ id, direction: "recv" })),
    simulcast: { dir1: "recv", list1: line.rids.join(";") },
  };
}

function emptySection(type: string, protocol: string, payloads: string, port: number): MediaDescription {
  return { type, port, protocol, payloads, connection: { version: 4, ip: "0.0.0.0" }, rtp: [], fmtp: [] };
}

function transportOf({ ice, setup }: DescriptionContext): Partial<MediaDescription> {
  return { iceUfrag: ice.ufrag, icePwd: ice.password, setup };
}

function candidatesOf({ addresses, port }: DescriptionContext): Partial<MediaDescription> {
  return {
    candidates: addresses.map((ip, index) => ({
      foundation: String(index + 1),
      component: 1,
      transport: "udp",
      priority: HOST_PRIORITY - index * 256,
      ip,
      port,
      type: "host",
    })),
    endOfCandidates: "end-of-candidates",
  };
}
