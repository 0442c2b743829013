import { once } from "node:events";
import wrtc from "@roamhq/wrtc";
import { afterEach, describe, expect, it } from "vitest";
import type { NewAdapterReply } from "../../../src/server/calls/index.js";
import { startSfu, type LocalSfu, type SfuOptions } from "../../../src/sfu/index.js";
import type { AdapterEndpoint } from "../support/endpoint.js";
import { callsOf, Endpoints } from "../support/adapters.js";
import { NodePeer } from "../support/node-peer.js";
import { until } from "../support/setup.js";
import { channel, loudness, mostlyAt, tone } from "../support/tones.js";

const endpoints = new Endpoints();
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function start(options: SfuOptions = {}): Promise<LocalSfu> {
  const sfu = await startSfu(options);
  cleanups.push(() => sfu.close());
  return sfu;
}

/** A peer that sends a tone as the track `mic`. */
async function speaker(sfu: LocalSfu, frequency: number): Promise<NodePeer> {
  const peer = await NodePeer.join(sfu);
  cleanups.push(() => peer.close());
  peer.pc.addTransceiver(peer.tone(frequency), { direction: "sendonly" });
  await peer.publish({ "0": "mic" });
  await peer.connected();
  return peer;
}

/** An adapter that sends `mic` of a peer to an endpoint. */
async function record(sfu: LocalSfu, { session }: NodePeer, { url }: AdapterEndpoint): Promise<string> {
  const [adapter] = await callsOf(sfu).adapters.open([
    { location: "remote", sessionId: session, trackName: "mic", endpoint: url, outputCodec: "pcm" },
  ]);
  return adapter?.adapterId ?? "";
}

/** An adapter that publishes what an endpoint says as `bot`. */
async function speak(sfu: LocalSfu, { url }: AdapterEndpoint): Promise<NewAdapterReply> {
  const [adapter] = await callsOf(sfu).adapters.open([
    { location: "local", trackName: "bot", endpoint: url, inputCodec: "pcm" },
  ]);
  return adapter ?? {};
}

describe("an egress adapter", { timeout: 30_000 }, () => {
  it("sends a track's sound as frames of 20 ms", async () => {
    const sfu = await start();
    const calls = callsOf(sfu);
    const ada = await speaker(sfu, 600);
    const recorder = await endpoints.start();
    const [adapter] = await calls.adapters.open([
      { location: "remote", sessionId: ada.session, trackName: "mic", endpoint: recorder.url, outputCodec: "pcm" },
    ]);
    expect(adapter).toEqual({
      trackName: "mic",
      adapterId: expect.stringMatching(/^[0-9a-f]{32}$/),
      endpoint: recorder.url,
    });
    await recorder.receive(25);
    const packets = await recorder.receive(50);
    for (const [index, { sequenceNumber, timestamp, payload }] of packets.entries()) {
      expect(payload).toHaveLength(3_840);
      const before = packets[index - 1];
      if (!before) continue;
      expect(sequenceNumber).toBe(before.sequenceNumber + 1);
      expect((timestamp - before.timestamp) >>> 0).toBe(960);
    }
    const payloads = packets.map(({ payload }) => payload);
    for (const which of [0, 1] as const) {
      const samples = channel(payloads, which);
      expect(mostlyAt(samples, 600)).toBeGreaterThan(0.9);
      expect(loudness(samples)).toBeGreaterThan(1_000);
    }
    const closed = once(recorder, "closed");
    const [done] = await calls.adapters.close([adapter?.adapterId ?? ""]);
    expect(done?.bytesProcessed).toBeGreaterThan(75 * 3_840);
    expect(await closed).toEqual([1000]);
    expect(await calls.adapters.close([adapter?.adapterId ?? ""])).toEqual([{ adapterId: adapter?.adapterId }]);
  });

  it("dials an endpoint again that went away, and goes on", async () => {
    const sfu = await start();
    const ada = await speaker(sfu, 600);
    const recorder = await endpoints.start();
    await record(sfu, ada, recorder);
    await recorder.receive(10);
    const again = once(recorder, "socket");
    recorder.socket.terminate();
    await again;
    const payloads = (await recorder.receive(50)).map(({ payload }) => payload);
    expect(mostlyAt(channel(payloads, 0), 600)).toBeGreaterThan(0.9);
    expect(recorder.dials).toBe(2);
  });

  it("ends when its endpoint stays away", async () => {
    const sfu = await start({ timings: { adapterReconnect: 400 } });
    const ada = await speaker(sfu, 600);
    const recorder = await endpoints.start();
    const adapterId = await record(sfu, ada, recorder);
    await recorder.receive(5);
    recorder.refuseWith = 503;
    recorder.socket.terminate();
    await until(() => (sfu.sessions().adapters === 0 ? true : undefined));
    expect(recorder.dials).toBeGreaterThan(1);
    expect(await callsOf(sfu).adapters.close([adapterId])).toEqual([{ adapterId }]);
  });

  it("ends with the track that it sends", async () => {
    const sfu = await start();
    const ada = await speaker(sfu, 600);
    const recorder = await endpoints.start();
    await record(sfu, ada, recorder);
    const closed = once(recorder, "closed");
    await ada.api("PUT", "/tracks/close", { tracks: [{ mid: "0" }], force: true });
    expect(await closed).toEqual([1000]);
    // The thread's word comes on another way than the socket's.
    await until(() => (sfu.sessions().adapters === 0 ? true : undefined));
  });
});

