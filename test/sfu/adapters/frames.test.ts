import { describe, expect, it } from "vitest";
import { FrameCollector, type TrackPacket } from "../../../src/sfu/adapters/frames/collector.js";
import { FRAME_FORMATS } from "../../../src/sfu/adapters/frames/formats.js";
import { readParameters } from "../../../src/sfu/adapters/worker/h264-parameters.js";
import { toRgba } from "../../../src/sfu/adapters/worker/pixels.js";
import { Fuzz } from "../support/fuzz.js";

const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

/** A frame of three packets of VP8: a key frame, or one that needs others. */
function vp8(first: number, timestamp: number, isKey = true): TrackPacket[] {
  return [isKey ? "10 0a" : "10 0b", "00 bb", "00 cc"].map((text, index) => ({
    sequenceNumber: (first + index) & 0xffff,
    timestamp,
    marker: index === 2,
    payload: bytes(text),
  }));
}

function collect(packets: readonly TrackPacket[]): string[] {
  const frames = new FrameCollector();
  return packets.flatMap((packet) => {
    const frame = frames.add(packet, FRAME_FORMATS.VP8);
    return frame ? [`${frame.timestamp} ${frame.frame.toString("hex")}`] : [];
  });
}

describe("a frame", () => {
  it("is whole when all its packets came, in whatever order", () => {
    const packets = vp8(65_535, 90);
    expect(collect(packets)).toEqual(["90 0abbcc"]);
    expect(collect(packets.toReversed())).toEqual(["90 0abbcc"]);
    const [first, second, third] = packets as [TrackPacket, TrackPacket, TrackPacket];
    expect(collect([second, third, second, first])).toEqual(["90 0abbcc"]);
  });

  it("is none while a packet in its middle is missing", () => {
    const [first, , third] = vp8(10, 90) as [TrackPacket, TrackPacket, TrackPacket];
    expect(collect([first, third, ...vp8(13, 180, false)])).toEqual([]);
    expect(collect([first, third, ...vp8(13, 180, false), ...vp8(16, 270)])).toEqual(["270 0abbcc"]);
  });

  it("is taken only if it needs none before it", () => {
    expect(collect([...vp8(1, 90, false), ...vp8(4, 180)])).toEqual(["180 0abbcc"]);
  });

  it("never throws and never grows, whatever comes", () => {
    const fuzz = new Fuzz(33);
    for (const format of Object.values(FRAME_FORMATS)) {
      const frames = new FrameCollector();
      for (let round = 0; round < 3_000; round++) {
        frames.add(
          {
            sequenceNumber: fuzz.below(64),
            timestamp: fuzz.below(5),
            marker: fuzz.below(4) === 0,
            payload: fuzz.bytes(fuzz.below(12)),
          },
          format,
        );
      }
    }
  });
});

describe("payloads", () => {
  it("of VP8 are joined without their descriptors", () => {
    const { begins, join } = FRAME_FORMATS.VP8;
    const payloads = ["90 80 81 02 0a", "80 f0 12 03 04 bb", "00 cc"].map(bytes);
    expect(payloads.map(begins)).toEqual([true, false, false]);
    expect(join(payloads)?.toString("hex")).toBe("0abbcc");
    expect(join([bytes("90 80")])).toBeUndefined();
  });

  it("of VP9 are joined without their descriptors, with layers, references and a structure", () => {
    const { begins, join } = FRAME_FORMATS.VP9;
    // Begins with a structure: one layer with its size, one picture with one reference.
    const payloads = ["8a 81 02 18 02 80 01 68 01 04 01 aa", "a0 05 20 07 bb", "d4 05 03 02 cc"].map(bytes);
    expect(payloads.map(begins)).toEqual([true, false, false]);
    expect(join(payloads)?.toString("hex")).toBe("aabbcc");
  });

  it("of H.264 are joined to units with start codes", () => {
    const { begins, join } = FRAME_FORMATS.H264;
    const payloads = ["78 0003 674201 0002 68ce", "7c 85 aa", "7c 05 bb", "7c 45 cc", "06 01"].map(bytes);
    expect(payloads.map(begins)).toEqual([true, false, false, false, false]);
    expect(join(payloads)?.toString("hex")).toBe("000000016742010000000168ce0000000165aabbcc000000010601");
    expect(join([bytes("1e 01")])).toBeUndefined();
  });
});

describe("a picture", () => {
  it("of H.264 that says nothing of its colours has the usual ones, and one that says nonsense has some", () => {
    const crop = { left: 0, right: 0, top: 0, bottom: 0 };
    expect(readParameters(bytes("00000001 65 88"))).toEqual({ crop, colours: { matrix: "bt601", isFullRange: false } });
    const fuzz = new Fuzz(5);
    for (let round = 0; round < 500; round++) {
      const { colours } = readParameters(Buffer.concat([bytes("000001 67"), fuzz.bytes(fuzz.below(40))]));
      expect(["bt601", "bt709"]).toContain(colours.matrix);
    }
  });

  it("has the colours that its numbers stand for", () => {
    const plane = (value: number) => ({ bytes: new Uint8Array(4).fill(value), stride: 2 });
    type ColourTest = [y: number, u: number, v: number, red: number, green: number, blue: number];
    const broadcast = { matrix: "bt601", isFullRange: false } as const;
    const full = { matrix: "bt709", isFullRange: true } as const;
    const tests: (readonly [typeof broadcast | typeof full, ColourTest])[] = [
      [broadcast, [16, 128, 128, 0, 0, 0]],
      [broadcast, [235, 128, 128, 255, 255, 255]],
      [broadcast, [81, 90, 240, 255, 0, 0]],
      [full, [255, 128, 128, 255, 255, 255]],
      [full, [54, 99, 255, 255, 0, 0]],
    ];
    for (const [colours, [y, u, v, ...expected]] of tests) {
      const picture = { left: 0, top: 0, width: 1, height: 1, y: plane(y), u: plane(u), v: plane(v), colours };
      const { data } = toRgba(picture);
      for (const [index, value] of expected.entries()) expect(Math.abs((data[index] ?? -9) - value)).toBeLessThan(3);
    }
  });
});
