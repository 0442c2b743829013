import { describe, expect, it } from "vitest";
import { Rig, SECONDS, until } from "./support/setup.js";

const rig = new Rig();
const MIC = { name: "mic", kind: "audio" } as const;
const CAMERA = { name: "camera", kind: "video" } as const;

describe("a call of two browsers", { timeout: 60 * SECONDS }, () => {
  it("carries picture and sound both ways", async () => {
    const ada = await rig.publish([{ ...MIC, tone: 880 }, CAMERA]);
    const bob = await rig.publish([{ ...MIC, tone: 440 }, CAMERA]);
    for (const [from, to, tone] of [
      [ada, bob, 880],
      [bob, ada, 440],
    ] as const) {
      const reply = await to.peer.call("pull", [
        { location: "remote", sessionId: from.session, trackName: "mic" },
        { location: "remote", sessionId: from.session, trackName: "camera" },
      ]);
      expect(reply.status).toBe(200);
      const [mic, camera] = reply.body.tracks ?? [];
      const first = await to.peer.call("moreFrames", camera?.mid ?? "", 10);
      expect(first.frameWidth).toBe(640);
      const later = await to.peer.call("moreFrames", camera?.mid ?? "", 10);
      expect(later.framesDecoded).toBeGreaterThan(first.framesDecoded);
      await to.peer.call("hears", mic?.mid ?? "", tone);
    }
  });

  it("serves someone who comes late, at once and from a keyframe", async () => {
    const ada = await rig.publish([CAMERA]);
    const early = await rig.join();
    const pull = [{ location: "remote", sessionId: ada.session, trackName: "camera" }] as const;
    const first = await early.call("pull", pull);
    await early.call("moreFrames", first.body.tracks?.[0]?.mid ?? "", 20);
    const late = await rig.join();
    const second = await late.call("pull", pull);
    const stats = await late.call("moreFrames", second.body.tracks?.[0]?.mid ?? "", 20);
    expect(stats.keyFramesDecoded).toBeGreaterThan(0);
  });

  it("lets one track be pulled twice on one connection", async () => {
    const ada = await rig.publish([CAMERA]);
    const bob = await rig.join();
    const camera = { location: "remote", sessionId: ada.session, trackName: "camera" } as const;
    const reply = await bob.call("pull", [camera, camera]);
    const mids = (reply.body.tracks ?? []).map(({ mid }) => mid ?? "");
    expect(new Set(mids).size).toBe(2);
    for (const mid of mids) expect((await bob.call("moreFrames", mid, 5)).framesDecoded).toBeGreaterThan(0);
  });

  it("points a receiver at another publication without a description", async () => {
    const ada = await rig.publish([{ ...CAMERA, width: 640, height: 360 }]);
    const eve = await rig.publish([{ ...CAMERA, width: 320, height: 180 }]);
    const bob = await rig.join();
    const reply = await bob.call("pull", [{ location: "remote", sessionId: ada.session, trackName: "camera" }]);
    const mid = reply.body.tracks?.[0]?.mid ?? "";
    await bob.call("frameWidth", mid, 640);
    const update = await bob.call("api", "PUT", `/${await bob.call("sessionId")}/tracks/update`, {
      tracks: [{ location: "remote", sessionId: eve.session, trackName: "camera", mid }],
    });
    expect(update).toMatchObject({ status: 200, body: { requiresImmediateRenegotiation: false } });
    expect(update.body.sessionDescription).toBeUndefined();
    await bob.call("frameWidth", mid, 320);
    const stats = await bob.call("moreFrames", mid, 10);
    expect(stats.packetsLost).toBe(0);
  });

  it("goes on through an ICE restart, on the same DTLS", async () => {
    const ada = await rig.publish([CAMERA]);
    const bob = await rig.join();
    const reply = await bob.call("pull", [{ location: "remote", sessionId: ada.session, trackName: "camera" }]);
    const mid = reply.body.tracks?.[0]?.mid ?? "";
    await bob.call("moreFrames", mid, 5);
    for (const peer of [ada.peer, bob]) {
      const before = await peer.call("iceUfrag");
      expect((await peer.call("restartIce")).status).toBe(200);
      expect(await peer.call("iceUfrag")).not.toBe(before);
      await peer.call("connected");
      await bob.call("moreFrames", mid, 20);
    }
  });
});

