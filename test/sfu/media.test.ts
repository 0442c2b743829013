import { describe, expect, it } from "vitest";
import type { LocalSfu } from "../../src/sfu/index.js";
import { Rig, SECONDS, until } from "./support/setup.js";

const rig = new Rig();
const MIC = { name: "mic", kind: "audio" } as const;
const CAMERA = { name: "camera", kind: "video" } as const;
const HD = { ...CAMERA, width: 1280, height: 720, rids: ["a", "b", "c"] } as const;

async function setFaults(sfu: LocalSfu, faults: unknown): Promise<void> {
  const reply = await fetch(sfu.url.replace("/v1", "/admin/faults"), { method: "PUT", body: JSON.stringify(faults) });
  expect(reply.status).toBe(200);
}

describe("media", { timeout: 90 * SECONDS }, () => {
  it("comes through a lossy network by retransmission, both ways", async () => {
    await rig.sfu({ faults: { rtpLossIn: 0.05, rtpLossOut: 0.05 } });
    const ada = await rig.publish([CAMERA]);
    const bob = await rig.join();
    const reply = await bob.call("pull", [{ location: "remote", sessionId: ada.session, trackName: "camera" }]);
    const mid = reply.body.tracks?.[0]?.mid ?? "";
    const stats = await bob.call("moreFrames", mid, 100);
    expect(stats.nackCount).toBeGreaterThan(0);
    const [sent] = await ada.peer.call("outbound", ada.mids[0] ?? "");
    expect(sent?.nacks).toBeGreaterThan(0);
    expect(sent?.retransmitted).toBeGreaterThan(0);
    expect(stats.recovered).toBeGreaterThan(0);
    // Of what is sent from now on at least nine of ten frames are seen.
    const sentSoFar = async (): Promise<number> => (await ada.peer.call("outbound", ada.mids[0] ?? ""))[0]?.frames ?? 0;
    const before = { sent: await sentSoFar(), seen: (await bob.call("video", mid)).framesDecoded };
    await bob.call("moreFrames", mid, 150);
    await ada.peer.call("stopSending", ada.mids[0] ?? "");
    const frames = (await sentSoFar()) - before.sent;
    // The last are shown when what is missing of them has come again.
    await until(async () => {
      const { framesDecoded } = await bob.call("video", mid);
      return framesDecoded - before.seen >= 0.9 * frames ? true : undefined;
    });
  });

  for (const [codec, scalabilityMode] of [
    ["VP8", "L1T3"],
    ["VP9", "L3T3_KEY"],
    ["AV1", "L1T2"],
  ] as const) {
    it(`is forwarded in ${codec} with the layers of ${scalabilityMode} in it`, async () => {
      const ada = await rig.publish([{ ...CAMERA, codec, scalabilityMode }]);
      const bob = await rig.join();
      const reply = await bob.call("pull", [{ location: "remote", sessionId: ada.session, trackName: "camera" }]);
      const stats = await bob.call("moreFrames", reply.body.tracks?.[0]?.mid ?? "", 30);
      expect(stats.codec).toBe(`video/${codec}`);
    });
  }

  for (const [codec, kind] of [
    ["VP9", "video"],
    ["AV1", "video"],
    ["PCMU", "audio"],
    ["PCMA", "audio"],
  ] as const) {
    it(`is forwarded in ${codec}, to those who come late as well`, async () => {
      const ada = await rig.publish([{ name: "track", kind, codec, tone: 500 }]);
      for (let joiner = 0; joiner < 2; joiner++) {
        const peer = await rig.join();
        const reply = await peer.call("pull", [{ location: "remote", sessionId: ada.session, trackName: "track" }]);
        const mid = reply.body.tracks?.[0]?.mid ?? "";
        if (kind === "audio") {
          await peer.call("hears", mid, 500);
        } else {
          await peer.call("moreFrames", mid, 15);
        }
        expect((await peer.call("video", mid)).codec).toBe(`${kind}/${codec}`);
      }
    });
  }

  it("passes the format parameters of Opus on", async () => {
    const ada = await rig.join();
    const { sdp, mids } = await ada.call("offer", [{ kind: "audio", direction: "sendonly" }]);
    const munged = sdp.replace("useinbandfec=1", "useinbandfec=1;stereo=1;usedtx=1");
    const session = await ada.call("sessionId");
    const published = await ada.call("api", "POST", `/${session}/tracks/new`, {
      sessionDescription: { type: "offer", sdp: munged },
      tracks: [{ location: "local", mid: mids[0], trackName: "mic" }],
    });
    expect(published.body.sessionDescription?.sdp).toContain("stereo=1;usedtx=1");
    await ada.call("sendOn", mids[0] ?? "", MIC);
    await ada.call("accept", published.body.sessionDescription!);
    await ada.call("connected");
    const bob = await rig.join();
    const pulled = await bob.call("pull", [{ location: "remote", sessionId: session, trackName: "mic" }]);
    expect(pulled.body.sessionDescription?.sdp).toContain("stereo=1;usedtx=1");
  });

  it("keeps picture and sound of one publisher on one clock", async () => {
    const ada = await rig.publish([MIC, CAMERA]);
    const bob = await rig.join();
    const pull = (trackName: string) => ({ location: "remote", sessionId: ada.session, trackName }) as const;
    const reply = await bob.call("pull", [pull("mic"), pull("camera")]);
    const [mic = "", camera = ""] = (reply.body.tracks ?? []).map(({ mid }) => mid);
    await bob.call("hears", mic, 440);
    // Each is asked by itself, and either may stand still for a moment.
    await until(async () => {
      const [sound, picture] = await Promise.all([bob.call("video", mic), bob.call("video", camera)]);
      if (!sound.playoutTime || !picture.playoutTime) return undefined;
      return Math.abs(sound.playoutTime - picture.playoutTime) < 500 ? true : undefined;
    });
  });

  it("asks a publisher for few keyframes, however many join", async () => {
    const ada = await rig.publish([CAMERA]);
    const bob = await rig.join();
    const camera = { location: "remote", sessionId: ada.session, trackName: "camera" } as const;
    const began = performance.now();
    const reply = await bob.call(
      "pull",
      Array.from({ length: 20 }, () => camera),
    );
    const mids = (reply.body.tracks ?? []).map(({ mid }) => mid ?? "");
    await Promise.all(mids.map((mid) => bob.call("moreFrames", mid, 5)));
    const [sent] = await ada.peer.call("outbound", ada.mids[0] ?? "");
    expect(sent?.plis).toBeGreaterThan(0);
    // One now and then, for as long as somebody waits: a busy machine takes its time to decode so many.
    expect(sent?.plis).toBeLessThan(2 + (performance.now() - began) / 120);
  });
});

