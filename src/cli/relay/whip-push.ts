/** Pushes RTP by WHIP (RFC 9725), as it is: to a mixer, a media server, another SFU. */
import { MediaStreamTrack } from "werift";
import type { RTCPeerConnection } from "werift";
import { createConnection, endResource, exchange, oneCodec } from "./connection.js";
import type { WhipTarget } from "./target.js";
import type { Push } from "./push.js";
import type { ReceivedMedia } from "./whep-player.js";

/** The receiver does not take the stream now. */
export class NotTakenError extends Error {
  override readonly name = "NotTakenError";
  constructor(
    /** That of the answer; `undefined` when there was none. */
    readonly status: number | undefined,
    reason: string,
  ) {
    super(reason);
  }
}

/** Milliseconds in which the media's way has to be found. */
const ARRIVAL = 15_000;
/** Milliseconds between two looks at a receiver that says nothing. */
const LOOK = 500;

export interface WhipPushOptions {
  readonly signal: AbortSignal;
  /** Milliseconds without a report after which a receiver that has made reports is gone. */
  readonly silence: number;
  /** The receiver has to begin with a whole picture. */
  readonly onKeyFrameWanted: () => void;
}

/**
 * Begins to push.
 * @throws NotTakenError when the receiver does not take it.
 */
export async function startWhipPush(
  media: readonly ReceivedMedia[],
  { url, authorization }: WhipTarget,
  options: WhipPushOptions,
): Promise<Push> {
  const { signal, onKeyFrameWanted } = options;
  const codecsOf = (kind: ReceivedMedia["kind"]) =>
    media.filter((one) => one.kind === kind).map(({ codec, parameters }) => oneCodec(kind, codec, parameters));
  const connection = createConnection({ audio: codecsOf("audio"), video: codecsOf("video") });
  const tracks = new Map(media.map(({ kind }) => [kind, new MediaStreamTrack({ kind })]));
  let lastReportAt: number | undefined;
  for (const track of tracks.values()) {
    const { sender } = connection.addTransceiver(track, { direction: "sendonly" });
    sender.onRtcp.subscribe(() => (lastReportAt = performance.now()));
    if (track.kind === "video") sender.onPictureLossIndication.subscribe(onKeyFrameWanted);
  }
  let resource: string | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all([connection.close(), endResource(resource, authorization)]);
  };
  try {
    await connection.setLocalDescription(await connection.createOffer());
    const offer = connection.localDescription?.sdp ?? "";
    const reply = await exchange(new URL(url), offer, authorization, signal).catch((error: unknown) => {
      throw error instanceof TypeError ? new NotTakenError(undefined, "it does not answer.") : error;
    });
    if (!("answer" in reply)) throw new NotTakenError(reply.status, reply.reason);
    ({ resource } = reply);
    await connection.setRemoteDescription({ type: "answer", sdp: reply.answer }).catch(() => {
      const codecs = media.map(({ codec }) => codec.split("/")[0]?.toUpperCase()).join(" and ");
      throw new NotTakenError(201, `its answer takes no ${codecs}, or is no answer.`);
    });
    await connected(connection, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  const isSilent = (): boolean => lastReportAt !== undefined && performance.now() - lastReportAt >= options.silence;
  return {
    stop,
    ended: goneBy(connection, isSilent),
    send: (kind, packet) => tracks.get(kind)?.writeRtp(packet),
  };
}

/** @throws NotTakenError when there is no way for the media. */
async function connected(connection: RTCPeerConnection, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ARRIVAL)]);
  await new Promise<void>((resolve, reject) => {
    const noWay = (): void => reject(new NotTakenError(undefined, "no way to it was found for the media."));
    const look = (): void => {
      if (connection.connectionState === "connected") resolve();
      if (connection.connectionState === "failed" || connection.connectionState === "closed") noWay();
    };
    connection.connectionStateChange.subscribe(look);
    limit.addEventListener("abort", noWay, { once: true });
    look();
  });
}

/** Resolves when the receiver is gone: one that was killed says nothing, and ICE takes half a minute to notice. */
function goneBy(connection: RTCPeerConnection, isSilent: () => boolean): Promise<string> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearInterval(looking);
      resolve("The receiver is gone.");
    };
    const looking = setInterval(() => isSilent() && end(), LOOK);
    connection.connectionStateChange.subscribe((state) => {
      if (state === "closed" || state === "failed" || state === "disconnected") end();
    });
  });
}
