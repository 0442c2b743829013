import { describe, expect, it } from "vitest";
import { DeadTracks } from "../../src/client/health/dead-tracks.js";
import type { Sample } from "../../src/client/diagnostics/sampler.js";

const CAMERA: Sample = {
  participantId: "ada",
  source: "camera",
  kind: "video",
  direction: "inbound",
  bitrate: 0,
  loss: 0,
  jitter: 5,
  roundTrip: undefined,
  framesPerSecond: 0,
  width: 1280,
  height: 720,
  limitation: undefined,
  codec: "video/VP8",
  enabled: true,
  bytes: 100,
  frames: 3,
  heardOf: undefined,
  frozen: 0,
};

/** What is done at each of `count` looks at the same thing. */
function looks(tracks: DeadTracks, change: Partial<Sample>, count: number): string[] {
  return Array.from({ length: count }, () =>
    tracks
      .look([{ ...CAMERA, ...change }])
      .map(({ action }) => action)
      .join(),
  );
}

const done = (actions: readonly string[]): string[] => actions.filter((action) => action !== "");

describe("dead tracks", () => {
  it("are left alone while they flow, for as long as one likes", () => {
    const tracks = new DeadTracks();
    expect(done(looks(tracks, {}, 100))).toEqual([]);
    expect(tracks.isStalled(CAMERA)).toBe(false);
  });

  it("are subscribed to anew after five silent looks, with more and more patience, and given up", () => {
    const tracks = new DeadTracks();
    const actions = looks(tracks, { bytes: 0 }, 400);
    expect(actions.indexOf("pull")).toBe(4);
    expect(done(actions)).toEqual(["pull", "pull", "pull", "pull", "gave-up"]);
    const times = actions.flatMap((action, at) => (action ? [at] : []));
    const waits = times.slice(1).map((at, i) => at - (times[i] ?? 0));
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(tracks.isStalled(CAMERA)).toBe(true);
  });

  it("are published anew when they are one's own", () => {
    expect(done(looks(new DeadTracks(), { bytes: 0, direction: "outbound" }, 6))).toEqual(["publish"]);
  });

  it("are said to flow when they do again, and have all the patience back after a while", () => {
    const tracks = new DeadTracks();
    looks(tracks, { bytes: 0 }, 6);
    expect(tracks.isStalled(CAMERA)).toBe(true);
    expect(done(looks(tracks, {}, 30))).toEqual(["flows"]);
    expect(tracks.isStalled(CAMERA)).toBe(false);
    expect(looks(tracks, { bytes: 0 }, 5)).toEqual(["", "", "", "", "pull"]);
  });

  it("have time to come after a repair", () => {
    const tracks = new DeadTracks();
    looks(tracks, { bytes: 0 }, 5);
    expect(done(looks(tracks, { bytes: 0 }, 8))).toEqual([]);
  });

  it("are those, too, whose bytes never become a picture", () => {
    expect(done(looks(new DeadTracks(), { frames: 0 }, 6))).toEqual(["pull"]);
  });

  it("are not those that are muted, or of which the browser tells nothing", () => {
    expect(done(looks(new DeadTracks(), { bytes: 0, enabled: false }, 60))).toEqual([]);
    expect(done(looks(new DeadTracks(), { bytes: undefined }, 60))).toEqual([]);
  });

  it("are not screens on which nothing moves for a moment", () => {
    const tracks = new DeadTracks();
    expect(done(looks(tracks, { source: "screen", bytes: 0, frames: 0 }, 15))).toEqual([]);
    expect(done(looks(tracks, { source: "screen", bytes: 50, frames: 0 }, 60))).toEqual([]);
  });

  it("are asked after when the service says nothing of them for long", () => {
    const tracks = new DeadTracks();
    const own = { direction: "outbound", heardOf: 1_000 } as const;
    expect(done(looks(tracks, own, 12))).toEqual([]);
    expect(done(looks(tracks, own, 2))).toEqual(["ask"]);
    expect(tracks.forgotten({ ...CAMERA, ...own }).action).toBe("publish");
    expect(tracks.isStalled({ ...CAMERA, ...own })).toBe(true);
    expect(done(looks(tracks, { ...own, heardOf: 2_000 }, 3))).toEqual(["flows"]);
  });

  it("are not asked after where the service never says anything, or goes on saying it", () => {
    const tracks = new DeadTracks();
    expect(done(looks(tracks, { direction: "outbound" }, 60))).toEqual([]);
    let at = 0;
    for (let look = 0; look < 60; look++) {
      if (look % 10 === 0) at++;
      expect(done(looks(tracks, { direction: "outbound", source: "microphone", heardOf: at }, 1))).toEqual([]);
    }
  });

  it("are forgotten with their participant, and with the connection", () => {
    const tracks = new DeadTracks();
    looks(tracks, { bytes: 0 }, 4);
    tracks.look([]);
    expect(done(looks(tracks, { bytes: 0 }, 4))).toEqual([]);
    tracks.reset();
    expect(done(looks(tracks, { bytes: 0 }, 4))).toEqual([]);
  });
});
