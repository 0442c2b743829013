import { describe, expect, it } from "vitest";
import { startSfu } from "../../src/sfu/index.js";
import { Rig, SECONDS, until } from "./support/setup.js";

const rig = new Rig();
const MIC = { name: "mic", kind: "audio" } as const;
const CAMERA = { name: "camera", kind: "video" } as const;

describe("the life of a session", { timeout: 60 * SECONDS }, () => {
  it("ends when its page is killed", async () => {
    const sfu = await rig.sfu({ timings: { silentPeer: 4_000, reconnectWindow: 5_000 } });
    const ada = await rig.publish([CAMERA]);
    const bob = await rig.publish([MIC]);
    const reply = await bob.peer.call("pull", [{ location: "remote", sessionId: ada.session, trackName: "camera" }]);
    await bob.peer.call("moreFrames", reply.body.tracks?.[0]?.mid ?? "", 5);
    await ada.peer.crash();
    const gone = await until(async () => {
      const asked = await bob.peer.call("api", "GET", `/${ada.session}`);
      return asked.status === 410 ? asked : undefined;
    });
    expect(gone).toMatchObject({ body: { errorCode: "session_error" } });
    const pull = await bob.peer.call("pull", [{ location: "remote", sessionId: ada.session, trackName: "camera" }]);
    expect(pull.body.tracks).toMatchObject([{ errorCode: "not_found_track_error" }]);
    await until(() => (sfu.sessions().open === 1 ? true : undefined));
    expect(sfu.sessions()).toMatchObject({ connected: 1, publications: 1 });
  });

  it("expires when it never connects", async () => {
    const sfu = await rig.sfu({ timings: { unconnectedSession: 1_500 } });
    const ada = await rig.join();
    const session = await ada.call("sessionId");
    expect(session).toMatch(/^[0-9a-f]{32}$/);
    await until(() => (sfu.sessions().open === 0 ? true : undefined));
    expect(await ada.call("api", "GET", `/${session}`)).toMatchObject({
      status: 410,
      body: {
        errorCode: "session_error",
        errorDescription: "Session appears to be disconnected. Please check if the PeerConnection is connected.",
      },
    });
  });

  it("collects a track that goes silent", async () => {
    const sfu = await rig.sfu({ timings: { silentTrack: 1_500 } });
    const ada = await rig.publish([MIC, CAMERA]);
    const bob = await rig.join();
    const pull = [{ location: "remote", sessionId: ada.session, trackName: "camera" }] as const;
    const first = await bob.call("pull", pull);
    await bob.call("moreFrames", first.body.tracks?.[0]?.mid ?? "", 5);
    await ada.peer.call("stopSending", ada.mids[1] ?? "");
    await until(() => (sfu.sessions().publications === 1 ? true : undefined));
    const { body } = await ada.peer.call("api", "GET", `/${ada.session}`);
    expect(body.tracks).toMatchObject([
      { trackName: "mic", status: "active" },
      { trackName: "camera", status: "inactive" },
    ]);
    const second = await bob.call("pull", pull);
    expect(second.body.tracks).toMatchObject([{ mid: "", errorCode: "not_found_track_error" }]);
  });

  it("keeps a pull of a silent source waiting, then says that it is empty", async () => {
    await rig.sfu({ timings: { firstPacketWait: 400 } });
    const ada = await rig.publish([MIC]);
    const { mids } = await ada.peer.call("publish", [{ ...CAMERA, silent: true }]);
    const bob = await rig.join();
    await ada.peer.call("layerFlows", ada.mids[0] ?? "", "");
    const reply = await bob.call("pull", [
      { location: "remote", sessionId: ada.session, trackName: "mic" },
      { location: "remote", sessionId: ada.session, trackName: "camera" },
    ]);
    expect(reply).toMatchObject({
      status: 200,
      body: {
        requiresImmediateRenegotiation: true,
        tracks: [{ trackName: "mic" }, { trackName: "camera", mid: "", errorCode: "empty_track_error" }],
      },
    });
    expect(await bob.call("mLines")).toBe(1);
    await ada.peer.call("startSending", mids[0] ?? "");
    await ada.peer.call("layerFlows", mids[0] ?? "", "");
    const retry = await bob.call("pull", [{ location: "remote", sessionId: ada.session, trackName: "camera" }]);
    await bob.call("moreFrames", retry.body.tracks?.[0]?.mid ?? "", 5);
  });

  it("passes on nothing that is published on a mid after a forced close, as the service does", async () => {
    await rig.sfu({ timings: { firstPacketWait: 500 } });
    const ada = await rig.publish([CAMERA]);
    const [mid = ""] = ada.mids;
    const path = `/${ada.session}/tracks`;
    await ada.peer.call("api", "PUT", `${path}/close`, { tracks: [{ mid }], force: true });
    const { sdp } = await ada.peer.call("offer", []);
    const again = await ada.peer.call("api", "POST", `${path}/new`, {
      sessionDescription: { type: "offer", sdp },
      tracks: [{ location: "local", mid, trackName: "again" }],
    });
    expect(again.status).toBe(200);
    await ada.peer.call("accept", again.body.sessionDescription!);
    const bob = await rig.join();
    const empty = await bob.call("pull", [{ location: "remote", sessionId: ada.session, trackName: "again" }]);
    expect(empty.body.tracks).toMatchObject([{ mid: "", errorCode: "empty_track_error" }]);
    // A fresh transceiver is the way out.
    const fresh = await ada.peer.call("publish", [{ ...CAMERA, name: "fresh" }]);
    await ada.peer.call("layerFlows", fresh.mids[0] ?? "", "");
    const reply = await bob.call("pull", [{ location: "remote", sessionId: ada.session, trackName: "fresh" }]);
    await bob.call("moreFrames", reply.body.tracks?.[0]?.mid ?? "", 5);
  });

  it("holds the first packets back when the switch for that is on", async () => {
    const { url } = await rig.sfu({ faults: { lateFirstPacket: 600_000 }, timings: { firstPacketWait: 300 } });
    const ada = await rig.publish([MIC]);
    const bob = await rig.join();
    const pull = [{ location: "remote", sessionId: ada.session, trackName: "mic" }] as const;
    const early = await bob.call("pull", pull);
    expect(early.body.tracks).toMatchObject([{ errorCode: "empty_track_error" }]);
    // As long as all has taken already.
    await fetch(url.replace("/v1", "/admin/faults"), { method: "PUT", body: '{"lateFirstPacket":1}' });
    await until(async () => ((await bob.call("pull", pull)).body.sessionDescription ? true : undefined));
  });

  it("answers 425 to a second operation that comes before the connection", async () => {
    await rig.sfu({ timings: { connectWait: 200 } });
    const ada = await rig.join();
    const session = await ada.call("sessionId");
    const offer = await ada.call("offerOnly", [MIC]);
    const first = await ada.call("api", "POST", `/${session}/tracks/new`, offer);
    expect(first.status).toBe(200);
    const second = await ada.call("api", "POST", `/${session}/datachannels/establish`, {});
    expect(second).toMatchObject({
      status: 425,
      body: {
        errorCode: "session_error",
        errorDescription:
          "Session is not ready yet. Please ensure the PeerConnection is connected before making this request",
      },
    });
  });
});

