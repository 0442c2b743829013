import { SdpError } from "./types.js";

/** What one description may hold. Browsers' own stay far below. */
export const SDP_LIMITS = {
  sections: 512,
  /** Of what we read of a section. */
  linesPerSection: 1_024,
  /** Characters. */
  line: 2_048,
  mid: 64,
  iceCredential: 256,
  /** Simulcast layers of a section. */
  rids: 16,
  rid: 64,
  streamsPerSection: 64,
  candidates: 64,
} as const;

const ATTRIBUTES: ReadonlySet<string> = new Set(
  [
    "ice-ufrag ice-pwd fingerprint setup candidate mid bundle-only",
    "rtpmap fmtp rtcp-fb extmap rid simulcast ssrc ssrc-group",
    "sendrecv sendonly recvonly inactive sctp-port sctpmap max-message-size",
  ].flatMap((names) => names.split(" ")),
);

/**
 * The lines of a description that we read, and no others: each costs the parser dozens of patterns.
 *
 * @throws {@link SdpError} when there is more of them than any browser writes.
 */
export function readableLines(sdp: string): string {
  const lines: string[] = [];
  let sections = 0;
  let inSection = 0;
  for (const line of sdp.split(/\r\n|\r|\n/)) {
    if (!isReadable(line)) continue;
    if (line.length > SDP_LIMITS.line) throw new SdpError("A line of the session description is too long.");
    if (line.startsWith("m=")) {
      sections++;
      inSection = 0;
    }
    if (sections > SDP_LIMITS.sections) throw new SdpError("The session description has too many media sections.");
    inSection++;
    if (inSection > SDP_LIMITS.linesPerSection) throw new SdpError("A media section has too many lines.");
    lines.push(line);
  }
  return lines.join("\r\n");
}

function isReadable(line: string): boolean {
  if (!line.startsWith("a=")) return /^[vostm]=/.test(line);
  const end = line.indexOf(":");
  return ATTRIBUTES.has(end === -1 ? line.slice(2) : line.slice(2, end));
}
