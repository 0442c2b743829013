/**
 * What the SFU costs, next to a bare UDP echo of the same packets in the same run: packets that one core forwards in a
 * second, and the time that a packet spends on its way. Adapters of sound are next to ffmpeg's libopus, where that is installed.
 *
 *   npm run bench:sfu [-- --json]
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { startSfu } from "../../src/sfu/index.js";
import { Publication } from "../../src/sfu/router/publication.js";
import { writeRtpHeader } from "../../src/sfu/router/rtp.js";
import { Subscription } from "../../src/sfu/router/subscription.js";
import { EXTENSION } from "../../src/sfu/sdp/extensions.js";
import { Timers } from "../../src/sfu/timers.js";
import { createCertificate } from "../../src/sfu/transport/certificate.js";
import { UdpSocket } from "../../src/sfu/transport/udp.js";
import { measureEgress, measureFfmpeg, measureIngest, openEgress } from "./support/adapters.js";
import { cpuOf, reportCpu, spawnSelf } from "./support/child.js";
import { quantile, type Row } from "./support/rows.js";
import { Client, type Server } from "./support/sfu-client.js";

const PAYLOAD = 1_000;
const SECONDS = 4;
const HOST = "127.0.0.1";

/** Who sends how much to how many. */
interface Load {
  readonly publishers: number;
  /** Of each publisher. */
  readonly subscribers: number;
  /** Packets a second of each publisher, in bursts of a millisecond tick. */
  readonly rate: number;
}

/** As much as a core can take. */
const HEAVY: Load = { publishers: 1, subscribers: 8, rate: 2_000 };
/** Half of it, so that there is room for something else beside it. */
const FORWARDING: Load = { publishers: 1, subscribers: 8, rate: 1_000 };
/** Tracks that adapters send and take. */
const TRACKS = [1, 10, 50] as const;
/** Packets a second of somebody's voice and VGA picture. */
const PERSON = 160;
/** Calls by name: publishers, and who receives each of them. */
const CALLS: readonly (readonly [name: string, load: Load])[] = [
  ["call 1x1", { publishers: 1, subscribers: 1, rate: PERSON }],
  ["call 1x4", { publishers: 1, subscribers: 4, rate: PERSON }],
  ["call 3x3", { publishers: 3, subscribers: 2, rate: PERSON }],
];

interface Measurement {
  /** Packets that arrived at subscribers. */
  readonly packets: number;
  /** CPU seconds of the forwarding process. */
  readonly cpu: number;
  /** Milliseconds, sorted. */
  readonly latencies: readonly number[];
}

/** A VP8 payload with the time of sending in it: the first begins a key frame, the others go on with it. */
function payloadAt(now: number, first: boolean): Buffer {
  const payload = Buffer.alloc(PAYLOAD);
  payload.set(first ? [0x90, 0x80, 0x01, 0x10] : [0x80, 0x80, 0x01, 0x11]);
  payload.writeDoubleBE(now, 16);
  return payload;
}

/** Calls `send` at an even rate for the time of the measurement. */
async function pace(rate: number, send: () => void): Promise<void> {
  const start = performance.now();
  let sent = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(rate * SECONDS, Math.floor(((performance.now() - start) / 1000) * rate));
      for (; sent < due; sent++) send();
      if (sent < rate * SECONDS) return;
      clearInterval(timer);
      setTimeout(resolve, 300);
    }, 1);
  });
}

interface Track {
  readonly session: string;
  /** Sends the next packet. */
  send(first: boolean): void;
}

/** Publishes one track by SFU offer. */
async function publish(client: Client, trackName: string): Promise<Track> {
  const request = { tracks: [{ location: "local", trackName, kind: "video" }] };
  const { session, line } = await client.exchange(request, (target) => {
    target.startSubscription(new Subscription("video", target, trackName, {}));
  });
  const mid = { id: line.extensions.get(EXTENSION.mid) ?? 1, value: Buffer.from(line.mid) };
  const payloadType = line.codecs[0]?.payloadType ?? 96;
  let sequence = 0;
  const send = (first: boolean): void => {
    const sequenceNumber = sequence++ & 0xffff;
    const fields = { payloadType, marker: false, sequenceNumber, timestamp: sequence, ssrc: 7, extensions: [mid] };
    client.transport.sendRtp(7, sequenceNumber, writeRtpHeader(fields), payloadAt(performance.now(), first));
  };
  return { session, send };
}

