import { describe, expect, it } from "vitest";
import { CAMERA_LAYERS, isOfScreen, kindOf, sourceOf } from "../../src/wire/sources.js";

describe("a source", () => {
  it("that a track does not name is a microphone or a camera", () => {
    expect(sourceOf({ kind: "audio" })).toBe("microphone");
    expect(sourceOf({ kind: "video" })).toBe("camera");
    expect(sourceOf({ kind: "audio", source: "screen-audio" })).toBe("screen-audio");
    expect(isOfScreen({})).toBe(false);
  });

  it("is of one kind", () => {
    for (const source of ["microphone", "screen-audio"] as const) expect(kindOf(source)).toBe("audio");
    for (const source of ["camera", "screen"] as const) expect(kindOf(source)).toBe("video");
    for (const source of ["screen", "screen-audio"] as const) expect(isOfScreen({ source })).toBe(true);
  });
});

describe("the layers of a camera", () => {
  it("are named so that going down the alphabet is going down in quality", () => {
    const rids = CAMERA_LAYERS.map(({ rid }) => rid);
    expect(rids).toEqual([...rids].sort());
    expect(CAMERA_LAYERS.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([1, 2, 4]);
    const bitrates = CAMERA_LAYERS.map(({ maxBitrate }) => maxBitrate);
    expect(bitrates).toEqual([...bitrates].sort((a, b) => b - a));
  });
});
