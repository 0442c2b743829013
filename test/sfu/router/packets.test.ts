import { describe, expect, it } from "vitest";
import { startsKeyframe } from "../../../src/sfu/router/keyframes.js";
import {
  parseRtcp,
  writeNack,
  writePictureLoss,
  writeReceiverReport,
  writeRemb,
  writeSenderReport,
  writeSourceName,
} from "../../../src/sfu/router/rtcp.js";
import { extensionValue, parseRtp, writeRtpHeader } from "../../../src/sfu/router/rtp.js";

describe("RTP", () => {
  it("is read as it was written", () => {
    const extensions = [
      { id: 3, value: Buffer.from("mid") },
      { id: 14, value: Buffer.alloc(16, 7) },
    ];
    const fields = { payloadType: 96, marker: true, sequenceNumber: 65_535, timestamp: 2 ** 32 - 1, ssrc: 2 ** 31 };
    const header = writeRtpHeader({ ...fields, extensions });
    const parsed = parseRtp(Buffer.concat([header, Buffer.from("payload")]));
    expect(parsed).toMatchObject({ ...fields, payload: Buffer.from("payload") });
    expect(parsed && extensionValue(parsed, 3)).toEqual(Buffer.from("mid"));
    expect(parsed && extensionValue(parsed, 14)).toEqual(Buffer.alloc(16, 7));
    expect(parsed && extensionValue(parsed, 5)).toBeUndefined();
  });

  it("loses its padding, and shows a packet of nothing else as empty", () => {
    const header = Buffer.from(writeRtpHeader({ ...bare, extensions: [] }));
    header.writeUInt8(header.readUInt8(0) | 0x20, 0);
    const parsed = parseRtp(Buffer.concat([header, Buffer.from([0, 0, 0, 4])]));
    expect(parsed?.payload.length).toBe(0);
    expect(parseRtp(Buffer.concat([header, Buffer.from([0, 200])]))).toBeUndefined();
  });

  it("takes two-byte extension headers", () => {
    const block = Buffer.from([0x10, 0x00, 0x00, 0x01, 20, 2, 1, 2]);
    const header = Buffer.from(writeRtpHeader({ ...bare, extensions: [] }));
    header.writeUInt8(header.readUInt8(0) | 0x10, 0);
    const parsed = parseRtp(Buffer.concat([header, block, Buffer.from([9])]));
    expect(parsed?.extensions).toEqual([{ id: 20, value: Buffer.from([1, 2]) }]);
    expect(parsed?.payload).toEqual(Buffer.from([9]));
  });
});

const bare = { payloadType: 0, marker: false, sequenceNumber: 1, timestamp: 2, ssrc: 3 };

describe("RTCP", () => {
  const block = {
    ssrc: 5,
    fractionLost: 0.25,
    totalLost: -3,
    highest: 70_000,
    jitter: 12,
    lastReport: 0xdeadbeef,
    delay: 65_536,
  };

  it("is read as it was written, in one compound packet", () => {
    const compound = Buffer.concat([
      writeReceiverReport(1, [block, { ...block, ssrc: 6 }]),
      writeSourceName(1, "someone"),
      writePictureLoss(1, 9),
      writeNack(1, 9, [65_534, 65_535, 0, 15, 40]),
      writeRemb(1, 5_000_000, [9, 10]),
      writeSenderReport({ ssrc: 4, ntp: 0x1234_5678_9abc_def0n, rtpTime: 99, packets: 3, bytes: 400 }),
    ]);
    const messages = parseRtcp(compound);
    expect(messages).toEqual([
      { type: "receiver-report", blocks: [block, { ...block, ssrc: 6 }] },
      { type: "keyframe-request", ssrc: 9 },
      { type: "nack", ssrc: 9, sequenceNumbers: [65_534, 65_535, 0, 15, 40] },
      { type: "remb", bitrate: expect.closeTo(5_000_000, -2) },
      { type: "sender-report", ssrc: 4, ntp: 0x1234_5678_9abc_def0n, rtpTime: 99, blocks: [] },
    ]);
  });

  it("stops where a packet says that it is longer than it is", () => {
    const report = writePictureLoss(1, 9);
    const cut = Buffer.concat([report, Buffer.from([0x81, 206, 0, 50, 1, 2, 3, 4])]);
    expect(parseRtcp(cut)).toEqual([{ type: "keyframe-request", ssrc: 9 }]);
    expect(parseRtcp(Buffer.alloc(3))).toEqual([]);
  });
});

describe("keyframes", () => {
  const cases: readonly (readonly [codec: string, what: string, bytes: readonly number[], expected: boolean])[] = [
    ["VP8", "a key frame", [0x90, 0xe0, 0x81, 0x02, 0x03, 0x00, 0x10], true],
    ["VP8", "an interframe", [0x90, 0xe0, 0x81, 0x02, 0x03, 0x00, 0x11], false],
    ["VP8", "the middle of a key frame", [0x80, 0xe0, 0x81, 0x02, 0x03, 0x00, 0x10], false],
    ["VP8", "a descriptor with nothing after it", [0x90, 0xe0], false],
    ["VP9", "a key frame", [0x8a, 0x81, 0x02, 0x00], true],
    ["VP9", "an interframe", [0xca, 0x81, 0x02, 0x00], false],
    ["VP9", "an upper spatial layer", [0xaa, 0x81, 0x02, 0x02], false],
    ["H264", "a parameter set", [0x67, 0x42], true],
    ["H264", "an IDR slice", [0x65, 0x88], true],
    ["H264", "another slice", [0x61, 0x88], false],
    ["H264", "an aggregate with a parameter set", [0x78, 0, 2, 0x09, 0xf0, 0, 2, 0x67, 0x42], true],
    ["H264", "the start of a fragmented IDR slice", [0x7c, 0x85, 0x88], true],
    ["H264", "its continuation", [0x7c, 0x05, 0x88], false],
    ["H265", "a video parameter set", [0x40, 0x01, 0x0c], true],
    ["H265", "an IDR slice", [0x26, 0x01, 0xaf], true],
    ["H265", "another slice", [0x02, 0x01, 0xd0], false],
    ["H265", "the start of a fragmented IDR slice", [0x62, 0x01, 0x93], true],
    ["H265", "its continuation", [0x62, 0x01, 0x13], false],
    ["AV1", "a new sequence", [0x18, 0x0a], true],
    ["AV1", "a frame within one", [0x10, 0x32], false],
    ["opus", "any packet", [0xfc], true],
  ];
  for (const [codec, what, bytes, expected] of cases) {
    it(`${codec}: ${what} is ${expected ? "one" : "none"}`, () => {
      expect(startsKeyframe(codec, Buffer.from(bytes))).toBe(expected);
    });
  }
});
