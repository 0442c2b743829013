/** Peer connections as the relay makes them, and the HTTP that goes before them: WHIP and WHEP are the same there. */
import { RTCPeerConnection, RTCRtpCodecParameters, useH264, useOPUS, useVP8 } from "werift";

/** Profiles of H.264 that encoders use: what the publisher has is forwarded as it is. */
const H264_PROFILES = ["42e01f", "42001f", "4d001f", "640c1f", "64001f"];
const FEEDBACK = [
  { type: "nack", parameter: "" },
  { type: "nack", parameter: "pli" },
];

interface Codecs {
  audio: RTCRtpCodecParameters[];
  video: RTCRtpCodecParameters[];
}

/** Whatever may come. */
export function anyCodecs(): Codecs {
  const profiles = H264_PROFILES.map((profile) =>
    useH264({
      parameters: `level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=${profile}`,
      rtcpFeedback: FEEDBACK,
    }),
  );
  return { audio: [useOPUS()], video: [...profiles, useVP8({ rtcpFeedback: FEEDBACK })] };
}

/** One codec, as a description calls it. @param codec as in `a=rtpmap`. @param parameters as in `a=fmtp`. */
export function oneCodec(kind: "audio" | "video", codec: string, parameters: string): RTCRtpCodecParameters {
  const [name = "", clockRate = "", channels] = codec.split("/");
  return new RTCRtpCodecParameters({
    mimeType: `${kind}/${name}`,
    clockRate: Number(clockRate),
    ...(channels !== undefined && { channels: Number(channels) }),
    ...(parameters !== "" && { parameters }),
    rtcpFeedback: kind === "video" ? FEEDBACK : [],
  });
}

/** @param codecs from best to worst. */
export const createConnection = (codecs: Codecs): RTCPeerConnection =>
  new RTCPeerConnection({
    codecs,
    headerExtensions: {},
    // The other side is found at the address in its answer.
    iceServers: [],
    iceAdditionalHostAddresses: ["127.0.0.1"],
    bundlePolicy: "max-bundle",
  });

/** An answer, or why there is none. */
export type Exchange =
  | { readonly answer: string; readonly resource: string | undefined }
  | { readonly status: number; readonly reason: string; readonly retryAfter: number | undefined };

/** Milliseconds. */
const PATIENCE = 15_000;

/** Posts an offer. @param within milliseconds for an answer. @throws TypeError when nobody answers. */
export async function exchange(
  url: URL,
  offer: string,
  authorization: string | undefined,
  signal: AbortSignal,
  within = PATIENCE,
): Promise<Exchange> {
  const headers = { "content-type": "application/sdp", ...(authorization !== undefined && { authorization }) };
  const limit = AbortSignal.timeout(within);
  const asked = { method: "POST", headers, body: offer, signal: AbortSignal.any([signal, limit]) };
  const [response, text] = await post(url, asked).catch((error: unknown) => {
    throw limit.aborted && !signal.aborted ? new TypeError("There was no answer in time.") : error;
  });
  const { status } = response;
  if (status === 201) {
    const location = response.headers.get("location");
    // Of the address that answered, which after a redirection is another one.
    const resource = location === null ? undefined : new URL(location, response.url).href;
    return { answer: text, resource };
  }
  const retryAfter = Number(response.headers.get("retry-after"));
  const reason = reasonOf(text) ?? `The server answered ${status}.`;
  return { status, reason, retryAfter: retryAfter > 0 ? retryAfter : undefined };
}

async function post(url: URL, asked: RequestInit): Promise<readonly [Response, string]> {
  const response = await fetch(url, asked);
  return [response, await response.text()];
}

/** Says that a stream is over. */
export async function endResource(resource: string | undefined, authorization: string | undefined): Promise<void> {
  if (resource === undefined) return;
  const headers = { ...(authorization !== undefined && { authorization }) };
  await fetch(resource, { method: "DELETE", headers, signal: AbortSignal.timeout(3_000) }).catch(() => undefined);
}

/** The reason in an error of this kit's server, or of MediaMTX. */
export function reasonOf(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    const reason = typeof error === "object" && error !== null && "reason" in error ? error.reason : error;
    return typeof reason === "string" ? reason.slice(0, 200) : undefined;
  } catch {
    return undefined;
  }
}