describe("closing tracks", { timeout: 60 * SECONDS }, () => {
  it("ends a subscription by force, with no description", async () => {
    const ada = await rig.publish([CAMERA]);
    const bob = await rig.join();
    const reply = await bob.call("pull", [{ location: "remote", sessionId: ada.session, trackName: "camera" }]);
    const mid = reply.body.tracks?.[0]?.mid ?? "";
    await bob.call("moreFrames", mid, 5);
    const session = await bob.call("sessionId");
    const close = await bob.call("api", "PUT", `/${session}/tracks/close`, { tracks: [{ mid }], force: true });
    expect(close).toMatchObject({ status: 200, body: { tracks: [{ mid }] } });
    expect(close.body.sessionDescription).toBeUndefined();
    const { body } = await bob.call("api", "GET", `/${session}`);
    expect(body.tracks).toMatchObject([{ location: "remote", trackName: "camera", mid, status: "inactive" }]);
    expect((await rig.sfu()).sessions().subscriptions).toBe(0);
    const again = await bob.call("api", "PUT", `/${session}/tracks/close`, { tracks: [{ mid }], force: true });
    expect(again.body.tracks).toMatchObject([{ mid, errorCode: "close_track_error" }]);
  });

  it.each([
    { stays: "another section", first: ["mic", "camera"], second: ["mic", "camera"], closed: [0, 1], publishes: true },
    { stays: "what follows", first: ["mic", "camera"], second: ["mic"], closed: [0], publishes: false },
  ])("ends subscriptions with an offer, and others take their places, where $stays is left", async (row) => {
    const ada = await rig.publish([MIC, CAMERA]);
    const eve = await rig.publish([{ ...MIC, tone: 880 }, CAMERA]);
    const bob = await rig.join();
    const pull = async (sessionId: string, names: readonly string[]) => {
      const reply = await bob.call(
        "pull",
        names.map((trackName) => ({ location: "remote", sessionId, trackName }) as const),
      );
      return (reply.body.tracks ?? []).map(({ mid }) => mid ?? "");
    };
    const mids = await pull(ada.session, row.first);
    await bob.call("moreFrames", mids[1] ?? "", 5);
    if (row.publishes) await bob.call("publish", [CAMERA]);
    const closed = row.closed.map((index) => mids[index] ?? "");
    expect(await bob.call("closeNegotiated", closed)).toMatchObject({ status: 200 });
    const [mic = "", camera = mids[1] ?? ""] = await pull(eve.session, row.second);
    await bob.call("moreFrames", camera, 10);
    await bob.call("hears", mic, 880);
  });

  it("ends a publication with an offer, and lets a new one take the place of its section", async () => {
    const ada = await rig.publish([MIC, CAMERA]);
    const bob = await rig.join();
    const close = await ada.peer.call("closeNegotiated", [ada.mids[1] ?? ""]);
    expect(close).toMatchObject({ status: 200, body: { sessionDescription: { type: "answer" } } });
    const camera = { location: "remote", sessionId: ada.session, trackName: "camera" } as const;
    const gone = await bob.call("pull", [camera]);
    expect(gone.body).toMatchObject({
      requiresImmediateRenegotiation: false,
      tracks: [{ mid: "", errorCode: "not_found_track_error", sessionId: ada.session, trackName: "camera" }],
    });
    for (let round = 0; round < 3; round++) {
      const { mids } = await ada.peer.call("publish", [CAMERA]);
      expect(await ada.peer.call("mLines")).toBe(2);
      const reply = await bob.call("pull", [camera]);
      await bob.call("moreFrames", reply.body.tracks?.[0]?.mid ?? "", 5);
      await ada.peer.call("closeNegotiated", mids);
    }
  });

  it("ends the first publication with an offer, and lets a new one take the place of its section", async () => {
    const ada = await rig.publish([MIC, CAMERA]);
    const bob = await rig.join();
    const pull = async (trackName: string) => {
      const reply = await bob.call("pull", [{ location: "remote", sessionId: ada.session, trackName }]);
      return reply.body.tracks?.[0]?.mid ?? "";
    };
    await bob.call("moreFrames", await pull("camera"), 5);
    let [closed = ""] = ada.mids;
    for (let round = 0; round < 3; round++) {
      expect(await ada.peer.call("closeNegotiated", [closed])).toMatchObject({ status: 200 });
      const { mids } = await ada.peer.call("publish", [{ ...MIC, tone: 880 }]);
      expect(await ada.peer.call("mLines")).toBe(2);
      closed = mids[0] ?? "";
      await bob.call("hears", await pull("mic"), 880);
      await bob.call("moreFrames", await pull("camera"), 5);
    }
  });

  it("notices at once when a page closes its connection", async () => {
    const ada = await rig.publish([CAMERA]);
    const sfu = await rig.sfu();
    expect(sfu.sessions()).toMatchObject({ connected: 1, publications: 1 });
    await ada.peer.call("closeConnection");
    await until(() => (sfu.sessions().open === 0 ? true : undefined));
    const reply = await ada.peer.call("api", "GET", `/${ada.session}`);
    expect(reply).toMatchObject({ status: 410, body: { errorCode: "session_error" } });
  });
});
