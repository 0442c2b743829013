import { describe, expect, it } from "vitest";
import { callsOf, Endpoints } from "../support/adapters.js";
import { readPattern } from "../support/pattern.js";
import { Rig, SECONDS } from "../support/setup.js";

const rig = new Rig();
const endpoints = new Endpoints();
const CAMERA = { name: "camera", kind: "video", pattern: true } as const;
const COLOURS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
];
/** How far compressed colours are off. */
const TOLERANCE = 30;

describe("an adapter of pictures", { timeout: 60 * SECONDS }, () => {
  for (const codec of ["VP8", "VP9", "H264"]) {
    it(`sends ${codec} as one JPEG a second`, async () => {
      const ada = await rig.publish([{ ...CAMERA, codec, width: 642, height: 358 }]);
      const gallery = await endpoints.start();
      const [adapter] = await callsOf(await rig.sfu()).adapters.open([
        { location: "remote", sessionId: ada.session, trackName: "camera", endpoint: gallery.url, outputCodec: "jpeg" },
      ]);
      expect(adapter?.errorCode).toBeUndefined();
      const packets = await gallery.receive(5);
      const pictures = await Promise.all(packets.map(({ payload }) => readPattern(payload)));
      const offsets: number[] = [];
      for (const [index, { colours, number, width, height }] of pictures.entries()) {
        expect(width / height).toBeCloseTo(642 / 358, 1);
        for (const [field, expected] of COLOURS.entries()) {
          for (const [part, value] of expected.entries()) {
            expect(Math.abs((colours[field]?.[part] ?? 0) - value), `${field}: ${colours[field]}`).toBeLessThan(
              TOLERANCE,
            );
          }
        }
        const [before, packet] = [packets[index - 1], packets[index]];
        if (!before || !packet) continue;
        // As much time has passed in the pictures as by their timestamps.
        const fifths = (number - (pictures[index - 1]?.number ?? 0) + 256) % 256;
        const elapsed = ((packet.timestamp - before.timestamp) >>> 0) / 18_000;
        offsets.push(Math.abs(fifths - elapsed));
        expect(packet.sequenceNumber).toBe(before.sequenceNumber + 1);
      }
      // A busy browser may be late with one of them, which two of these tell.
      expect(offsets.toSorted((a, b) => a - b)[1]).toBeLessThan(2.5);
      // The first may come as late as the second was due, if the machine is busy.
      const [first, last] = [packets[0]?.timestamp ?? 0, packets.at(-1)?.timestamp ?? 0];
      expect(((last - first) >>> 0) / 90_000).toBeGreaterThan(2.5);
    });
  }
});