describe("the layers of a track", { timeout: 90 * SECONDS }, () => {
  it("of VP9 change, too", async () => {
    // Without a mode of their own, Chromium makes one scalable stream of the encodings.
    const ada = await rig.publish([{ ...HD, codec: "VP9", scalabilityMode: "L1T1" }]);
    for (const rid of HD.rids) await ada.peer.call("layerFlows", ada.mids[0] ?? "", rid);
    const bob = await rig.join();
    const camera = { location: "remote", sessionId: ada.session, trackName: "camera" } as const;
    const reply = await bob.call("pull", [{ ...camera, simulcast: { preferredRid: "c" } }]);
    const mid = reply.body.tracks?.[0]?.mid ?? "";
    await bob.call("frameWidth", mid, 320);
    for (const [rid, width] of [
      ["a", 1280],
      ["b", 640],
    ] as const) {
      await bob.call("api", "PUT", `/${await bob.call("sessionId")}/tracks/update`, {
        tracks: [{ ...camera, mid, simulcast: { preferredRid: rid } }],
      });
      await bob.call("frameWidth", mid, width);
      await bob.call("moreFrames", mid, 10);
    }
  });

  it("fall back by the alphabet when the preferred one is not sent, and return to it", async () => {
    const ada = await rig.publish([HD]);
    const [mid = ""] = ada.mids;
    for (const rid of HD.rids) await ada.peer.call("layerFlows", mid, rid);
    await ada.peer.call("setLayer", mid, "a", false);
    const bob = await rig.join();
    const reply = await bob.call("pull", [
      {
        location: "remote",
        sessionId: ada.session,
        trackName: "camera",
        simulcast: { preferredRid: "a", ridNotAvailable: "asciibetical" },
      },
    ]);
    const received = reply.body.tracks?.[0]?.mid ?? "";
    await bob.call("frameWidth", received, 640);
    await ada.peer.call("setLayer", mid, "a", true);
    await bob.call("frameWidth", received, 1280);
  });

  it("go down when the receiver loses too much, and up again when it does not", async () => {
    const sfu = await rig.sfu({ faults: true });
    const ada = await rig.publish([HD]);
    for (const rid of HD.rids) await ada.peer.call("layerFlows", ada.mids[0] ?? "", rid);
    const bob = await rig.join();
    const reply = await bob.call("pull", [
      {
        location: "remote",
        sessionId: ada.session,
        trackName: "camera",
        simulcast: { preferredRid: "a", priorityOrdering: "asciibetical" },
      },
    ]);
    const mid = reply.body.tracks?.[0]?.mid ?? "";
    await bob.call("frameWidth", mid, 1280);
    await setFaults(sfu, { rtpLossOut: 0.3 });
    // One step or two: the second may come before the first is seen.
    await until(async () => ((await bob.call("video", mid)).frameWidth < 1280 ? true : undefined));
    await setFaults(sfu, { rtpLossOut: 0 });
    await bob.call("frameWidth", mid, 1280);
  });
});