/** @param beside - What else the SFU has to do meanwhile, until the returned function is called. */
async function measureSfu(
  { publishers, subscribers, rate }: Load,
  beside: (server: Server) => Promise<() => Promise<void>> = () => Promise.resolve(() => Promise.resolve()),
): Promise<Measurement> {
  const { child, ready } = await spawnSelf<Server>("sfu");
  const timers = new Timers();
  const certificate = await createCertificate();
  const sockets: UdpSocket[] = [];
  const join = async (): Promise<Client> => {
    const socket = await UdpSocket.bind(HOST, 0);
    sockets.push(socket);
    return new Client(ready, socket, certificate, timers);
  };
  const tracks: Track[] = [];
  for (let index = 0; index < publishers; index++) tracks.push(await publish(await join(), `load-${index}`));
  // Pulls wait for a first packet, and each starts with a key frame.
  const warmUp = setInterval(() => tracks.forEach(({ send }) => send(true)), 20);
  const latencies: number[] = [];
  let counting = false;
  for (const [index, { session }] of tracks.entries()) {
    const trackName = `load-${index}`;
    for (let each = 0; each < subscribers; each++) {
      const subscriber = await join();
      subscriber.onRtp = (packet) => {
        if (counting) latencies.push(performance.now() - packet.readDoubleBE(packet.length - PAYLOAD + 16));
      };
      const remote = { tracks: [{ location: "remote", sessionId: session, trackName }] };
      await subscriber.exchange(remote, (target) => {
        target.publication = new Publication(trackName, trackName, target.mid, "video", target, []);
      });
    }
  }
  const endBeside = await beside(ready);
  await new Promise((resolve) => setTimeout(resolve, 500));
  clearInterval(warmUp);
  counting = true;
  const before = await cpuOf(child);
  await pace(rate, () => tracks.forEach(({ send }) => send(false)));
  const cpu = (await cpuOf(child)) - before;
  await endBeside();
  child.disconnect();
  timers.close();
  await Promise.all(sockets.map((socket) => socket.close()));
  return { packets: latencies.length, cpu, latencies: latencies.toSorted((a, b) => a - b) };
}

async function measureEcho({ publishers, subscribers, rate }: Load): Promise<Measurement> {
  const { child, ready: port } = await spawnSelf<number>("echo");
  const latencies: number[] = [];
  const receivers = await Promise.all(
    Array.from({ length: subscribers }, async () => {
      const socket = createSocket({ type: "udp4", recvBufferSize: 4 << 20 });
      socket.on("message", (packet) => latencies.push(performance.now() - packet.readDoubleBE(32)));
      socket.bind(0, HOST);
      await once(socket, "listening");
      return socket;
    }),
  );
  // A datagram of its own port makes a receiver known.
  for (const receiver of receivers) receiver.send("here", port, HOST);
  const sender = createSocket("udp4");
  await new Promise((resolve) => setTimeout(resolve, 200));
  const before = await cpuOf(child);
  await pace(rate, () => {
    for (let index = 0; index < publishers; index++) {
      // As long as the same packet with its header, extension and authentication tag.
      const packet = Buffer.alloc(PAYLOAD + 36);
      packet.writeDoubleBE(performance.now(), 32);
      sender.send(packet, port, HOST);
    }
  });
  const cpu = (await cpuOf(child)) - before;
  child.disconnect();
  for (const socket of [...receivers, sender]) socket.close();
  return { packets: latencies.length, cpu, latencies: latencies.toSorted((a, b) => a - b) };
}

function serveEcho(): void {
  const socket = createSocket({ type: "udp4", recvBufferSize: 4 << 20 });
  const receivers: number[] = [];
  socket.on("message", (packet, from) => {
    if (packet.length < PAYLOAD) receivers.push(from.port);
    else for (const port of receivers) socket.send(packet, port, HOST);
  });
  socket.bind(0, HOST, () => process.send?.(socket.address().port));
}

