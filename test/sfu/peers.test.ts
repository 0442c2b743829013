import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import wrtc from "@roamhq/wrtc";
import { afterEach, describe, expect, it } from "vitest";
import { startSfu, type LocalSfu } from "../../src/sfu/index.js";
import { NodePeer } from "./support/node-peer.js";
import { firstLine, hasAiortc, python } from "./support/python.js";
import { Rig, SECONDS, until } from "./support/setup.js";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Width and count of the frames of a track. */
function watch(track: MediaStreamTrack): { width: number; frames: number } {
  const seen = { width: 0, frames: 0 };
  const sink = new wrtc.nonstandard.RTCVideoSink(track);
  sink.addEventListener("frame", (event) => {
    const { frame } = event as unknown as { readonly frame: { readonly width: number } };
    seen.width = frame.width;
    seen.frames++;
  });
  cleanups.push(() => sink.stop());
  return seen;
}

describe("libwebrtc without a browser", { timeout: 60 * SECONDS }, () => {
  it("sends three layers, of which another receives each in turn", async () => {
    const sfu = await startSfu();
    const [ada, bob] = [await NodePeer.join(sfu), await NodePeer.join(sfu)];
    cleanups.push(
      () => ada.close(),
      () => bob.close(),
    );
    ada.pc.addTransceiver(ada.picture(1280, 720), {
      direction: "sendonly",
      sendEncodings: [{ rid: "a" }, { rid: "b", scaleResolutionDownBy: 2 }, { rid: "c", scaleResolutionDownBy: 4 }],
    });
    expect((await ada.publish({ "0": "camera" })).status).toBe(200);
    await ada.connected();
    const camera = { location: "remote", sessionId: ada.session, trackName: "camera" };
    const arrived = new Promise<MediaStreamTrack>((resolve) => {
      bob.pc.addEventListener("track", (event) => resolve(event.track));
    });
    const reply = await bob.pull([{ ...camera, simulcast: { preferredRid: "c" } }]);
    const seen = watch(await arrived);
    for (const [rid, width] of [
      ["c", 320],
      ["b", 640],
      ["a", 1280],
      ["c", 320],
    ] as const) {
      await bob.api("PUT", "/tracks/update", {
        tracks: [{ ...camera, mid: reply.body.tracks?.[0]?.mid, simulcast: { preferredRid: rid } }],
      });
      await until(() => (seen.width === width ? true : undefined));
    }
    expect(seen.frames).toBeGreaterThan(3);
    await sfu.close();
  });
});

describe.skipIf(!hasAiortc)("aiortc (Debian's python3-aiortc)", { timeout: 60 * SECONDS }, () => {
  const rig = new Rig();

  function run(sfu: LocalSfu, ...args: readonly string[]): ChildProcess {
    const [mode = "", ...rest] = args;
    const url = `${sfu.url}/apps/${sfu.appId}/sessions`;
    const child = python("test/sfu/support/aiortc_peer.py", mode, url, sfu.appSecret, ...rest);
    cleanups.push(() => child.kill());
    return child;
  }

  it("and Chromium see and hear each other", async () => {
    const sfu = await rig.sfu();
    const publisher = run(sfu, "publish");
    const { session } = await firstLine<{ session: string }>(publisher);
    const bob = await rig.publish([
      { name: "mic", kind: "audio", tone: 600 },
      // aiortc decodes no other.
      { name: "camera", kind: "video", codec: "VP8" },
    ]);
    const pull = (trackName: string) => ({ location: "remote", sessionId: session, trackName }) as const;
    const reply = await until(async () => {
      const pulled = await bob.peer.call("pull", [pull("mic"), pull("camera")]);
      return pulled.body.tracks?.some(({ errorCode }) => errorCode !== undefined) ? undefined : pulled;
    });
    const [mic = "", camera = ""] = (reply.body.tracks ?? []).map(({ mid }) => mid);
    await bob.peer.call("moreFrames", camera, 20);
    await bob.peer.call("hears", mic, 700);
    const subscriber = run(sfu, "pull", bob.session);
    const seen = await firstLine<{ frames: number; frequency: number }>(subscriber);
    expect(seen.frames).toBe(30);
    expect(Math.abs(seen.frequency - 600)).toBeLessThan(12);
    publisher.stdin?.end();
    await once(publisher, "exit");
  });
});
