import { describe, expect, it } from "vitest";
import { freshPicture } from "../../src/client/session/fresh-picture.js";
import { ReceiverPool } from "../../src/client/session/receiver-pool.js";
import type { PullRequest } from "../../src/client/session/receiver-pool.js";
import { Clock, settled } from "./clock.js";

const receiver = (kind: "audio" | "video") => ({ receiver: { track: { kind } } }) as unknown as RTCRtpTransceiver;
const source = (trackName: string, kind: "audio" | "video" = "video"): PullRequest => ({
  sessionId: "s",
  trackName,
  kind,
});

function setUp() {
  const clock = new Clock();
  const ending = new AbortController();
  const closed: RTCRtpTransceiver[] = [];
  const pool = new ReceiverPool(clock.environment, ending.signal, (transceiver) => closed.push(transceiver));
  return { clock, ending, closed, pool };
}

describe("ReceiverPool", () => {
  it("gives back what receives the wanted track, else the longest idle of its kind, and nothing of another kind", () => {
    const { pool } = setUp();
    const [a, b] = [receiver("video"), receiver("video")];
    pool.put(a, source("a"));
    pool.put(b, source("b"));
    expect(pool.take(source("b"), false)?.transceiver).toBe(b);
    expect(pool.take(source("b"), false)).toBeUndefined();
    expect(pool.take(source("c", "audio"), true)).toBeUndefined();
    expect(pool.take(source("c"), true)).toMatchObject({ transceiver: a, source: source("a") });
    expect(pool.take(source("c"), true)).toBeUndefined();
  });

  it("closes what nobody wants in time, and the oldest of too many", async () => {
    const { clock, pool, closed } = setUp();
    const all = Array.from({ length: 33 }, () => receiver("video"));
    for (const [i, each] of all.entries()) pool.put(each, source(`${i}`));
    expect(closed).toEqual([all[0]]);
    await clock.pass(60_000);
    expect(closed).toHaveLength(33);
    expect(clock.pending).toBe(0);
  });

  it("keeps no timer when its session ends", () => {
    const { clock, pool, ending, closed } = setUp();
    pool.put(receiver("audio"), source("a", "audio"));
    ending.abort();
    pool.put(receiver("audio"), source("b", "audio"));
    expect({ pending: clock.pending, closed }).toEqual({ pending: 0, closed: [] });
  });
});

describe("freshPicture", () => {
  function watch(kind = "video", keysBefore = 3) {
    const clock = new Clock();
    const stats = { type: "inbound-rtp", framesReceived: 100, framesDecoded: 98, keyFramesDecoded: 3 };
    let isThere = false;
    const target = { track: { kind }, getStats: async () => new Map([["1", { ...stats }]]) };
    const receiving = target as unknown as RTCRtpReceiver;
    const done = freshPicture(receiving, clock.environment, new AbortController().signal, Promise.resolve(keysBefore));
    void done.then(() => (isThere = true));
    return { clock, stats, isThere: () => isThere };
  }

  it("is not taken in by the frames that were on their way, nor by a frame that cannot be decoded by itself", async () => {
    const { clock, stats, isThere } = watch();
    await clock.pass(200);
    Object.assign(stats, { framesReceived: 101, framesDecoded: 100 });
    await clock.pass(200);
    expect(isThere()).toBe(false);
    Object.assign(stats, { framesDecoded: 101, keyFramesDecoded: 4 });
    await clock.pass(200);
    expect(isThere()).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it("knows the key frame that came before the answer, and waits for a frame after it", async () => {
    const { clock, stats, isThere } = watch("video", 2);
    await clock.pass(200);
    expect(isThere()).toBe(false);
    Object.assign(stats, { framesReceived: 101, framesDecoded: 101 });
    await clock.pass(200);
    expect(isThere()).toBe(true);
  });

  it("believes frames without a key frame after a while, and none at all never", async () => {
    const { clock, stats, isThere } = watch();
    await clock.pass(10_000);
    expect(isThere()).toBe(false);
    stats.framesDecoded = 101;
    await clock.pass(200);
    expect(isThere()).toBe(true);
  });

  it("does not keep a voice waiting", async () => {
    const { isThere } = watch("audio");
    await settled();
    expect(isThere()).toBe(true);
  });
});
