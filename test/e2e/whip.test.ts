/** Encoders and players of others, and an RTMP server, around a room and a real SFU. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CommandError } from "../../src/cli/command-error.js";
import type { RelayCommandOptions } from "../../src/cli/relay/relay.js";
import { startRoomServer, type RoomServer } from "../../src/server/hosts/node.js";
import { startSfu, type LocalSfu } from "../../src/sfu/index.js";
import { startApp, type App } from "./support/app.js";
import { canImport, firstLine, hasAiortc, python } from "../sfu/support/python.js";
import { Person } from "./support/person.js";
import { startRelay, type RunningRelay } from "./support/relay.js";
import { missingForRtmp, probe, startRtmpServer } from "./support/rtmp.js";

const PEER = "test/e2e/support/whip_peer.py";
const GSTREAMER = "test/e2e/support/gstreamer_whip.py";
const hasGStreamer = canImport(
  "import gi; gi.require_version('GstWebRTC', '1.0'); gi.require_version('Gst', '1.0'); " +
    "from gi.repository import Gst; Gst.init(None); assert all(map(Gst.ElementFactory.find, ['webrtcbin', 'nicesrc', 'vp8enc', 'opusenc']))",
);
const PATIENT = { timeout: 60_000, interval: 500 };

interface Host {
  readonly sfu: LocalSfu;
  readonly server: RoomServer;
}

/** What is not there yet is asked for again here, so that nobody has to wait for it long. */
async function startHost(): Promise<Host> {
  const sfu = await startSfu({ timings: { firstPacketWait: 2_000 } });
  const calls = { base: sfu.url, appId: sfu.appId, appSecret: sfu.appSecret };
  return { sfu, server: await startRoomServer({ calls }) };
}

async function close({ sfu, server }: Host): Promise<void> {
  await server.close();
  await sfu.close();
}

let host: Host;
let server: RoomServer;
/** Where somebody was killed: that is noticed after a while, in which the other tests run. */
let deserted: Host | undefined;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  if (!hasAiortc) return;
  deserted = await startHost();
  const encoder = run("publish", `${deserted.server.url}/whip/yard?name=Stage`, "VP8");
  await firstLine(encoder);
  while ((await tracksOf("Stage", deserted.server)) < 2) await wait(PATIENT.interval);
  expect(deserted.server.stats().participants).toBeGreaterThan(0);
  encoder.kill("SIGKILL");
}, 90_000);

afterAll(() => deserted && close(deserted));

beforeEach(async () => {
  host = await startHost();
  ({ server } = host);
});

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
  await close(host);
});

function run(...args: string[]): ChildProcess {
  return start(PEER, ...args);
}

function start(...args: string[]): ChildProcess {
  const child = python(...args);
  cleanups.push(() => child.kill());
  return child;
}

/** An encoder in the room, live. */
async function publish(name: string, codec: "VP8" | "H264"): Promise<ChildProcess> {
  const encoder = run("publish", `${server.url}/whip/yard?name=${name}`, codec);
  await firstLine(encoder);
  await isLive(name);
  return encoder;
}

/** The demo, and Ada in a room of it. */
async function startCall(): Promise<{ app: App; ada: Person }> {
  const [app, ada] = await Promise.all([startApp(), Person.launch({ name: "Ada", tone: 660 })]);
  cleanups.push(
    () => app.stop(),
    () => ada.close(),
  );
  await ada.join(app.url, "yard");
  return { app, ada };
}

/** How many tracks of somebody flow. */
async function tracksOf(name: string, { url }: RoomServer): Promise<number> {
  const reply = await fetch(`${url}/whep/yard/${name}`, { method: "POST" });
  const location = reply.headers.get("location");
  if (location !== null) await fetch(`${url}${location}`, { method: "DELETE" });
  return (await reply.text()).split("m=").length - 1;
}

/** Somebody's sound and picture flow, or one of them. */
async function isLive(name: string, count = 2): Promise<void> {
  await expect.poll(() => tracksOf(name, server), PATIENT).toBe(count);
}

describe.skipIf(!hasAiortc)("aiortc (Debian's python3-aiortc)", { timeout: 180_000 }, () => {
  it("publishes by WHIP what another of its kind plays by WHEP", async () => {
    const encoder = await publish("Stage", "VP8");
    const seen = await firstLine<{ frames: number; frequency: number }>(run("play", `${server.url}/whep/yard/Stage`));
    expect(seen.frames).toBe(10);
    expect(Math.abs(seen.frequency - 700)).toBeLessThan(12);
    expect(server.stats().participants).toBeGreaterThanOrEqual(1);
    encoder.stdin?.end();
    await once(encoder, "exit");
    await expect.poll(() => server.stats().participants, PATIENT).toBe(0);
  });

  it.skipIf(!hasGStreamer)("plays what GStreamer publishes", async () => {
    const encoder = start(GSTREAMER, `${server.url}/whip/yard?name=Stage`, "550");
    await firstLine(encoder);
    await isLive("Stage");
    const seen = await firstLine<{ frames: number; frequency: number }>(run("play", `${server.url}/whep/yard/Stage`));
    expect(seen.frames).toBe(10);
    expect(Math.abs(seen.frequency - 550)).toBeLessThan(12);
    encoder.stdin?.end();
    await once(encoder, "exit");
    await expect.poll(() => server.stats().participants, PATIENT).toBe(0);
  });

  it("is seen and heard in the browser of somebody in the room", async () => {
    const { app, ada } = await startCall();
    await firstLine(run("publish", `${app.url}whip/yard?name=Stage`, "VP8"));
    await ada.seesPeople("Stage");
    await ada.seesVideoOf("Stage");
    await ada.hears("Stage", 700);
  });

  it("plays by WHEP what a browser sends", async () => {
    const { app } = await startCall();
    const whep = `${app.url}whep/yard/Ada`;
    // Not live until her tracks flow.
    await expect.poll(async () => (await fetch(whep, { method: "POST" })).status, PATIENT).toBe(201);
    const seen = await firstLine<{ frames: number; frequency: number }>(run("play", whep));
    expect(seen.frames).toBe(10);
    expect(Math.abs(seen.frequency - 660)).toBeLessThan(12);
  });
});

