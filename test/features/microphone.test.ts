/** A microphone's sound by an adapter of the SFU, which may be lost. */
import { describe, expect, it } from "vitest";
import { MicrophoneTap } from "../../src/server/services/speech/microphone.js";
import { settled } from "../client/clock.js";
import { PlayedAdapters } from "./support/adapters.js";

async function tapped() {
  const sfu = new PlayedAdapters();
  const heard: number[] = [];
  const troubles: string[] = [];
  const tap = new MicrophoneTap({
    microphone: { sessionId: "bens", trackName: "mic" },
    handle: sfu.handle,
    heard: ([sample = 0]) => heard.push(sample),
    troubled: (code) => troubles.push(code),
  });
  await settled();
  const adapter = sfu.dial(sfu.opened[0])!;
  adapter.play(Int16Array.of(1, 1));
  return { sfu, heard, troubles, tap, adapter };
}

describe("the adapter of a microphone", () => {
  it("is waited for while the SFU may come again, and opened anew when it does not", async () => {
    const { sfu, heard, troubles, adapter, tap } = await tapped();
    adapter.hangUp();
    await sfu.clock.pass(14_000);
    const again = sfu.dial(sfu.opened[0])!;
    again.play(Int16Array.of(2, 2));
    await sfu.clock.pass(60_000);
    expect([heard, sfu.opened.length]).toEqual([[1, 2], 1]);
    again.hangUp();
    await sfu.clock.pass(20_000);
    expect([sfu.opened.length, sfu.closed]).toEqual([2, ["adapter-1"]]);
    // Nobody is awaited where the lost one was.
    expect(sfu.dial(sfu.opened[0])).toBe(undefined);
    sfu.dial(sfu.opened[1])!.play(Int16Array.of(3, 3));
    expect([heard, troubles]).toEqual([[1, 2, 3], []]);
    tap.close();
    await settled();
    expect([sfu.closed, sfu.clock.pending]).toEqual([["adapter-1", "adapter-2"], 0]);
  });

  it("is not opened any more for somebody who is not listened to any longer", async () => {
    const { sfu, adapter, tap } = await tapped();
    adapter.hangUp();
    tap.close();
    await sfu.clock.pass(60_000);
    expect([sfu.opened.length, sfu.closed]).toEqual([1, ["adapter-1"]]);
  });
});