describe("an ingest adapter", { timeout: 30_000 }, () => {
  it("publishes what its endpoint sends in a session of its own", async () => {
    const sfu = await start();
    const calls = callsOf(sfu);
    const voice = await endpoints.start();
    const [adapter] = await calls.adapters.open([
      { location: "local", trackName: "bot", endpoint: voice.url, inputCodec: "pcm" },
    ]);
    const { sessionId = "" } = adapter ?? {};
    expect(await calls.sessions.get(sessionId)).toMatchObject({ tracks: [{ trackName: "bot", status: "active" }] });
    const bob = await NodePeer.join(sfu);
    cleanups.push(() => bob.close());
    const arrived = once(bob.pc, "track") as Promise<[RTCTrackEvent]>;
    await bob.pull([{ location: "remote", sessionId, trackName: "bot" }]);
    const [{ track }] = await arrived;
    const heard: number[] = [];
    const sink = new wrtc.nonstandard.RTCAudioSink(track);
    cleanups.push(() => sink.stop());
    sink.addEventListener("data", (event) => {
      const { samples, channelCount = 1 } = event as unknown as { samples: Int16Array; channelCount?: number };
      for (let index = 0; index < samples.length; index += channelCount) heard.push(samples[index] ?? 0);
    });
    await bob.connected();
    voice.say(tone(700, 4), 16_384);
    await until(() => (loudness(heard.slice(-4_800)) > 1_000 ? true : undefined));
    heard.length = 0;
    await until(() => (heard.length >= 48_000 ? true : undefined));
    expect(mostlyAt(heard, 700)).toBeGreaterThan(0.9);
    voice.socket.close();
    await until(() => (sfu.sessions().open === 1 ? true : undefined));
    await expect(calls.sessions.get(sessionId)).rejects.toMatchObject({ status: 410 });
  });

  it("ends when a message is no packet, or longer than 32 KiB", async () => {
    const sfu = await start();
    for (const [message, code] of [
      [Buffer.from([0x2a, 5]), 1007],
      [Buffer.alloc(32_769), 1009],
    ] as const) {
      const voice = await endpoints.start();
      await speak(sfu, voice);
      const closed = once(voice, "closed");
      voice.socket.send(message);
      expect(await closed).toEqual([code]);
      await until(() => (sfu.sessions().open === 0 ? true : undefined));
    }
  });

  it("ends when its track or its session is closed, and by request", async () => {
    const sfu = await start({ faults: true });
    const calls = callsOf(sfu);
    for (const end of [
      async ({ sessionId = "" }) => calls.tracks.close(sessionId, { tracks: [{ mid: "0" }], force: true }),
      async () => fetch(sfu.url.replace("/v1", "/admin/restart"), { method: "POST" }),
      async ({ adapterId = "" }) =>
        expect(await calls.adapters.close([adapterId])).toEqual([{ adapterId, bytesProcessed: 0 }]),
    ] as ((adapter: { adapterId?: string; sessionId?: string }) => Promise<unknown>)[]) {
      const voice = await endpoints.start();
      const adapter = await speak(sfu, voice);
      const closed = once(voice, "closed");
      await end(adapter);
      expect(await closed).toEqual([1000]);
      await until(() => (sfu.sessions().open === 0 && sfu.sessions().adapters === 0 ? true : undefined));
    }
  });

  it("takes ten seconds in advance, and lets its endpoint wait with the rest", async () => {
    const sfu = await start();
    const voice = await endpoints.start();
    const minute = tone(700, 60);
    const began = performance.now();
    const { adapterId = "" } = await speak(sfu, voice);
    voice.say(minute, 16_384);
    let waiting = -1;
    await until(async () => {
      const before = waiting;
      waiting = voice.socket.bufferedAmount;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return waiting > 0 && waiting === before ? true : undefined;
    });
    const [closed] = await callsOf(sfu).adapters.close([adapterId]);
    expect(closed?.bytesProcessed).toBeGreaterThan(9 * 192_000);
    // What was played meanwhile makes room for as much.
    const played = (performance.now() - began) / 1_000;
    expect(closed?.bytesProcessed).toBeLessThan((11 + played) * 192_000);
  });

  it("cannot be connected to as a peer", async () => {
    const sfu = await start();
    const { sessionId = "" } = await speak(sfu, await endpoints.start());
    const peer = await NodePeer.join(sfu);
    cleanups.push(() => peer.close());
    peer.pc.addTransceiver(peer.tone(500), { direction: "sendonly" });
    const sdp = await peer.offer();
    const stolen = callsOf(sfu).tracks.add(sessionId, {
      sessionDescription: { type: "offer", sdp },
      tracks: [{ location: "local", mid: "0", trackName: "mine" }],
    });
    await expect(stolen).rejects.toMatchObject({ status: 406, code: "invalid_session_description" });
  });
});