describe("closing the SFU", { timeout: 60 * SECONDS }, () => {
  it("leaves no session, timer or socket", async () => {
    const own = await startSfu();
    const handles = (): string[] => process.getActiveResourcesInfo().filter((name) => /UDP|TCPServer/.test(name));
    const before = handles().length;
    const peers = await Promise.all(
      ["ada", "bob"].map(async (name) => {
        const peer = await rig.browser.peer(own);
        await peer.call("create");
        await peer.call("publish", [MIC, CAMERA], true);
        await peer.call("connected");
        return { peer, name };
      }),
    );
    const [ada, bob] = peers;
    const pull = [{ location: "remote", sessionId: await ada!.peer.call("sessionId"), trackName: "camera" }] as const;
    const reply = await bob!.peer.call("pull", pull);
    await bob!.peer.call("moreFrames", reply.body.tracks?.[0]?.mid ?? "", 5);
    expect(own.sessions()).toMatchObject({ open: 2, connected: 2, publications: 4, subscriptions: 1 });
    await own.close();
    expect(own.sessions()).toEqual({
      open: 0,
      connected: 0,
      publications: 0,
      subscriptions: 0,
      adapters: 0,
      timers: 0,
    });
    // Handles end a turn of the loop after their close event.
    await until(() => (handles().length === before - 2 ? true : undefined));
    await Promise.all(peers.map(({ peer }) => peer.close()));
  });
});
