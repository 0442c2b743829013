import { describe, expect, it } from "vitest";
import { TimestampMap } from "../../../src/sfu/router/clock.js";
import { PacketHistory } from "../../../src/sfu/router/history.js";
import { locateCounters, PictureIds } from "../../../src/sfu/router/picture-ids.js";
import type { RtpPacket } from "../../../src/sfu/router/rtp.js";
import { SequenceMap } from "../../../src/sfu/router/sequence.js";
import { SourceStream } from "../../../src/sfu/router/source.js";

function packet(sequenceNumber: number, timestamp = 0): RtpPacket {
  const payload = Buffer.alloc(10);
  return { payloadType: 96, marker: false, sequenceNumber, timestamp, ssrc: 1, payload, extensions: [] };
}

function rewrite(ids: PictureIds, codec: string, payload: Buffer): Buffer {
  return ids.rewrite(payload, locateCounters(codec, payload));
}

describe("a source stream", () => {
  it("counts on over the wrap, asks for gaps once, and takes each packet once", () => {
    const stream = new SourceStream(1, 90_000);
    const receive = (sequenceNumber: number) => stream.receive(packet(sequenceNumber), 0);
    expect(receive(65_534)).toEqual({ extended: 131_070, late: false });
    expect(receive(1)).toEqual({ extended: 131_073, late: false });
    expect(stream.takeNacks(0)).toEqual([65_535, 0]);
    expect(stream.takeNacks(10)).toEqual([]);
    expect(receive(65_535)).toEqual({ extended: 131_071, late: true });
    expect(receive(65_535)).toBeUndefined();
    expect(stream.takeNacks(100)).toEqual([0]);
    expect(stream.recover(0)).toEqual({ extended: 131_072, late: true });
    expect(stream.hasGaps).toBe(false);
  });

  it("takes a retransmission of what is not missing for the probe that it is", () => {
    const stream = new SourceStream(1, 90_000);
    stream.receive(packet(10), 0);
    stream.receive(packet(11), 0);
    expect(stream.recover(10)).toBeUndefined();
    expect(stream.recover(12)).toBeUndefined();
  });

  it("gives up a gap after ten requests, and does not ask for a jump", () => {
    const stream = new SourceStream(1, 90_000);
    stream.receive(packet(0), 0);
    stream.receive(packet(2), 0);
    let asked = 0;
    for (let now = 0; now < 5_000; now += 25) asked += stream.takeNacks(now).length;
    expect(asked).toBe(10);
    stream.receive(packet(30_000), 0);
    expect(stream.takeNacks(10_000)).toEqual([]);
  });

  it("reports what was lost since the last report", () => {
    const stream = new SourceStream(7, 90_000);
    for (const sequenceNumber of [0, 1, 2, 3, 8, 9]) stream.receive(packet(sequenceNumber), 0);
    expect(stream.reportBlock(0)).toMatchObject({ ssrc: 7, fractionLost: 0.4, totalLost: 4, highest: 9 });
    stream.receive(packet(10), 0);
    expect(stream.reportBlock(0)).toMatchObject({ fractionLost: 0, totalLost: 4 });
  });
});

describe("a sequence map", () => {
  it("leaves no gap for what is left out, and keeps the order of what comes late", () => {
    const map = new SequenceMap(1_000);
    map.switchSource(50);
    expect(map.map(50)).toBe(1_000);
    expect(map.skip(51)).toBe(true);
    expect(map.map(52)).toBe(1_001);
    expect(map.map(54)).toBe(1_003);
    expect(map.map(53)).toBe(1_002);
    // Its number is taken already: it has to be sent, empty as it is.
    expect(map.skip(53)).toBe(false);
  });

  it("counts on when the source changes, and forgets the old one's late packets", () => {
    const map = new SequenceMap(1_000);
    map.switchSource(50);
    map.map(50);
    map.map(52);
    map.switchSource(7_000);
    expect(map.map(7_000)).toBe(1_003);
    expect(map.map(6_999)).toBeUndefined();
    expect(map.map(7_001)).toBe(1_004);
  });
});

