import { describe, expect, it } from "vitest";
import { startSfu } from "../../src/sfu/index.js";
import type { Peer } from "./support/browser.js";
import type { Reply } from "./support/page-api.js";
import { Rig, SECONDS, until } from "./support/setup.js";

const rig = new Rig();
const MIC = { name: "mic", kind: "audio" } as const;
const CAMERA = { name: "camera", kind: "video" } as const;

async function newTracks(peer: Peer, body: unknown): Promise<Reply> {
  return peer.call("api", "POST", `/${await peer.call("sessionId")}/tracks/new`, body);
}

/** Answers the offer in a reply. */
async function answer(peer: Peer, reply: Reply): Promise<Reply> {
  expect(reply.body).toMatchObject({ requiresImmediateRenegotiation: true, sessionDescription: { type: "offer" } });
  const sdp = await peer.call("accept", reply.body.sessionDescription!);
  return peer.call("api", "PUT", `/${await peer.call("sessionId")}/renegotiate`, {
    sessionDescription: { type: "answer", sdp },
  });
}

describe("the shapes of tracks/new", { timeout: 60 * SECONDS }, () => {
  it("names what it discovers in an offer", async () => {
    const ada = await rig.join();
    const { sessionDescription } = (await ada.call("offerOnly", [MIC, CAMERA])) as { sessionDescription: unknown };
    const reply = await newTracks(ada, { sessionDescription, autoDiscover: true });
    expect(reply).toMatchObject({ status: 200, body: { sessionDescription: { type: "answer" } } });
    const tracks = reply.body.tracks ?? [];
    expect(tracks.map(({ mid }) => mid)).toEqual(["0", "1"]);
    expect(new Set(tracks.map(({ trackName }) => trackName)).size).toBe(2);
    await ada.call("accept", reply.body.sessionDescription!);
    const bob = await rig.join();
    const sessionId = await ada.call("sessionId");
    await ada.call("connected");
    const pulled = await bob.call("pull", [{ location: "remote", sessionId, trackName: tracks[1]?.trackName ?? "" }]);
    await bob.call("moreFrames", pulled.body.tracks?.[0]?.mid ?? "", 5);
  });

  it("answers an offer that comes with the session", async () => {
    const ada = await rig.join();
    const { sdp } = await ada.call("offer", [{ kind: "audio", direction: "sendrecv" }]);
    const reply = await ada.call("api", "POST", "/new?correlationId=ada&unknown=1", {
      sessionDescription: { type: "offer", sdp },
    });
    expect(reply).toMatchObject({ status: 201, body: { sessionDescription: { type: "answer" } } });
    await ada.call("accept", reply.body.sessionDescription!);
    await ada.call("connected");
  });

  it("offers to receive, when the client makes no offer", async () => {
    const ada = await rig.join();
    const reply = await newTracks(ada, {
      tracks: [
        { location: "local", trackName: "mic", kind: "audio" },
        { location: "local", trackName: "camera", kind: "video" },
      ],
    });
    expect(reply.body.sessionDescription?.sdp).toContain("a=recvonly");
    const [mic = "", camera = ""] = (reply.body.tracks ?? []).map(({ mid }) => mid);
    await ada.call("sendInAnswer", reply.body.sessionDescription!, [
      { mid: mic, ...MIC, tone: 600 },
      { mid: camera, ...CAMERA },
    ]);
    await ada.call("connected");
    const bob = await rig.join();
    const sessionId = await ada.call("sessionId");
    const pulled = await bob.call("pull", [
      { location: "remote", sessionId, trackName: "mic" },
      { location: "remote", sessionId, trackName: "camera" },
    ]);
    const [sound = "", picture = ""] = (pulled.body.tracks ?? []).map(({ mid }) => mid);
    await bob.call("moreFrames", picture, 10);
    await bob.call("hears", sound, 600);
  });

  it("makes a transceiver two-way, which takes another's track without a description", async () => {
    const sfuName = { location: "local", trackName: "user-mic", bidirectionalMediaStream: true, kind: "audio" };
    const agent = await rig.publish([{ ...MIC, name: "voice", tone: 700 }]);
    const user = await rig.join();
    const { sdp, mids } = await user.call("offer", [{ kind: "audio", direction: "sendrecv" }]);
    const [mid = ""] = mids;
    await user.call("sendOn", mid, { ...MIC, tone: 500 });
    const reply = await newTracks(user, {
      sessionDescription: { type: "offer", sdp },
      tracks: [{ ...sfuName, mid }],
    });
    expect(reply.body.sessionDescription?.sdp).toContain("a=sendrecv");
    await user.call("accept", reply.body.sessionDescription!);
    await user.call("connected");
    const into = await newTracks(user, {
      tracks: [{ location: "remote", sessionId: agent.session, trackName: "voice", mid: "#user-mic", kind: "audio" }],
    });
    expect(into).toMatchObject({ status: 200, body: { requiresImmediateRenegotiation: false, tracks: [{ mid }] } });
    expect(into.body.sessionDescription).toBeUndefined();
    await user.call("hears", mid, 700);
    const pulled = await agent.peer.call("pull", [
      { location: "remote", sessionId: await user.call("sessionId"), trackName: "user-mic" },
    ]);
    await agent.peer.call("hears", pulled.body.tracks?.[0]?.mid ?? "", 500);
    const session = await user.call("sessionId");
    const { body } = await user.call("api", "GET", `/${session}`);
    expect(body.tracks).toMatchObject([
      { location: "local", trackName: "user-mic", mid, status: "active" },
      { location: "remote", trackName: "voice", mid, status: "active" },
    ]);
    await user.call("api", "PUT", `/${session}/tracks/close`, { tracks: [{ mid }], force: true });
    const closed = await user.call("api", "GET", `/${session}`);
    expect(closed.body.tracks?.map(({ status }) => status)).toEqual(["inactive", "inactive"]);
  });

  it("offers a two-way transceiver, too", async () => {
    const user = await rig.join();
    const reply = await newTracks(user, {
      tracks: [{ location: "local", trackName: "line", kind: "audio", bidirectionalMediaStream: true }],
    });
    expect(reply.body.sessionDescription?.sdp).toContain("a=sendrecv");
    expect((await answer(user, reply)).status).toBe(200);
    await user.call("connected");
  });

  it("plays into the receiving sections of the client's own offer", async () => {
    const ada = await rig.publish([{ ...MIC, tone: 660 }, CAMERA]);
    const player = await rig.join();
    const { sdp, mids } = await player.call("offer", [
      { kind: "video", direction: "recvonly" },
      { kind: "audio", direction: "recvonly" },
    ]);
    const reply = await newTracks(player, {
      sessionDescription: { type: "offer", sdp },
      tracks: [
        { location: "remote", sessionId: ada.session, trackName: "mic" },
        { location: "remote", sessionId: ada.session, trackName: "camera" },
      ],
    });
    expect(reply).toMatchObject({
      status: 200,
      body: {
        requiresImmediateRenegotiation: false,
        sessionDescription: { type: "answer" },
        tracks: [{ mid: mids[1] }, { mid: mids[0] }],
      },
    });
    await player.call("accept", reply.body.sessionDescription!);
    await player.call("moreFrames", mids[0] ?? "", 10);
    await player.call("hears", mids[1] ?? "", 660);
  });

  it("connects to an ICE-lite peer, here another SFU, and relays through it", async () => {
    const far = await startSfu();
    try {
      const ada = await rig.publish([{ ...MIC, tone: 520 }]);
      const near = await rig.sfu();
      const call = async (sfu: typeof near, method: string, path: string, body?: unknown): Promise<Reply["body"]> => {
        const response = await fetch(`${sfu.url}/apps/${sfu.appId}/sessions${path}`, {
          method,
          headers: { authorization: `Bearer ${sfu.appSecret}` },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        return (await response.json()) as Reply["body"];
      };
      const { sessionId: bridge = "" } = await call(near, "POST", "/new?thirdparty=true");
      const { sessionId: remote = "" } = await call(far, "POST", "/new");
      const offer = await call(near, "POST", `/${bridge}/tracks/new`, {
        tracks: [{ location: "local", trackName: "return", kind: "audio", bidirectionalMediaStream: true }],
      });
      expect(offer.sessionDescription?.sdp).not.toContain("a=ice-lite");
      const answered = await call(far, "POST", `/${remote}/tracks/new`, {
        sessionDescription: offer.sessionDescription,
        tracks: [
          { location: "local", mid: offer.tracks?.[0]?.mid, trackName: "relayed", bidirectionalMediaStream: true },
        ],
      });
      await call(near, "PUT", `/${bridge}/renegotiate`, { sessionDescription: answered.sessionDescription });
      // The service says so when a peer takes longer to connect than it waits.
      const into = await until(async () => {
        const reply = await call(near, "POST", `/${bridge}/tracks/new`, {
          tracks: [{ location: "remote", sessionId: ada.session, trackName: "mic", mid: "#return" }],
        });
        return reply.errorCode === "session_error" ? undefined : reply;
      });
      expect(into.tracks).toMatchObject([{ mid: offer.tracks?.[0]?.mid }]);
      const listener = await rig.browser.peer(far);
      await listener.call("create");
      const pulled = await listener.call("pull", [{ location: "remote", sessionId: remote, trackName: "relayed" }]);
      await listener.call("hears", pulled.body.tracks?.[0]?.mid ?? "", 520);
      await listener.close();
    } finally {
      await far.close();
    }
  });
});

describe("many sections", { timeout: 120 * SECONDS }, () => {
  it("holds 60 of them, offered by both sides in turn, and uses closed ones again", async () => {
    const source = await rig.publish([
      { ...MIC, tone: 800 },
      { ...CAMERA, width: 320, height: 180 },
    ]);
    const pull = (trackName: string) => ({ location: "remote", sessionId: source.session, trackName }) as const;
    const bob = await rig.publish([{ ...MIC, name: "own" }], true);
    const video: string[] = [];
    const audio: string[] = [];
    const published: string[] = [];
    while ((await bob.peer.call("mLines")) < 60) {
      const reply = await bob.peer.call("pull", [pull("camera"), pull("mic"), pull("mic"), pull("mic")]);
      const [camera = "", ...microphones] = (reply.body.tracks ?? []).map(({ mid = "" }) => mid);
      video.push(camera);
      audio.push(...microphones);
      const mine = await bob.peer.call("publish", [{ ...MIC, name: `own ${published.length}` }]);
      expect(mine.status).toBe(200);
      published.push(...mine.mids);
    }
    expect(new Set([...video, ...audio, ...published, "0", "1"]).size).toBe(await bob.peer.call("mLines"));
    for (const mid of [video[0], video.at(-1)]) await bob.peer.call("moreFrames", mid ?? "", 5);
    await bob.peer.call("hears", audio.at(-1) ?? "", 800);
    const listener = await rig.join();
    const own = await listener.call("pull", [
      { location: "remote", sessionId: bob.session, trackName: `own ${published.length - 1}` },
    ]);
    await listener.call("hears", own.body.tracks?.[0]?.mid ?? "", 440);
    const lines = await bob.peer.call("mLines");
    const closing = [...video.slice(0, 5), ...audio.slice(0, 5)];
    const closed = await bob.peer.call("closeNegotiated", closing);
    expect(closed.body.tracks).toEqual(closing.map((mid) => ({ mid })));
    const again = await bob.peer.call("pull", [pull("camera"), pull("mic")]);
    expect(await bob.peer.call("mLines")).toBe(lines);
    await bob.peer.call("moreFrames", again.body.tracks?.[0]?.mid ?? "", 5);
    const republished = await bob.peer.call("publish", [{ ...MIC, name: "last" }]);
    expect(republished.status).toBe(200);
    expect(await bob.peer.call("mLines")).toBe(lines);
  });
});
