import { describe, expect, it } from "vitest";
import type { SoundPacket } from "../../../src/sfu/adapters/messages.js";
import { loadOpus, type OpusDecoder } from "../../../src/sfu/adapters/worker/opus.js";
import { Framer, SoundDecoder } from "../../../src/sfu/adapters/worker/sound-decoder.js";
import { Fuzz } from "../support/fuzz.js";
import { channel, loudness, shareAt, tone } from "../support/tones.js";

/** Tells what it is asked for. Packets hold their number and their length in hundreds of samples. */
function scripted(): { readonly decoder: OpusDecoder; readonly asked: string[] } {
  const asked: string[] = [];
  const sound = (what: string, length: number): Int16Array => {
    asked.push(what);
    return new Int16Array(length * 2);
  };
  return {
    asked,
    decoder: {
      decode: ([number = 0, length = 0]) => {
        if (length === 0) throw new Error("broken");
        return sound(`${number}`, length * 96);
      },
      conceal: (length) => sound(`conceal ${length}`, length),
      recover: ([number], length) => sound(`recover ${length} before ${number}`, length),
      free: () => {},
    },
  };
}

function packet(number: number, timestamp = number * 960, length = 10): SoundPacket {
  return {
    adapter: 1,
    sequenceNumber: number & 0xffff,
    timestamp: timestamp >>> 0,
    payload: Uint8Array.of(number, length),
  };
}

/** What the decoder is asked for, and how much sound comes out by its timestamps. */
function run(packets: readonly SoundPacket[]): { readonly asked: string[]; readonly length: number } {
  const { decoder, asked } = scripted();
  let [length, end] = [0, undefined as number | undefined];
  const sound = new SoundDecoder(decoder, (samples, timestamp) => {
    if (end !== undefined) expect(timestamp).toBe(end);
    end = (timestamp + samples.length / 2) >>> 0;
    length += samples.length / 2;
  });
  for (const each of packets) sound.receive(each);
  return { asked, length };
}

describe("sound from the network", () => {
  it("is put in order, and what comes twice or too late is left out", () => {
    const { asked } = run([0, 2, 1, 1, 3, 5, 4, 0].map((number) => packet(number)));
    expect(asked).toEqual(["0", "1", "2", "3", "4", "5"]);
  });

  it("counts on over the wraps of its numbers", () => {
    const packets = [65_534, 65_535, 65_536, 65_537].map((number) =>
      packet(number, 2 ** 32 - 1_920 + (number - 65_534) * 960),
    );
    expect(run(packets)).toMatchObject({ length: 3_840 });
  });

  it("recovers the last of what is lost from the packet after it, and makes up what is before", () => {
    expect(run([0, 2, 3, 4, 5].map((number) => packet(number)))).toEqual({
      asked: ["0", "recover 960 before 2", "2", "3", "4", "5"],
      length: 6 * 960,
    });
    expect(run([0, 4, 5, 6, 7].map((number) => packet(number)))).toEqual({
      asked: ["0", "conceal 1920", "recover 960 before 4", "4", "5", "6", "7"],
      length: 8 * 960,
    });
    // Beyond 60 ms it is silence, which nobody is asked for.
    expect(run([0, 9, 10, 11, 12].map((number) => packet(number)))).toMatchObject({ length: 13 * 960 });
  });

  it("fills the pauses of a source that sends nothing while it is silent, up to a second", () => {
    expect(run([packet(0), packet(1, 20_000), packet(2, 20_960)])).toEqual({ asked: ["0", "1", "2"], length: 21_920 });
    const { decoder } = scripted();
    const timestamps: number[] = [];
    const sound = new SoundDecoder(decoder, (_, timestamp) => timestamps.push(timestamp));
    for (const each of [packet(0), packet(1, 480_000)]) sound.receive(each);
    expect(timestamps).toEqual([0, 480_000]);
  });

  it("conceals a packet that is broken", () => {
    expect(run([packet(0), packet(1, 960, 0), packet(2)])).toEqual({ asked: ["0", "conceal 960", "2"], length: 2_880 });
  });

  it("begins anew after a jump", () => {
    expect(run([packet(0), packet(1), packet(30_000, 5), packet(30_001, 965)].slice(0, 2)).asked).toEqual(["0", "1"]);
    const { decoder, asked } = scripted();
    const sound = new SoundDecoder(decoder, () => {});
    for (const each of [packet(0), packet(30_000, 5), packet(30_001, 965)]) sound.receive(each);
    expect(asked).toHaveLength(3);
  });

  it("never throws and never grows, whatever comes", () => {
    const fuzz = new Fuzz(21);
    const { decoder } = scripted();
    let length = 0;
    const sound = new SoundDecoder(decoder, (samples) => (length += samples.length));
    for (let round = 0; round < 20_000; round++) {
      sound.receive(packet(fuzz.below(70_000), fuzz.below(2 ** 31), fuzz.below(60)));
    }
    expect(length).toBeGreaterThan(0);
  });
});

describe("frames of 20 ms", () => {
  it("hold packets of any length, each with the time of its first sample", () => {
    const frames: [number, number][] = [];
    const framer = new Framer((samples, timestamp) => frames.push([samples[0] ?? -1, timestamp]));
    let timestamp = 2 ** 32 - 480;
    for (const length of [480, 480, 2_880, 120, 840]) {
      framer.push(
        new Int16Array(length * 2).map((_, index) => (index >> 1) & 0x7fff),
        timestamp >>> 0,
      );
      timestamp += length;
    }
    expect(frames).toEqual([
      [0, 2 ** 32 - 480],
      [0, 480],
      [960, 1_440],
      [1_920, 2_400],
      [0, 3_360],
    ]);
  });
});

describe("Opus of the library", () => {
  const FRAMES = 100;

  async function encode(): Promise<SoundPacket[]> {
    const encoder = await (await loadOpus()).createEncoder();
    const pcm = Buffer.from(tone(500, FRAMES / 50));
    const packets = Array.from({ length: FRAMES }, (_, index) => {
      const frame = new Int16Array(Uint8Array.from(pcm.subarray(index * 3_840, (index + 1) * 3_840)).buffer);
      return { ...packet(index), payload: Uint8Array.from(encoder.encode(frame)) };
    });
    encoder.free();
    return packets;
  }

  async function decode(packets: readonly SoundPacket[]): Promise<number[]> {
    const decoder = await (await loadOpus()).createDecoder();
    const out: Uint8Array[] = [];
    const sound = new SoundDecoder(decoder, (samples) => out.push(new Uint8Array(samples.slice().buffer)));
    for (const each of packets) sound.receive(each);
    decoder.free();
    return channel(out, 0);
  }

  it("goes through as it was", async () => {
    const heard = await decode(await encode());
    expect(heard).toHaveLength(FRAMES * 960);
    expect(shareAt(heard.slice(4_800), 500)).toBeGreaterThan(0.95);
  });

  it("still sounds the same with every tenth packet lost", async () => {
    const packets = await encode();
    const heard = await decode(packets.filter((_, index) => index % 10 !== 5));
    expect(heard).toHaveLength(FRAMES * 960);
    const lost = heard.slice(45 * 960, 46 * 960);
    expect(loudness(lost)).toBeGreaterThan(2_000);
    expect(shareAt(heard.slice(4_800), 500)).toBeGreaterThan(0.9);
  });
});
