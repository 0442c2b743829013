import { describe, expect, it } from "vitest";
import { gradeOf, SettledGrade, worstOf } from "../../src/client/diagnostics/grades.js";
import type { Sample } from "../../src/client/diagnostics/sampler.js";

const FINE: Sample = {
  participantId: "ada",
  source: "camera",
  kind: "video",
  direction: "inbound",
  bitrate: 900_000,
  loss: 0,
  jitter: 5,
  roundTrip: undefined,
  framesPerSecond: 30,
  width: 1280,
  height: 720,
  limitation: undefined,
  codec: "video/VP8",
  enabled: true,
  bytes: 100_000,
  frames: 30,
  heardOf: undefined,
  frozen: 0,
};

describe("a look at a track", () => {
  it.each([
    ["nothing is wrong", {}, "good"],
    ["a packet in twenty is lost", { loss: 0.05 }, "fair"],
    ["a packet in five is lost", { loss: 0.2 }, "poor"],
    ["packets come unevenly", { jitter: 80 }, "fair"],
    ["the way is long", { roundTrip: 350 }, "fair"],
    ["the way is endless", { roundTrip: 900 }, "poor"],
    ["the picture stands still half of the time", { frozen: 0.5 }, "poor"],
    ["the network limits the encoder", { limitation: "bandwidth", framesPerSecond: 20 }, "fair"],
    ["the network leaves hardly a picture", { limitation: "bandwidth", framesPerSecond: 3 }, "poor"],
    ["the processor limits the encoder, which is not the network's fault", { limitation: "cpu" }, "good"],
    ["the browser tells little", { loss: undefined, jitter: undefined, frozen: undefined }, "good"],
    ["it is muted", { enabled: false, loss: 0.5 }, undefined],
    ["nothing was measured yet", { bytes: undefined }, undefined],
  ] as const)("when %s", (_, change, grade) => {
    expect(gradeOf({ ...FINE, ...change }, false)).toBe(grade);
  });

  it("is poor when the track should flow and does not", () => {
    expect(gradeOf(FINE, true)).toBe("poor");
  });

  it("counts as the worst of several", () => {
    expect(worstOf(["good", undefined, "poor", "fair"])).toBe("poor");
    expect(worstOf([undefined])).toBe(undefined);
  });
});

describe("a settled grade", () => {
  function after(...looks: Parameters<SettledGrade["look"]>[0][]): SettledGrade["grade"] {
    const settled = new SettledGrade();
    for (const look of looks) settled.look(look);
    return settled.grade;
  }

  it("is there with the first look", () => {
    expect(after()).toBe(undefined);
    expect(after("fair")).toBe("fair");
  });

  it("does not follow a bad moment", () => {
    expect(after("good", "poor", "poor", "good", "poor", "poor", "good")).toBe("good");
  });

  it("gets worse after three looks, as far as all three agree", () => {
    expect(after("good", "poor", "poor", "poor")).toBe("poor");
    expect(after("good", "fair", "poor", "poor")).toBe("fair");
  });

  it("gets better more slowly than it gets worse", () => {
    const good = (count: number) => Array.from({ length: count }, () => "good" as const);
    expect(after("poor", ...good(5))).toBe("poor");
    expect(after("poor", ...good(6))).toBe("good");
    expect(after("poor", ...good(5), "fair")).toBe("fair");
  });

  it("begins anew when the direction changes", () => {
    expect(after("fair", "poor", "poor", "good", "poor", "poor")).toBe("fair");
  });

  it("is gone when nothing is measured any more", () => {
    expect(after("good", undefined)).toBe(undefined);
  });
});
