import type { MediaKind, MediaSource } from "../../wire/room-protocol.js";
import { numberOf, reportsOf, textOf, type StatsEntry, type StatsIndex } from "./stats-entry.js";
import type { ConnectionStats, StatsDirection, TrackStats } from "./types.js";

/** A track to look for in the browser's statistics. */
export interface WatchedTrack {
  readonly participantId: string;
  readonly source: MediaSource;
  readonly kind: MediaKind;
  readonly direction: StatsDirection;
  readonly enabled: boolean;
  /** The id of the `MediaStreamTrack` that is sent or received. */
  readonly trackId: string;
}

/** One look at a track. */
export interface Sample extends Omit<TrackStats, "stalled"> {
  /** Bytes since the last look; `undefined` at the first one, or while the browser knows nothing of the track. */
  readonly bytes: number | undefined;
  /** Pictures since the last look. */
  readonly frames: number | undefined;
  /** When the service last said what it received, by the clock of the statistics. Outbound only. */
  readonly heardOf: number | undefined;
  /** What kept it from being smooth: the share of the time in which the picture stood still. */
  readonly frozen: number | undefined;
}

/** A sample, and whether its track should flow and does not. */
export type LookedAt = Sample & Pick<TrackStats, "stalled">;

/** Everything that was measured in one look. */
export interface Look {
  readonly connection: ConnectionStats | undefined;
  readonly samples: readonly LookedAt[];
}

/** What was counted at the last look. */
interface Counters {
  readonly at: number;
  readonly bytes: number;
  readonly frames: number;
  readonly packets: number;
  readonly lost: number;
  readonly frozen: number;
}

/** Makes rates of the browser's counters. */
export class Sampler {
  #before = new Map<string, Counters>();
  #connection: { at: number; sent: number; received: number } | undefined;

  /** How each track fared since the last look. */
  tracks(reports: RTCStatsReport, watched: readonly WatchedTrack[]): Sample[] {
    const index = reportsOf(reports);
    const before = this.#before;
    this.#before = new Map();
    return watched.map((track) => {
      const key = `${track.direction}/${track.trackId}`;
      const streams = track.direction === "inbound" ? inboundOf(index, track) : outboundOf(index, track);
      const remotes = streams.flatMap((stream): StatsEntry[] => {
        const remote = index.get(textOf(stream, "remoteId"));
        return remote ? [remote] : [];
      });
      const now = streams.length > 0 ? count(streams) : undefined;
      if (now) this.#before.set(key, now);
      return sample(index, track, { streams, remotes, now, before: before.get(key) });
    });
  }

  /** How the connection fared since the last look. */
  connection(reports: RTCStatsReport): ConnectionStats | undefined {
    const index = reportsOf(reports);
    const pair = activePair(index);
    if (!pair) return undefined;
    const local = index.get(textOf(pair, "localCandidateId"));
    const at = numberOf(pair, "timestamp") ?? 0;
    const sent = numberOf(pair, "bytesSent") ?? 0;
    const received = numberOf(pair, "bytesReceived") ?? 0;
    const before = this.#connection;
    this.#connection = { at, sent, received };
    const seconds = before && at > before.at ? (at - before.at) / 1_000 : undefined;
    const rate = (now: number, then: number): number => (seconds ? (Math.max(0, now - then) * 8) / seconds : 0);
    return {
      roundTrip: milliseconds(numberOf(pair, "currentRoundTripTime")),
      sent: rate(sent, before?.sent ?? 0),
      received: rate(received, before?.received ?? 0),
      availableOutgoing: numberOf(pair, "availableOutgoingBitrate"),
      relayed: local && textOf(local, "candidateType") === "relay",
      protocol: (local && textOf(local, "protocol")) || undefined,
    };
  }
}

interface Found {
  readonly streams: readonly StatsEntry[];
  readonly remotes: readonly StatsEntry[];
  readonly now: Counters | undefined;
  readonly before: Counters | undefined;
}

