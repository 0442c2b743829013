/** What sound over WebSocket adapters costs: processor time for each track, and how much later it comes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Publication } from "../../../src/sfu/router/publication.js";
import { writeRtpHeader } from "../../../src/sfu/router/rtp.js";
import { Subscription } from "../../../src/sfu/router/subscription.js";
import { EXTENSION } from "../../../src/sfu/sdp/extensions.js";
import { loadOpus } from "../../../src/sfu/adapters/worker/opus.js";
import { Timers } from "../../../src/sfu/timers.js";
import { createCertificate } from "../../../src/sfu/transport/certificate.js";
import { UdpSocket } from "../../../src/sfu/transport/udp.js";
import { encodePacket } from "../../../src/wire/adapter-packet.js";
import type { WebSocketAdapter } from "../../../src/wire/adapters-api.js";
import { AdapterEndpoint } from "../../sfu/support/endpoint.js";
import { callsOf } from "../../sfu/support/adapters-api.js";
import { tone } from "../../sfu/support/tones.js";
import { cpuOf, spawnSelf } from "./child.js";
import { Client, type Server } from "./sfu-client.js";

const SECONDS = 4;
const HOST = "127.0.0.1";
const FRAME = 960;
/** Adapters that one call may open. */
const BATCH = 4;

/** Of one track. */
export interface AdapterMeasurement {
  /** Seconds of processor time for a second of sound. */
  readonly cpu: number;
  /** Milliseconds, sorted. */
  readonly latencies: readonly number[];
}

/** A second of a tone in Opus, to be sent again and again. */
async function encodeTone(): Promise<Uint8Array[]> {
  const encoder = await (await loadOpus()).createEncoder();
  const frames = Array.from({ length: 50 }, (_, index) => {
    const frame = Uint8Array.from(tone(440, 0.02, index * FRAME));
    return Uint8Array.from(encoder.encode(new Int16Array(frame.buffer)));
  });
  encoder.free();
  return frames;
}

/** A way for clients to the SFU, and its end. */
async function network(): Promise<{ join(server: Server): Promise<Client>; close(): Promise<void> }> {
  const timers = new Timers();
  const certificate = await createCertificate();
  const sockets: UdpSocket[] = [];
  return {
    async join(server) {
      const socket = await UdpSocket.bind(HOST, 0);
      sockets.push(socket);
      return new Client(server, socket, certificate, timers);
    },
    async close() {
      timers.close();
      await Promise.all(sockets.map((socket) => socket.close()));
    },
  };
}

/** Calls `send` every 20 ms until the returned function is called. */
function everyFrame(send: (frame: number) => void): () => void {
  const began = performance.now();
  let frame = 0;
  const timer = setInterval(() => {
    for (; frame * 20 < performance.now() - began; frame++) send(frame);
  }, 5);
  return () => clearInterval(timer);
}

const pause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

interface Source {
  readonly session: string;
  readonly sentAt: ReadonlyMap<number, number>;
  close(): Promise<void>;
}

/** Somebody who speaks, with the time at which each packet was sent, by its timestamp. */
async function speak(server: Server): Promise<Source> {
  const { join, close } = await network();
  const packets = await encodeTone();
  const client = await join(server);
  const request = { tracks: [{ location: "local", trackName: "voice", kind: "audio" }] };
  const { session, line } = await client.exchange(request, (target) => {
    target.startSubscription(new Subscription("audio", target, "voice", {}));
  });
  const mid = { id: line.extensions.get(EXTENSION.mid) ?? 1, value: Buffer.from(line.mid) };
  const payloadType = line.codecs.find(({ name }) => name === "opus")?.payloadType ?? 111;
  const sentAt = new Map<number, number>();
  const stop = everyFrame((frame) => {
    const sequenceNumber = frame & 0xffff;
    const timestamp = frame * FRAME;
    const header = writeRtpHeader({
      payloadType,
      marker: false,
      sequenceNumber,
      timestamp,
      ssrc: 7,
      extensions: [mid],
    });
    sentAt.set(timestamp, performance.now());
    client.transport.sendRtp(7, sequenceNumber, header, Buffer.from(packets[frame % packets.length] ?? []));
  });
  return {
    session,
    sentAt,
    close() {
      stop();
      return close();
    },
  };
}

/** Opens so many adapters, a call's worth at a time. @returns the session of each, where it has one. */
async function open(server: Server, count: number, adapter: WebSocketAdapter): Promise<string[]> {
  const { adapters } = callsOf(server);
  const sessions: string[] = [];
  for (let opened = 0; opened < count; opened += BATCH) {
    const items = await adapters.open(Array.from({ length: Math.min(BATCH, count - opened) }, () => adapter));
    for (const { errorDescription, sessionId = "" } of items) {
      if (errorDescription !== undefined) throw new Error(errorDescription);
      sessions.push(sessionId);
    }
  }
  return sessions;
}

