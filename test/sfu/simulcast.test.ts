import { describe, expect, it } from "vitest";
import type { PublishOptions } from "./support/page-api.js";
import { Rig, SECONDS, until } from "./support/setup.js";

const rig = new Rig();
// Chromium sends no third layer of anything smaller.
const HD = { kind: "video", width: 1280, height: 720, rids: ["a", "b", "c"] } as const;
const WIDTHS = { a: 1280, b: 640, c: 320 } as const;

describe("simulcast", { timeout: 90 * SECONDS }, () => {
  for (const codec of ["VP8", "H264"]) {
    it(`changes layers of ${codec} without a loss`, async () => {
      const track: PublishOptions = { ...HD, name: "camera", codec };
      const ada = await rig.publish([track]);
      for (const rid of HD.rids) await ada.peer.call("layerFlows", ada.mids[0] ?? "", rid);
      const bob = await rig.join();
      const camera = { location: "remote", sessionId: ada.session, trackName: "camera" } as const;
      const reply = await bob.call("pull", [{ ...camera, simulcast: { preferredRid: "c" } }]);
      const mid = reply.body.tracks?.[0]?.mid ?? "";
      await bob.call("frameWidth", mid, WIDTHS.c);
      const session = await bob.call("sessionId");
      for (const rid of ["b", "a", "c", "a"] as const) {
        const update = await bob.call("api", "PUT", `/${session}/tracks/update`, {
          tracks: [{ ...camera, mid, simulcast: { preferredRid: rid } }],
        });
        expect(update).toMatchObject({ status: 200, body: { tracks: [{ mid }] } });
        await bob.call("frameWidth", mid, WIDTHS[rid]);
        await bob.call("moreFrames", mid, 5);
      }
      // What a busy machine loses is sent again; a number that a change left out is in nobody's memory.
      const { codec: decoded } = await until(async () => {
        const stats = await bob.call("video", mid);
        return stats.packetsLost <= stats.recovered ? stats : undefined;
      });
      expect(decoded).toBe(`video/${codec}`);
    });
  }

  it("keeps two tracks apart that have the same rids", async () => {
    const ada = await rig.publish([
      { ...HD, name: "camera" },
      { ...HD, name: "screen" },
    ]);
    for (const mid of ada.mids) for (const rid of HD.rids) await ada.peer.call("layerFlows", mid, rid);
    const bob = await rig.join();
    const pull = (trackName: string, preferredRid: string) =>
      ({ location: "remote", sessionId: ada.session, trackName, simulcast: { preferredRid } }) as const;
    const reply = await bob.call("pull", [pull("camera", "a"), pull("camera", "c"), pull("screen", "b")]);
    const [first = "", second = "", third = ""] = (reply.body.tracks ?? []).map(({ mid }) => mid);
    await bob.call("frameWidth", first, 1280);
    await bob.call("frameWidth", second, 320);
    await bob.call("frameWidth", third, 640);
    for (const mid of [first, second, third]) await bob.call("moreFrames", mid, 10);
  });
});