function sample(index: StatsIndex, track: WatchedTrack, { streams, remotes, now, before }: Found): Sample {
  const { participantId, source, kind, direction, enabled } = track;
  const isVideo = kind === "video";
  const isInbound = direction === "inbound";
  // A counter that went back is another stream's.
  const since = now && before && now.at > before.at && now.bytes >= before.bytes ? before : undefined;
  const seconds = now && since ? (now.at - since.at) / 1_000 : undefined;
  const best = streams.reduce<StatsEntry | undefined>((a, b) => (width(b) > (a ? width(a) : -1) ? b : a), undefined);
  const bytes = now && since && now.bytes - since.bytes;
  const frames = now && since && isVideo ? Math.max(0, now.frames - since.frames) : undefined;
  return {
    participantId,
    source,
    kind,
    direction,
    enabled,
    bitrate: bytes !== undefined && seconds ? (bytes * 8) / seconds : 0,
    loss: isInbound ? now && since && lossBetween(since, now) : most(remotes, "fractionLost"),
    jitter: milliseconds(most(isInbound ? streams : remotes, "jitter")),
    roundTrip: milliseconds(most(remotes, "roundTripTime")),
    framesPerSecond: frames !== undefined && seconds ? frames / seconds : undefined,
    width: best && isVideo ? numberOf(best, "frameWidth") : undefined,
    height: best && isVideo ? numberOf(best, "frameHeight") : undefined,
    limitation: isVideo && !isInbound ? limitationOf(best) : undefined,
    codec: (best && textOf(index.get(textOf(best, "codecId")), "mimeType")) || undefined,
    bytes,
    frames,
    heardOf: most(remotes, "timestamp"),
    frozen: now && since && seconds && isVideo ? Math.max(0, now.frozen - since.frozen) / seconds : undefined,
  };
}

/** A receiver may have been used for another track before: its current stream is the last one. */
function inboundOf(index: StatsIndex, { trackId }: WatchedTrack): StatsEntry[] {
  const streams = index.ofType("inbound-rtp").filter((entry) => textOf(entry, "trackIdentifier") === trackId);
  return streams.slice(-1);
}

/** One stream, or one for each simulcast layer that is sent. */
function outboundOf(index: StatsIndex, { trackId, kind }: WatchedTrack): StatsEntry[] {
  const sources = index.ofType("media-source").filter((entry) => entry["kind"] === kind);
  const isOnly = sources.length === 1 && textOf(sources[0], "trackIdentifier") === trackId;
  return index.ofType("outbound-rtp").filter((entry) => {
    // Firefox does not say of which source a stream is: with one of the kind, it is that one's.
    if (!textOf(entry, "mediaSourceId")) return isOnly && entry["kind"] === kind;
    const source = index.get(textOf(entry, "mediaSourceId"));
    return source !== undefined && textOf(source, "trackIdentifier") === trackId;
  });
}

function count(streams: readonly StatsEntry[]): Counters {
  const sum = (...members: string[]): number =>
    streams.reduce((total, entry) => {
      const member = members.find((each) => numberOf(entry, each) !== undefined);
      return total + (member === undefined ? 0 : (numberOf(entry, member) ?? 0));
    }, 0);
  return {
    at: most(streams, "timestamp") ?? 0,
    bytes: sum("bytesReceived", "bytesSent"),
    // Layers have pictures of their own: the fastest one counts.
    frames: most(streams, "framesDecoded") ?? most(streams, "framesSent") ?? most(streams, "framesEncoded") ?? 0,
    packets: sum("packetsReceived", "packetsSent"),
    lost: sum("packetsLost"),
    frozen: sum("totalFreezesDuration"),
  };
}

function lossBetween(before: Counters, now: Counters): number {
  const lost = Math.max(0, now.lost - before.lost);
  const expected = lost + Math.max(0, now.packets - before.packets);
  return expected === 0 ? 0 : lost / expected;
}

function activePair(index: StatsIndex): StatsEntry | undefined {
  const pairs = index.ofType("candidate-pair");
  const selected = index.ofType("transport").map((entry) => textOf(entry, "selectedCandidatePairId"));
  return (
    pairs.find((entry) => selected.includes(textOf(entry, "id"))) ??
    // Firefox tells it on the pair itself.
    pairs.find((entry) => entry["selected"] === true) ??
    pairs.find((entry) => entry["nominated"] === true && textOf(entry, "state") === "succeeded")
  );
}

const LIMITATIONS = ["none", "cpu", "bandwidth", "other"] as const;

function limitationOf(entry: StatsEntry | undefined): TrackStats["limitation"] {
  const reason = textOf(entry, "qualityLimitationReason");
  return LIMITATIONS.find((each) => each === reason);
}

const width = (entry: StatsEntry): number => numberOf(entry, "frameWidth") ?? 0;

function most(entries: readonly StatsEntry[], member: string): number | undefined {
  const values = entries.flatMap((entry) => numberOf(entry, member) ?? []);
  return values.length > 0 ? Math.max(...values) : undefined;
}

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1_000;