describe("a timestamp map", () => {
  it("puts sources in line by their reports, exactly", () => {
    const [high, low] = [new SourceStream(1, 90_000), new SourceStream(2, 90_000)];
    const second = 1n << 32n;
    high.report = { ntp: 1_000n * second, rtpTime: 5_000_000, at: 0 };
    low.report = { ntp: 1_001n * second, rtpTime: 77_000, at: 0 };
    const map = new TimestampMap();
    map.switchSource(undefined, high, 5_000_000, 0);
    expect(map.map(5_000_000 + 90_000, 1_000)).toBe(5_090_000);
    // 100 ms after the low layer's report, which the network delivered 40 ms late.
    map.switchSource(high, low, 77_000 + 9_000, 1_140);
    expect(map.map(77_000 + 9_000, 1_140)).toBe(5_090_000 + 9_000);
    expect(map.reportFor(low, 0)).toEqual({ ntp: 1_001n * second, rtpTime: 5_090_000 });
  });

  it("goes by the clock on the wall without reports, and never back", () => {
    const [one, other] = [new SourceStream(1, 90_000), new SourceStream(2, 90_000)];
    const map = new TimestampMap();
    map.switchSource(undefined, one, 4_000_000_000, 0);
    expect(map.map(4_000_000_000, 0)).toBe(4_000_000_000);
    map.switchSource(one, other, 12, 500);
    expect(map.map(12, 500)).toBe((4_000_000_000 + 45_000) % 2 ** 32);
  });
});

describe("picture ids", () => {
  const vp8 = (picture: number, layerZero: number): Buffer =>
    Buffer.from([0x90, 0xe0, 0x80 | (picture >> 8), picture & 0xff, layerZero, 0x00, 0x11]);
  const vp9 = (picture: number, layerZero: number): Buffer =>
    Buffer.from([0xa8, 0x80 | (picture >> 8), picture & 0xff, 0x00, layerZero, 0x11]);

  for (const [codec, build, first, zero] of [
    ["VP8", vp8, 2, 4],
    ["VP9", vp9, 1, 4],
  ] as const) {
    it(`of ${codec} count on over a change of source, and leave the shared payload alone`, () => {
      const ids = new PictureIds();
      ids.switchSource();
      const original = build(32_766, 250);
      expect(rewrite(ids, codec, original)).toBe(original);
      ids.switchSource();
      const other = build(100, 7);
      const rewritten = rewrite(ids, codec, other);
      expect(rewritten.readUInt16BE(first)).toBe(0x8000 | 32_767);
      expect(rewritten.readUInt8(zero)).toBe(251);
      expect(other).toEqual(build(100, 7));
      expect(rewrite(ids, codec, build(101, 8)).readUInt16BE(first)).toBe(0x8000);
      expect(rewrite(ids, codec, build(102, 13)).readUInt8(zero)).toBe(1);
    });
  }

  it("leave payloads without a descriptor alone", () => {
    const ids = new PictureIds();
    ids.switchSource();
    for (const payload of [Buffer.alloc(0), Buffer.from([0x90]), Buffer.from([0x90, 0xff]), Buffer.from([0x10, 1])]) {
      expect(rewrite(ids, "VP8", payload)).toBe(payload);
      expect(rewrite(ids, "VP9", payload)).toBe(payload);
    }
  });
});

describe("a packet history", () => {
  it("gives back what was sent, while there is room for it", () => {
    const history = new PacketHistory(4);
    for (let number = 0; number < 6; number++) history.add(number, Buffer.from([number]), Buffer.alloc(1));
    expect(history.find(5)?.header).toEqual(Buffer.from([5]));
    expect(history.find(1)).toBeUndefined();
  });
});
