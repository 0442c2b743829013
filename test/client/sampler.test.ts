import { describe, expect, it } from "vitest";
import { Sampler, type WatchedTrack } from "../../src/client/diagnostics/sampler.js";

type Entry = Record<string, unknown>;

/** As a browser gives it. */
function reports(entries: Record<string, Entry>): RTCStatsReport {
  return new Map(Object.entries(entries).map(([id, entry]) => [id, { id, ...entry }])) as unknown as RTCStatsReport;
}

const CAMERA: WatchedTrack = {
  participantId: "ada",
  source: "camera",
  kind: "video",
  direction: "inbound",
  enabled: true,
  trackId: "track",
};

const inbound = (seconds: number, more: Entry = {}): Entry => ({
  type: "inbound-rtp",
  trackIdentifier: "track",
  timestamp: seconds * 1_000,
  codecId: "codec",
  bytesReceived: seconds * 12_500,
  packetsReceived: seconds * 90,
  packetsLost: seconds * 10,
  jitter: 0.02,
  framesDecoded: seconds * 25,
  frameWidth: 640,
  frameHeight: 360,
  totalFreezesDuration: seconds * 0.25,
  ...more,
});

const CODEC = { type: "codec", mimeType: "video/VP8" };

/** How the track fared between two looks, a second apart. */
function between(track: WatchedTrack, first: Record<string, Entry>, second: Record<string, Entry>) {
  const sampler = new Sampler();
  sampler.tracks(reports(first), [track]);
  return sampler.tracks(reports(second), [track])[0];
}

describe("the sampler", () => {
  it("makes rates of what is received", () => {
    const sample = between(CAMERA, { in: inbound(10), codec: CODEC }, { in: inbound(12), codec: CODEC });
    expect(sample).toMatchObject({
      bitrate: 100_000,
      loss: 0.1,
      jitter: 20,
      framesPerSecond: 25,
      width: 640,
      height: 360,
      codec: "video/VP8",
      frozen: 0.25,
      bytes: 25_000,
      frames: 50,
      limitation: undefined,
      roundTrip: undefined,
    });
  });

  it("says nothing of rates at the first look, and of a track that the browser does not know", () => {
    const sampler = new Sampler();
    const [first] = sampler.tracks(reports({ in: inbound(10) }), [CAMERA]);
    expect(first).toMatchObject({ bitrate: 0, loss: undefined, framesPerSecond: undefined, bytes: undefined });
    const [none] = sampler.tracks(reports({}), [CAMERA]);
    expect(none).toMatchObject({ bitrate: 0, bytes: undefined, width: undefined, codec: undefined });
  });

  it("adds up the layers that are sent, and shows the best", () => {
    const outbound = (rid: string, seconds: number, width: number): Entry => ({
      type: "outbound-rtp",
      rid,
      mediaSourceId: "source",
      remoteId: `remote-${rid}`,
      timestamp: seconds * 1_000,
      bytesSent: seconds * 1_000,
      packetsSent: seconds * 10,
      framesSent: seconds * 20,
      frameWidth: width,
      frameHeight: width / 2,
      qualityLimitationReason: width > 500 ? "bandwidth" : "none",
    });
    const remote = (fractionLost: number): Entry => ({
      type: "remote-inbound-rtp",
      timestamp: 5_000,
      fractionLost,
      jitter: 0.004,
      roundTripTime: 0.08,
    });
    const look = (seconds: number): Record<string, Entry> => ({
      f: outbound("f", seconds, 1_280),
      q: outbound("q", seconds, 320),
      "remote-f": remote(0.02),
      "remote-q": remote(0.01),
      source: { type: "media-source", trackIdentifier: "track" },
      other: { ...outbound("f", seconds, 1_920), mediaSourceId: "elsewhere" },
    });
    const sample = between({ ...CAMERA, direction: "outbound" }, look(1), look(2));
    expect(sample).toMatchObject({
      bitrate: 16_000,
      framesPerSecond: 20,
      width: 1_280,
      height: 640,
      limitation: "bandwidth",
      loss: 0.02,
      roundTrip: 80,
      jitter: 4,
      heardOf: 5_000,
    });
  });

  it("finds what Firefox sends, which does not say of which source it is, where there is one of the kind", () => {
    const look = (seconds: number, ...others: string[]): Record<string, Entry> => ({
      out: {
        type: "outbound-rtp",
        kind: "video",
        timestamp: seconds * 1_000,
        bytesSent: seconds * 1_000,
        packetsSent: 1,
      },
      source: { type: "media-source", kind: "video", trackIdentifier: "track" },
      sound: { type: "media-source", kind: "audio", trackIdentifier: "sound" },
      ...Object.fromEntries(others.map((id) => [id, { type: "media-source", kind: "video", trackIdentifier: id }])),
    });
    const camera: WatchedTrack = { ...CAMERA, direction: "outbound" };
    expect(between(camera, look(1), look(2))).toMatchObject({ bitrate: 8_000 });
    expect(between(camera, look(1, "screen"), look(2, "screen"))).toMatchObject({ bytes: undefined });
  });

  it("does not take another stream's counters for a rate", () => {
    const sample = between(CAMERA, { in: inbound(10) }, { in: inbound(11, { bytesReceived: 5 }) });
    expect(sample).toMatchObject({ bitrate: 0, bytes: undefined });
  });

  it("takes the stream that a receiver has now, when it had another before", () => {
    const before = inbound(10, { bytesReceived: 999 });
    const sample = between(CAMERA, { old: before, now: inbound(10) }, { old: before, now: inbound(11) });
    expect(sample?.bitrate).toBe(100_000);
  });

  it("leaves out what is no number", () => {
    const odd = { jitter: Number.NaN, frameWidth: "wide", packetsLost: -3 };
    const sample = between(CAMERA, { in: inbound(10, odd) }, { in: inbound(11, odd) });
    expect(sample).toMatchObject({ jitter: undefined, width: undefined, loss: 0 });
  });

  it.each([
    ["Chromium", { transport: { type: "transport", selectedCandidatePairId: "pair" } }, {}],
    ["Firefox", {}, { selected: true }],
    ["anyone else", {}, { nominated: true, state: "succeeded" }],
  ])("finds the connection as %s tells of it", (_, more, pair) => {
    const look = (seconds: number): RTCStatsReport =>
      reports({
        idle: { type: "candidate-pair", bytesSent: 7 },
        pair: {
          type: "candidate-pair",
          timestamp: seconds * 1_000,
          bytesSent: seconds * 500,
          bytesReceived: seconds * 250,
          currentRoundTripTime: 0.05,
          availableOutgoingBitrate: 300_000,
          localCandidateId: "local",
          ...pair,
        },
        local: { type: "local-candidate", candidateType: "relay", protocol: "udp" },
        ...more,
      });
    const sampler = new Sampler();
    sampler.connection(look(1));
    expect(sampler.connection(look(2))).toEqual({
      roundTrip: 50,
      sent: 4_000,
      received: 2_000,
      availableOutgoing: 300_000,
      relayed: true,
      protocol: "udp",
    });
    expect(sampler.connection(reports({}))).toBe(undefined);
  });
});
