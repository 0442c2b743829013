import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from "vitest";
import { Stack } from "./stack/stack.js";

/** Milliseconds. A ceiling for machines that do much else, not an expectation. */
const PATIENCE = 120_000;

/** What leaves the browser, and what the others make of it. */
describe("how media is sent", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.start();
  }, 30_000);
  afterAll(() => stack.stop());
  beforeEach(() => stack.open());

  function explainFailure(): void {
    onTestFailed(async () => {
      throw new Error(await stack.report());
    });
  }

  it(
    "is a voice and a smooth picture in layers, unless something else is asked for",
    async () => {
      explainFailure();
      await Promise.all([stack.ask("join", "Ada", ["microphone", "camera"]), stack.ask("join", "Grace", [])]);
      await Promise.all([stack.ask("sees", "Grace", "Ada"), stack.ask("hears", "Grace", "Ada")]);
      const { hint, opus, video } = await stack.ask("sends", "Ada");
      expect(hint).toBe("motion");
      expect(opus?.split(";").sort()).toEqual(["minptime=10", "stereo=0", "usedtx=1", "useinbandfec=1"]);
      expect(new Set(video.map(({ codec }) => codec))).toEqual(new Set(["video/VP8"]));
    },
    PATIENCE,
  );

  it(
    "is music in stereo, and slides in another codec and other layers, where that is asked for",
    async () => {
      explainFailure();
      const media = {
        microphone: { stereo: true, dtx: false, fec: false, maxAverageBitrate: 96_000 },
        camera: {
          codecs: ["video/vp9", "video/H264"],
          contentHint: "detail",
          encodings: [{ rid: "a" }, { rid: "b", scaleResolutionDownBy: 2 }],
        },
      } as const;
      // One who is there before and pulls, and one for whom the join does.
      await stack.ask("join", "Grace", []);
      await stack.ask("join", "Ada", ["microphone", "camera"], media);
      await stack.ask("hears", "Grace", "Ada");
      await stack.ask("join", "Linus", []);
      await Promise.all([stack.ask("sees", "Grace", "Ada"), stack.ask("hears", "Linus", "Ada")]);
      while ((await stack.ask("layers", "Ada")).length < 2) await stack.ask("sees", "Grace", "Ada");
      const { hint, opus, video } = await stack.ask("sends", "Ada");
      expect(hint).toBe("detail");
      expect(opus?.split(";").sort()).toEqual([
        "maxaveragebitrate=96000",
        "minptime=10",
        "stereo=1",
        "usedtx=0",
        "useinbandfec=0",
      ]);
      expect(video.map(({ rid, codec }) => `${rid} ${codec}`).sort()).toEqual(["a video/VP9", "b video/VP9"]);
      for (const listener of ["Grace", "Linus"]) {
        await stack.ask("hearsLeft", listener, "Ada");
      }
    },
    PATIENCE,
  );
});