async function serveSfu(): Promise<void> {
  const { url, appId, appSecret } = await startSfu({ announce: [HOST] });
  process.send?.({ url, appId, appSecret });
}

/** Measures both, one after the other. @returns a function that makes a row of one figure. */
async function compare(load: Load): Promise<(name: string, figure: (measurement: Measurement) => number) => Row> {
  const echo = await measureEcho(load);
  const sfu = await measureSfu(load);
  return (name, figure) => ({ name, ours: figure(sfu), theirs: figure(echo), ratio: figure(sfu) / figure(echo) });
}

function row(name: string, ours: number, theirs: number): Row {
  return { name, ours, theirs, ratio: ours / theirs };
}

/** Adapters of sound next to ffmpeg's libopus, and forwarding with them beside it next to forwarding alone. */
async function compareAdapters(): Promise<Row[]> {
  const rows: Row[] = [];
  const opus = measureFfmpeg();
  for (const count of TRACKS) {
    for (const [name, adapters, theirs] of [
      ["PCM out", measureEgress, opus.decoding],
      ["PCM in", measureIngest, opus.encoding],
    ] as const) {
      const { cpu, latencies } = await adapters(count);
      rows.push(
        row(`${name} x${count}, percent of a core a track`, cpu * 100, theirs * 100),
        row(`${name} x${count}, ms on the way, p50`, quantile(latencies, 0.5), Number.NaN),
        row(`${name} x${count}, ms on the way, p99`, quantile(latencies, 0.99), Number.NaN),
      );
    }
  }
  const most = TRACKS.at(-1) ?? 1;
  const alone = await measureSfu(FORWARDING);
  const beside = await measureSfu(FORWARDING, (server) => openEgress(server, most));
  const due = FORWARDING.publishers * FORWARDING.subscribers * FORWARDING.rate * SECONDS;
  rows.push(
    row(`beside ${most} PCM out, packets that arrived`, beside.packets / due, alone.packets / due),
    row(
      `beside ${most} PCM out, ms on the way, p99`,
      quantile(beside.latencies, 0.99),
      quantile(alone.latencies, 0.99),
    ),
  );
  return rows;
}

async function main(): Promise<void> {
  const heavy = await compare(HEAVY);
  const due = HEAVY.publishers * HEAVY.subscribers * HEAVY.rate * SECONDS;
  const rows = [
    heavy("packets a second on one core", ({ packets, cpu }) => packets / cpu),
    heavy("packets that arrived, of those due", ({ packets }) => packets / due),
    heavy("milliseconds on the way, p50", ({ latencies }) => quantile(latencies, 0.5)),
    heavy("milliseconds on the way, p99", ({ latencies }) => quantile(latencies, 0.99)),
  ];
  for (const [name, load] of CALLS) {
    const call = await compare(load);
    rows.push(call(`${name}, percent of one core`, ({ cpu }) => (cpu / SECONDS) * 100));
    rows.push(call(`${name}, ms on the way, p50`, ({ latencies }) => quantile(latencies, 0.5)));
    rows.push(call(`${name}, ms on the way, p99`, ({ latencies }) => quantile(latencies, 0.99)));
  }
  rows.push(...(await compareAdapters()));
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ rows }));
    return;
  }
  const { publishers, subscribers, rate } = HEAVY;
  console.log(
    `${publishers} publisher, ${subscribers} subscribers, ${rate} packets a second of ${PAYLOAD} bytes, ${SECONDS} s;`,
  );
  console.log(`calls with ${PERSON} such packets a second of each person`);
  for (const { name, ours, theirs, ratio } of rows) {
    console.log(`${name.padEnd(40)} SFU ${ours.toFixed(3)}  other ${theirs.toFixed(3)}  ratio ${ratio.toFixed(3)}`);
  }
}

const [role] = process.argv.slice(2);
if (role === "sfu" || role === "echo") {
  reportCpu();
  if (role === "echo") serveEcho();
  else await serveSfu();
} else {
  await main();
  // werift's last handshake flights hold the process for some seconds.
  process.exit();
}
