import type { Codec, MediaKind } from "./types.js";

const VIDEO_FEEDBACK = ["goog-remb", "ccm fir", "nack", "nack pli"] as const;

function audio(payloadType: number, name: string, clockRate: number, channels: number, fmtp = ""): Codec {
  return { payloadType, name, clockRate, channels, fmtp, feedback: [] };
}

function video(payloadType: number, name: string, fmtp = ""): Codec {
  return { payloadType, name, clockRate: 90_000, channels: 1, fmtp, feedback: VIDEO_FEEDBACK, rtx: payloadType + 1 };
}

/** What we offer to receive when the peer made no offer itself. */
export const DEFAULT_CODECS: Readonly<Record<MediaKind, readonly Codec[]>> = {
  audio: [
    audio(111, "opus", 48_000, 2, "minptime=10;useinbandfec=1"),
    audio(0, "PCMU", 8_000, 1),
    audio(8, "PCMA", 8_000, 1),
  ],
  video: [
    video(96, "VP8"),
    video(98, "VP9", "profile-id=0"),
    video(102, "H264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
    video(45, "AV1"),
    video(104, "H265", "level-id=180;profile-id=1;tier-flag=0;tx-mode=SRST"),
  ],
};
