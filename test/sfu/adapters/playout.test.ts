import { describe, expect, it } from "vitest";
import { Pacer } from "../../../src/sfu/adapters/worker/pacer.js";
import { Playout } from "../../../src/sfu/adapters/worker/playout.js";
import { Fuzz } from "../support/fuzz.js";
import { HandClock } from "../support/hand-clock.js";

const FRAME = 3_840;
const bytes = (length: number, value = 1): Uint8Array => new Uint8Array(length).fill(value);

/** What comes out until nothing is left: each frame's first byte, 0 for silence. */
function drain(playout: Playout): number[] {
  const out: number[] = [];
  while (!playout.isEmpty) out.push(playout.take()?.[0] ?? 0);
  return out;
}

describe("sound that waits for its time", () => {
  it("is silence while there is none", () => {
    expect(new Playout().take()).toBeUndefined();
  });

  it("comes out whole and in order, in whatever pieces it came", () => {
    const fuzz = new Fuzz(3);
    const sound = fuzz.bytes(FRAME * 20 + 1_001);
    const playout = new Playout();
    for (let offset = 0; offset < sound.length;) {
      const piece = sound.subarray(offset, offset + 1 + fuzz.below(17_000));
      playout.push(piece);
      offset += piece.length;
    }
    playout.endSegment();
    const out: Uint8Array[] = [];
    while (!playout.isEmpty) {
      const frame = playout.take();
      if (frame) out.push(frame);
    }
    expect(out.every(({ length }) => length === FRAME)).toBe(true);
    const joined = Buffer.concat(out);
    expect(joined.subarray(0, sound.length).equals(sound)).toBe(true);
    expect(joined.subarray(sound.length).every((byte) => byte === 0)).toBe(true);
  });

  it("waits for three frames, unless it is said to be complete", () => {
    const playout = new Playout();
    playout.push(bytes(FRAME * 2));
    expect(playout.take()).toBeUndefined();
    playout.push(bytes(FRAME));
    expect(drain(playout)).toEqual([1, 1, 1]);
    playout.push(bytes(FRAME));
    playout.endSegment();
    expect(drain(playout)).toEqual([1]);
  });

  it("does not wait for ever: what is short plays after three frames, and its end is filled up", () => {
    const playout = new Playout();
    playout.push(bytes(100));
    expect(drain(playout)).toEqual([0, 0, 0, 1]);
  });

  it("has no gaps when pieces of 16 KiB come as they are spoken, after it has found its distance", () => {
    const playout = new Playout();
    const frames: number[] = [];
    let sent = 0;
    for (let time = 0; time < 60_000; time += 20) {
      for (; sent * 16_384 <= (time / 20) * FRAME; sent++) playout.push(bytes(16_384));
      frames.push(playout.take()?.[0] ?? 0);
      expect(playout.buffered).toBeLessThan(300);
    }
    expect(frames.slice(50).every((value) => value === 1)).toBe(true);
  });
});

describe("the pacer", () => {
  it("gives a frame for every 20 ms, however late its timers are", () => {
    const clock = new HandClock();
    const fuzz = new Fuzz(8);
    let frames = 0;
    let ticks = 0;
    const pacer = new Pacer(clock, () => ticks++);
    const stop = pacer.add((due) => (frames += due));
    while (clock.now() < 60_000) clock.fire(fuzz.next() * 45);
    expect(frames).toBe(Math.floor(clock.now() / 20));
    expect(ticks).toBeLessThan(frames);
    stop();
    expect(clock.isSet).toBe(false);
  });
});
