import { afterEach, expect, it } from "vitest";
import type { SoundPacket } from "../../../src/sfu/adapters/messages.js";
import { Ingest } from "../../../src/sfu/adapters/worker/ingest.js";
import { loadOpus } from "../../../src/sfu/adapters/worker/opus.js";
import { Pacer } from "../../../src/sfu/adapters/worker/pacer.js";
import { Endpoints } from "../support/adapters.js";
import { HandClock } from "../support/hand-clock.js";

const endpoints = new Endpoints();
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

async function ingest(): Promise<{ clock: HandClock; packets: SoundPacket[] }> {
  const clock = new HandClock();
  const packets: SoundPacket[] = [];
  const options = {
    adapter: 1,
    endpoint: { url: (await endpoints.start()).url, handshakeTimeout: 20_000, reconnectWindow: 5_000 },
    opus: await loadOpus(),
    pacer: new Pacer(clock, () => {}),
    onPacket: (packet: SoundPacket) => void packets.push(packet),
    onEnd: () => {},
  };
  const opened = await Ingest.open(options, AbortSignal.timeout(20_000));
  cleanups.push(() => opened.close());
  return { clock, packets };
}

/** Samples between two packets after each other. */
const steps = (packets: readonly SoundPacket[]): number[] =>
  packets.slice(1).map(({ timestamp }, index) => (timestamp - (packets[index]?.timestamp ?? 0)) >>> 0);

it("makes up for what a busy machine is late with", async () => {
  const { clock, packets } = await ingest();
  clock.fire(0);
  clock.fire(780);
  clock.fire(0);
  expect(packets).toHaveLength(1 + 40 + 1);
  expect(new Set(steps(packets))).toEqual(new Set([960]));
});

it("goes on from where the clock is after a sleep", async () => {
  const { clock, packets } = await ingest();
  clock.fire(0);
  clock.fire(3_600_000);
  clock.fire(0);
  expect(packets).toHaveLength(1 + 50 + 1);
  const hour = (3_600_000 / 20 + 1 - 50) * 960;
  expect(steps(packets).filter((step) => step !== 960)).toEqual([hour + 960]);
  expect(packets.at(-1)?.sequenceNumber).toBe(((packets[0]?.sequenceNumber ?? 0) + 51) & 0xffff);
});
