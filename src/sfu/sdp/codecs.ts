import type { Codec, MediaKind } from "./types.js";

/** What the service forwards. */
const SUPPORTED: Readonly<Record<MediaKind, readonly string[]>> = {
  audio: ["opus", "pcmu", "pcma"],
  video: ["vp8", "vp9", "h264", "h265", "av1"],
};

/** Format parameters that make two payload types of one codec different formats. Others are preferences. */
const IDENTITY: Readonly<Record<string, (fmtp: ReadonlyMap<string, string>) => string>> = {
  h264: (fmtp) => `${(fmtp.get("profile-level-id") ?? "42e01f").slice(0, 4)};${fmtp.get("packetization-mode") ?? "0"}`,
  h265: (fmtp) => `${fmtp.get("profile-id") ?? "1"};${fmtp.get("tier-flag") ?? "0"}`,
  vp9: (fmtp) => fmtp.get("profile-id") ?? "0",
  av1: (fmtp) => fmtp.get("profile") ?? "0",
};

/** Feedback that we give and take. Transport-wide congestion control is not: we estimate with REMB. */
const FEEDBACK: Readonly<Record<MediaKind, readonly string[]>> = {
  audio: ["nack"],
  video: ["goog-remb", "ccm fir", "nack", "nack pli"],
};

export function isSupported(kind: MediaKind, name: string): boolean {
  return SUPPORTED[kind].includes(name.toLowerCase());
}

export function supportedFeedback(kind: MediaKind, feedback: readonly string[]): string[] {
  return FEEDBACK[kind].filter((entry) => feedback.includes(entry));
}

/** Equal for payload types that carry the same format, whatever their numbers. */
export function codecKey(codec: Pick<Codec, "name" | "clockRate" | "channels" | "fmtp">): string {
  const name = codec.name.toLowerCase();
  const identity = IDENTITY[name]?.(parseFmtp(codec.fmtp)) ?? "";
  return `${name}/${codec.clockRate}/${codec.channels} ${identity.toLowerCase()}`;
}

function parseFmtp(config: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of config.split(";")) {
    const [key = "", ...value] = part.trim().split("=");
    if (key !== "") parameters.set(key.toLowerCase(), value.join("="));
  }
  return parameters;
}
