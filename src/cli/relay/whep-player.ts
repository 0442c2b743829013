/** Receives by WHEP what one participant sends, as RTP packets. */
import type { RTCPeerConnection, RTCRtpReceiver } from "werift";
import { CommandError } from "../command-error.js";
import { anyCodecs, createConnection, endResource, exchange } from "./connection.js";

/** Where to receive from. */
export interface WhepSource {
  /** The room server. */
  readonly server: string;
  readonly room: string;
  readonly participant: string;
  readonly token: string | undefined;
  /** Their screen instead of their camera. */
  readonly screen: boolean;
}

/** One stream of packets, as its session description calls it. */
export interface ReceivedMedia {
  readonly kind: "audio" | "video";
  readonly payloadType: number;
  /** As in `a=rtpmap`, such as `H264/90000`. */
  readonly codec: string;
  /** As in `a=fmtp`. */
  readonly parameters: string;
}

/** The server does not give the stream now. */
export class NotLiveError extends Error {
  override readonly name = "NotLiveError";
  constructor(
    readonly status: number,
    reason: string,
    /** Seconds. */
    readonly retryAfter: number,
  ) {
    super(reason);
  }
}

export interface WhepPlayer {
  /** Resolves when each media that the participant sends has arrived, or with those that have when another is late. */
  readonly media: Promise<readonly ReceivedMedia[]>;
  /** Resolves when one arrives that `media` has left out. */
  readonly late: Promise<void>;
  /** What was asked for, and is not in the answer. */
  readonly missing: readonly ReceivedMedia["kind"][];
  onPacket: (kind: ReceivedMedia["kind"], packet: Buffer) => void;
  /** When a packet last came, in milliseconds of `performance.now()`. */
  readonly lastPacketAt: number;
  /** Asks for a whole picture. */
  askForKeyFrame(): void;
  /** Ends the stream, and says so to the server. */
  close(): Promise<void>;
}

/** Milliseconds that a second media may be later than the first. */
const COMPANY = 3_000;
/** Milliseconds in which something has to arrive. */
const ARRIVAL = 15_000;
type Receivers = Map<ReceivedMedia["kind"], RTCRtpReceiver>;
/**
 * Begins to receive.
 *
 * @param kinds what to ask for.
 * @throws NotLiveError while there is nothing to receive; CommandError when the server will never give it; otherwise the
 * error of the network.
 */
export async function playWhep(
  source: WhepSource,
  signal: AbortSignal,
  kinds: readonly ReceivedMedia["kind"][] = ["audio", "video"],
): Promise<WhepPlayer> {
  const connection = createConnection(anyCodecs());
  const receivers: Receivers = new Map();
  try {
    for (const kind of kinds) receivers.set(kind, connection.addTransceiver(kind, { direction: "recvonly" }).receiver);
    await connection.setLocalDescription(await connection.createOffer());
    const { answer, resource } = await ask(source, connection.localDescription?.sdp ?? "", signal);
    const player = receive(connection, receivers, answer, async () => {
      await Promise.all([connection.close(), endResource(resource, bearer(source))]);
    });
    await connection.setRemoteDescription({ type: "answer", sdp: answer }).catch(async () => {
      await player.close();
      throw new NotLiveError(0, "The answer of the server is of no use.", 5);
    });
    return player;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

const bearer = ({ token }: WhepSource): string | undefined => (token === undefined ? undefined : `Bearer ${token}`);

async function ask(
  source: WhepSource,
  offer: string,
  signal: AbortSignal,
): Promise<{ answer: string; resource: string | undefined }> {
  const path = `whep/${encodeURIComponent(source.room)}/${encodeURIComponent(source.participant)}`;
  const url = new URL(
    `${path}?name=Relay${source.screen ? "&source=screen" : ""}`,
    `${source.server.replace(/\/*$/, "")}/`,
  );
  const reply = await exchange(url, offer, bearer(source), signal);
  if ("answer" in reply) return reply;
  const { status, reason, retryAfter } = reply;
  if (status === 401 || status === 403) throw new CommandError(`${reason} Give a token with --token.`);
  throw new NotLiveError(status, reason, retryAfter ?? 5);
}

function receive(
  connection: RTCPeerConnection,
  receivers: Receivers,
  answer: string,
  close: () => Promise<void>,
): WhepPlayer {
  const found = new Map<string, ReceivedMedia>();
  const sources = new Map<string, number>();
  let settle: () => void = () => {};
  let isSettled = false;
  let arriveLate: () => void = () => {};
  const late = new Promise<void>((resolve) => (arriveLate = resolve));
  const expected = kindsThatSend(answer);
  const media = new Promise<readonly ReceivedMedia[]>((resolve, reject) => {
    const deadline = setTimeout(() => {
      if (found.size > 0) done();
      else reject(new NotLiveError(0, "Nothing arrives.", 2));
    }, ARRIVAL);
    let company: ReturnType<typeof setTimeout> | undefined;
    const done = (): void => {
      clearTimeout(deadline);
      clearTimeout(company);
      isSettled = true;
      resolve([...found.values()]);
    };
    settle = () => {
      if (isSettled) arriveLate();
      else if (found.size >= expected.length) done();
      else company ??= setTimeout(done, COMPANY);
    };
  });
  // It is awaited only after the description is applied.
  media.catch(() => undefined);
  const player = {
    media,
    late,
    missing: [...receivers.keys()].filter((kind) => !expected.includes(kind)),
    onPacket: (() => {}) as WhepPlayer["onPacket"],
    lastPacketAt: performance.now(),
    askForKeyFrame: () => {
      const ssrc = sources.get("video");
      if (ssrc !== undefined)
        void receivers
          .get("video")
          ?.sendRtcpPLI(ssrc)
          .catch(() => undefined);
    },
    close,
  };
  connection.onTrack.subscribe((track) => {
    track.onReceiveRtp.subscribe((packet) => {
      const kind = track.kind === "audio" ? "audio" : "video";
      player.lastPacketAt = performance.now();
      sources.set(kind, packet.header.ssrc);
      if (!found.has(kind)) {
        const known = describe(answer, kind, packet.header.payloadType);
        if (!known) return;
        found.set(kind, known);
        settle();
      }
      player.onPacket(kind, packet.serialize());
    });
  });
  return player;
}

const sectionsOf = (sdp: string): string[] => sdp.split(/\r?\n(?=m=)/).slice(1);
const kindsThatSend = (sdp: string): string[] =>
  sectionsOf(sdp)
    .filter((section) => /^m=\w+ [1-9]/.test(section) && /a=(sendonly|sendrecv)/.test(section))
    .map((section) => /\w+(?= )/.exec(section)?.[0] ?? "");

/** What an answer says of a payload type. */
export function describe(sdp: string, kind: ReceivedMedia["kind"], payloadType: number): ReceivedMedia | undefined {
  const section = sectionsOf(sdp).find((text) => text.startsWith(`m=${kind}`)) ?? "";
  const value = (name: string): string | undefined =>
    new RegExp(`^a=${name}:${payloadType} (.+?)\\r?$`, "m").exec(section)?.[1];
  const codec = value("rtpmap");
  return codec === undefined ? undefined : { kind, payloadType, codec, parameters: value("fmtp") ?? "" };
}