describe.skipIf(!hasAiortc || missingForRtmp.length > 0)(
  `the relay${missingForRtmp.length > 0 ? ` (needs ${missingForRtmp.join(", ")})` : ""}`,
  { timeout: 240_000 },
  () => {
    /** Runs the command until the test ends. */
    function begin(options: RelayCommandOptions, timing: Parameters<typeof startRelay>[1] = {}): RunningRelay {
      const running = startRelay({ server: server.url, room: "yard", ...options }, timing);
      cleanups.push(() => running.stop());
      return running;
    }

    it.each([
      ["H264", "as it is"],
      ["VP8", "as H264"],
    ] as const)("brings %s to an RTMP server, %s", async (codec, how) => {
      const rtmp = await startRtmpServer();
      cleanups.push(() => rtmp.close());
      await publish("Stage", codec);
      const to = rtmp.url("a-secret-key");
      const { said } = begin({ participant: "Stage", to });
      await expect.poll(() => said.at(-1), PATIENT).toContain(`${codec} ${how}`);
      expect(said.at(-1)).toContain("OPUS as AAC");
      expect(said.join()).not.toContain("a-secret-key");
      const isArriving = async (): Promise<boolean> => {
        const { h264 = 0, aac = 0 } = await probe(to);
        return h264 >= 10 && aac >= 60;
      };
      await expect.poll(isArriving, PATIENT).toBe(true);
    });

    it("brings a browser to an RTMP server", async () => {
      const { app } = await startCall();
      const rtmp = await startRtmpServer();
      cleanups.push(() => rtmp.close());
      const to = rtmp.url("from-a-browser");
      const { said } = begin({ participant: "Ada", server: app.url.replace(/\/$/, ""), to });
      await expect.poll(() => said.at(-1), PATIENT).toContain("OPUS as AAC");
      // Of four seconds: a browser whose machine is busy sends fewer pictures than the five a second of its camera.
      await expect.poll(async () => (await probe(to)).h264 ?? 0, PATIENT).toBeGreaterThanOrEqual(4);
    });

    it("brings a picture that comes after the sound", async () => {
      const encoder = run("publish", `${server.url}/whip/yard?name=Stage`, "VP8", "late");
      await firstLine(encoder);
      await isLive("Stage", 1);
      const rtmp = await startRtmpServer();
      cleanups.push(() => rtmp.close());
      const to = rtmp.url("late");
      const { said } = begin({ participant: "Stage", to }, { lack: 500 });
      await expect.poll(() => said.at(-1), PATIENT).toContain("(OPUS as AAC)");
      encoder.stdin?.write("\n");
      await expect.poll(() => said.at(-1), PATIENT).toContain("VP8 as H264");
      await expect.poll(async () => (await probe(to)).h264 ?? 0, PATIENT).toBeGreaterThanOrEqual(10);
    });

    it("comes back when the RTMP server does", async () => {
      const rtmp = await startRtmpServer();
      cleanups.push(() => rtmp.close());
      await publish("Stage", "H264");
      const { said } = begin({ participant: "Stage", to: rtmp.url("again") });
      await expect.poll(async () => (await probe(rtmp.url("again"), 60))["h264"] ?? 0, PATIENT).toBeGreaterThan(5);
      await rtmp.stop();
      await expect.poll(() => said.join("\n"), PATIENT).toContain("ffmpeg stopped");
      await rtmp.start();
      await expect.poll(async () => (await probe(rtmp.url("again"), 60))["h264"] ?? 0, PATIENT).toBeGreaterThan(5);
    });

    it("waits for somebody who sends nothing yet", async () => {
      const reply = await fetch(`${server.url}/api/rooms/yard/join`, {
        method: "POST",
        body: JSON.stringify({ name: "Ada", session: true }),
      });
      expect(reply.status).toBe(200);
      const { said } = begin({ participant: "Ada", to: "rtmp://127.0.0.1:1/live/x" });
      await expect.poll(() => said.at(-1), PATIENT).toContain("Waiting for Ada");
    });

    it.each([
      ["nobody of that name", { participant: "Nobody" }, /room|person/],
      ["no ffmpeg", { ffmpeg: "/nowhere/ffmpeg" }, /needs ffmpeg/],
      ["no RTMP address", { to: "ftp://live.example" }, /RTMP address/],
      ["no participant", { participant: undefined }, /--participant/],
      ["no room server", { server: "http://127.0.0.1:9" }, /does not answer/],
    ])("says plainly that there is %s", async (_, options, message) => {
      const { failed } = begin({ participant: "Stage", to: "rtmp://127.0.0.1:1/live/x", ...options });
      const error = await failed;
      expect(error).toBeInstanceOf(CommandError);
      expect((error as Error).message).toMatch(message);
    });
  },
);

it.skipIf(!hasAiortc)("whose program was killed is gone from the room", { timeout: 90_000 }, async () => {
  await expect.poll(() => deserted?.server.stats().participants, PATIENT).toBe(0);
});
