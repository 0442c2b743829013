import { describe, expect, it } from "vitest";
import { encodePacket } from "../../../src/wire/adapter-packet.js";
import { callsOf, Endpoints } from "../support/adapters.js";
import type { AdapterEndpoint } from "../support/endpoint.js";
import { Rig, SECONDS } from "../support/setup.js";
import { tone } from "../support/tones.js";

const rig = new Rig();
const endpoints = new Endpoints();
const FREQUENCY = 700;
/** Seconds that the tone is listened to. */
const LENGTH = 30;
/** Milliseconds of one message. */
const PIECE = 40;

/** Says a tone as a live source does: as much as time has passed. */
function speakInTime(endpoint: AdapterEndpoint): () => void {
  const began = performance.now();
  let said = 0;
  const timer = setInterval(() => {
    for (; said * PIECE < performance.now() - began; said++) {
      const payload = tone(FREQUENCY, PIECE / 1_000, said * PIECE * 48);
      endpoint.socket.send(encodePacket({ payload }));
    }
  }, 10);
  return () => clearInterval(timer);
}

/** How steep a line through most of the points is: the median of what each two of them make. One look that came late says little. */
function slope(points: readonly (readonly [number, number])[]): number {
  const all = points.flatMap(([x, y], index) =>
    // A browser gives the same numbers again to whoever looks twice within a moment, as after it has stood still.
    points.slice(index + 1).flatMap(([later, above]) => (later > x ? (above - y) / (later - x) : [])),
  );
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
}

describe("a tone that an adapter takes in", { timeout: (LENGTH + 60) * SECONDS }, () => {
  it("is heard at its frequency by two browsers for half a minute, as late at its end as at its beginning", async () => {
    const { adapters } = callsOf(await rig.sfu());
    const voice = await endpoints.start();
    const [adapter] = await adapters.open([
      { location: "local", trackName: "tone", endpoint: voice.url, inputCodec: "pcm" },
    ]);
    const sessionId = adapter?.sessionId ?? "";
    const stop = speakInTime(voice);
    const ears = await Promise.all(
      [0, 1].map(async () => {
        const peer = await rig.join();
        const reply = await peer.call("pull", [{ location: "remote", sessionId, trackName: "tone" }]);
        return { peer, mid: reply.body.tracks?.[0]?.mid ?? "" };
      }),
    );
    const hear = () => Promise.all(ears.map(({ peer, mid }) => peer.call("hears", mid, FREQUENCY)));
    const look = () => Promise.all(ears.map(({ peer, mid }) => peer.call("sound", mid)));
    await hear();
    const looks = [await look()];
    for (let second = 0; second < LENGTH; second++) {
      await Promise.all(ears.map(({ peer, mid }) => peer.call("moreSamples", mid, 48_000)));
      looks.push(await look());
    }
    await hear();
    stop();
    for (const [ear, { bufferedMs, packetsLost }] of (looks.at(-1) ?? []).entries()) {
      // By the packets that came, of 20 ms each, and the time that passed: how a browser stretches what it plays is its own affair.
      const rate = slope(looks.map((all) => [all[ear]?.at ?? 0, (all[ear]?.packets ?? 0) * 20]));
      expect(Math.abs(rate - 1)).toBeLessThan(0.02);
      expect(bufferedMs).toBeLessThan(1_000);
      expect(packetsLost).toBe(0);
    }
    // All that was said was taken: what waits in the SFU is no more than at the beginning.
    const [closed] = await adapters.close([adapter?.adapterId ?? ""]);
    expect(closed?.bytesProcessed).toBeGreaterThan(LENGTH * 192_000);
  });
});
