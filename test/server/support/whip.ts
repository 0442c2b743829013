import type { Upstream, UpstreamRequest } from "./upstream.js";

/** An offer as an encoder makes it: what the room reads of it, and one line of secrets that must not be logged. */
export const offer = (direction: "sendonly" | "recvonly" = "sendonly", kinds: string[] = ["audio", "video"]): string =>
  [
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "a=ice-pwd:a-password-of-the-offer",
    ...kinds.flatMap((kind, mid) => [
      `m=${kind} 9 UDP/TLS/RTP/SAVPF 96`,
      `a=mid:${mid}`,
      `a=${direction}`,
      ...(kind === "video" && direction === "sendonly" ? ["a=rid:h send", "a=rid:l send", "a=simulcast:send h;l"] : []),
    ]),
    "",
  ].join("\r\n");

interface AskedTrack {
  readonly location: string;
  readonly mid?: string;
  readonly sessionId?: string;
  readonly trackName: string;
}

export const tracksOf = ({ body }: UpstreamRequest): AskedTrack[] => (body as { tracks: AskedTrack[] }).tracks;

/** An SFU on which media may flow or not, as the test says. */
export interface MediaUpstream {
  /** Names of tracks that cannot be received, or `all`. */
  silent: Set<string>;
  /** Sessions that have ended. */
  readonly ended: Set<string>;
}

/** Lets the upstream answer offers, make offers for players, and say what has ended. */
export function serveMedia(upstream: Upstream): MediaUpstream {
  const media: MediaUpstream = { silent: new Set(), ended: new Set() };
  const sessionOf = (path: string): string => /\/sessions\/([^/]+)/.exec(path)?.[1] ?? "";
  const published = new Map<string, AskedTrack[]>();
  const gone = { status: 410, body: { errorCode: "session_error" } };
  upstream.answer("POST tracks/new", (request) => {
    const session = sessionOf(request.path);
    if (media.ended.has(session)) return gone;
    const isOffer = (request.body as { sessionDescription?: object }).sessionDescription !== undefined;
    const isLocal = tracksOf(request).some(({ location }) => location === "local");
    if (isLocal) published.set(session, tracksOf(request));
    const isSilent = ({ sessionId = "", trackName }: AskedTrack): boolean =>
      !isLocal && (media.silent.has("all") || media.silent.has(trackName) || media.ended.has(sessionId));
    const tracks = tracksOf(request).map((track, index) =>
      isSilent(track) ? { ...track, mid: "", errorCode: "not_found_track_error" } : { mid: `${index}`, ...track },
    );
    const sdp = isOffer ? "v=0\r\ns=answer\r\n" : "v=0\r\ns=offer\r\n";
    const flows = tracks.some((track) => !("errorCode" in track));
    return {
      body: {
        requiresImmediateRenegotiation: !isOffer && flows,
        ...(flows && { sessionDescription: { type: isOffer ? "answer" : "offer", sdp } }),
        tracks,
      },
    };
  });
  upstream.answer("GET session", ({ path }) => {
    const session = sessionOf(path);
    if (media.ended.has(session)) return gone;
    const tracks = (published.get(session) ?? []).map((track) => ({ ...track, status: "active" }));
    return { body: { tracks, dataChannels: [] } };
  });
  return media;
}

/** Posts or patches SDP, and reads text. */
export async function sendSdp(
  url: string,
  body: string,
  options: { method?: string; token?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const { method = "POST", token, headers = {} } = options;
  const response = await fetch(url, {
    method,
    headers: {
      // A connection of its own, as `request` has.
      connection: "close",
      "content-type": "application/sdp",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(method !== "DELETE" && { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