const egress = (endpoint: AdapterEndpoint, { session }: Source) =>
  ({ location: "remote", sessionId: session, trackName: "voice", endpoint: endpoint.url, outputCodec: "pcm" }) as const;

/** Sends a voice to so many endpoints, until the returned function is called. */
export async function openEgress(server: Server, count: number): Promise<() => Promise<void>> {
  const endpoint = await AdapterEndpoint.start();
  const source = await speak(server);
  await open(server, count, egress(endpoint, source));
  return async () => {
    await source.close();
    await endpoint.close();
  };
}

/** Sound of a track to so many endpoints. */
export async function measureEgress(count: number): Promise<AdapterMeasurement> {
  const { child, ready: server } = await spawnSelf<Server>("sfu");
  const endpoint = await AdapterEndpoint.start();
  const source = await speak(server);
  const latencies: number[] = [];
  endpoint.on("packet", ({ timestamp }) => {
    const sent = source.sentAt.get(timestamp);
    if (sent !== undefined) latencies.push(performance.now() - sent);
    endpoint.packets.length = 0;
  });
  // What the source costs without any adapter does not count.
  await pause(0.5);
  const idle = await costOf(child);
  await open(server, count, egress(endpoint, source));
  await pause(0.5);
  latencies.length = 0;
  const busy = await costOf(child);
  await source.close();
  await endpoint.close();
  child.disconnect();
  return { cpu: (busy - idle) / count, latencies: latencies.toSorted((a, b) => a - b) };
}

/** Sound of so many endpoints to tracks: how late it is, is heard of one. */
export async function measureIngest(count: number): Promise<AdapterMeasurement> {
  const { child, ready: server } = await spawnSelf<Server>("sfu");
  const endpoint = await AdapterEndpoint.start();
  const { join, close } = await network();
  const idle = await costOf(child);
  const adapter = { location: "local", trackName: "voice", endpoint: endpoint.url, inputCodec: "pcm" } as const;
  const [session] = await open(server, count, adapter);
  const latencies: number[] = [];
  let spokeAt: number | undefined;
  const listener = await join(server);
  listener.onRtp = (packet) => {
    // Silence is a few bytes.
    if (spokeAt === undefined || packet.length < 60) return;
    latencies.push(performance.now() - spokeAt);
    spokeAt = undefined;
  };
  await listener.exchange({ tracks: [{ location: "remote", sessionId: session, trackName: "voice" }] }, (target) => {
    target.publication = new Publication("voice", "voice", target.mid, "audio", target, []);
  });
  const piece = encodePacket({ payload: tone(440, 0.02) });
  // Ten frames of a tone, and as many of nothing, so that it is seen when it begins.
  const stop = everyFrame((frame) => {
    if (frame % 20 === 0) spokeAt = performance.now();
    if (frame % 20 < 10) for (const socket of endpoint.sockets) socket.send(piece);
    if (frame % 20 === 10)
      for (const socket of endpoint.sockets) socket.send(encodePacket({ payload: new Uint8Array() }));
  });
  await pause(0.5);
  latencies.length = 0;
  const busy = await costOf(child);
  stop();
  await Promise.all([close(), endpoint.close()]);
  child.disconnect();
  return { cpu: (busy - idle) / count, latencies: latencies.toSorted((a, b) => a - b) };
}

/** Seconds of processor time that the child uses in a second. */
async function costOf(child: Parameters<typeof cpuOf>[0]): Promise<number> {
  const before = await cpuOf(child);
  await pause(SECONDS);
  return ((await cpuOf(child)) - before) / SECONDS;
}

/** Seconds of processor time that ffmpeg's libopus takes for a second of sound; not a number where there is no ffmpeg. */
export function measureFfmpeg(): { readonly encoding: number; readonly decoding: number } {
  const length = 60;
  const folder = mkdtempSync(join(tmpdir(), "calls-bench-"));
  const [raw, opus] = [join(folder, "tone.raw"), join(folder, "tone.opus")];
  writeFileSync(raw, tone(440, length));
  const format = ["-f", "s16le", "-ar", "48000", "-ac", "2"];
  const codec = ["-c:a", "libopus", "-b:a", "64k", "-compression_level", "5", "-frame_duration", "20"];
  const encoding = ffmpeg([...format, "-i", raw, ...codec, "-y", opus]) / length;
  const decoding = ffmpeg(["-c:a", "libopus", "-i", opus, ...format, "-y", join(folder, "out.raw")]) / length;
  rmSync(folder, { recursive: true });
  return { encoding, decoding };
}

function ffmpeg(args: readonly string[]): number {
  const { stderr } = spawnSync("ffmpeg", ["-hide_banner", "-nostdin", "-benchmark", ...args], { encoding: "utf8" });
  const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr ?? "") ?? [];
  return Number(user ?? Number.NaN) + Number(system ?? Number.NaN);
}
