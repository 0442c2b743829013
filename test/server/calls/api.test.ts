/** The whole client against a real SFU: what it makes is used by real peers. */
import wrtc from "@roamhq/wrtc";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { SessionDescription } from "../../../src/server/calls/index.js";
import { CallsApi, CallsApiError } from "../../../src/server/calls/index.js";
import { startSfu } from "../../../src/sfu/index.js";
import type { LocalSfu } from "../../../src/sfu/index.js";

const { RTCPeerConnection, nonstandard } = wrtc;
const turnServer = { urls: ["turn:127.0.0.1:3478?transport=udp", "turn:127.0.0.1:53"], secret: "shared" };

let sfu: LocalSfu;
let calls: CallsApi;
const cleanup: (() => void)[] = [];
beforeAll(async () => {
  sfu = await startSfu({ announce: ["127.0.0.1"], turn: turnServer, accountToken: "token" });
  calls = new CallsApi({
    base: sfu.url,
    appId: sfu.appId,
    appSecret: sfu.appSecret,
    turn: { keyId: sfu.turnKey.id, keySecret: sfu.turnKey.key },
    account: { accountId: "me", apiToken: "token", base: sfu.url.replace("/v1", "/client/v4") },
  });
});
afterEach(() => {
  for (const clean of cleanup.splice(0).reverse()) clean();
});
afterAll(async () => {
  await (sfu as LocalSfu | undefined)?.close();
});

/** A peer without a browser. */
function createPeer(): RTCPeerConnection {
  const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  cleanup.push(() => peer.close());
  return peer;
}

/** A tone that plays until the test is over. */
function tone(): MediaStreamTrack {
  const source = new nonstandard.RTCAudioSource();
  let position = 0;
  const timer = setInterval(() => {
    const samples = Int16Array.from({ length: 480 }, () => 8_000 * Math.sin((position++ * 2 * Math.PI * 440) / 48_000));
    source.onData({ samples, sampleRate: 48_000, bitsPerSample: 16, channelCount: 1, numberOfFrames: 480 });
  }, 10);
  cleanup.push(() => clearInterval(timer));
  return source.createTrack();
}

const connected = (peer: RTCPeerConnection): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => void (peer.connectionState === "connected" && resolve());
    peer.addEventListener("connectionstatechange", look);
    look();
  });

const opened = (channel: RTCDataChannel): Promise<void> =>
  new Promise((resolve) => {
    if (channel.readyState === "open") resolve();
    else channel.addEventListener("open", () => resolve());
  });

// `localDescription` is not read: this binding crashes when libwebrtc adds a candidate to it meanwhile.
async function offerOf(peer: RTCPeerConnection): Promise<SessionDescription> {
  const { sdp = "" } = await peer.createOffer();
  await peer.setLocalDescription({ type: "offer", sdp });
  return { type: "offer", sdp };
}

async function answerTo(peer: RTCPeerConnection, offer: SessionDescription | undefined): Promise<SessionDescription> {
  expect(offer?.type).toBe("offer");
  await peer.setRemoteDescription(offer!);
  const { sdp = "" } = await peer.createAnswer();
  await peer.setLocalDescription({ type: "answer", sdp });
  return { type: "answer", sdp };
}

/** A session that publishes a tone as `mic`, connected. */
async function publishTone(): Promise<{ peer: RTCPeerConnection; sessionId: string }> {
  const peer = createPeer();
  peer.addTransceiver(tone(), { direction: "sendonly" });
  const { sessionId } = await calls.sessions.create({ correlationId: "a test" });
  const { sessionDescription } = await calls.tracks.add(sessionId, {
    sessionDescription: await offerOf(peer),
    tracks: [{ location: "local", mid: "0", trackName: "mic" }],
  });
  await peer.setRemoteDescription(sessionDescription!);
  await connected(peer);
  return { peer, sessionId };
}

/** Resolves when a track has brought sound. */
const heard = (track: MediaStreamTrack): Promise<void> =>
  new Promise((resolve) => {
    const sink = new nonstandard.RTCAudioSink(track);
    cleanup.push(() => sink.stop());
    sink.ondata = ({ samples }: { samples: Int16Array }) => {
      if (samples.some((sample) => Math.abs(sample) > 1_000)) resolve();
    };
  });

it("carries sound from one peer to another, closes it, and says so", async () => {
  const publisher = await publishTone();
  const listener = createPeer();
  const arrived = new Promise<MediaStreamTrack>((resolve) => {
    listener.addEventListener("track", ({ track }) => resolve(track));
  });
  const { sessionId } = await calls.sessions.create();
  const { sessionDescription, tracks } = await calls.tracks.add(sessionId, {
    tracks: [{ location: "remote", sessionId: publisher.sessionId, trackName: "mic" }],
  });
  await calls.sessions.renegotiate(sessionId, await answerTo(listener, sessionDescription));
  await heard(await arrived);
  expect(await calls.sessions.get(sessionId)).toMatchObject({ tracks: [{ trackName: "mic", status: "active" }] });

  const mid = tracks[0]?.mid ?? "";
  const same = { location: "remote", mid, sessionId: publisher.sessionId, trackName: "mic" } as const;
  expect((await calls.tracks.update(sessionId, [same])).tracks).toMatchObject([{ mid, trackName: "mic" }]);
  expect((await calls.tracks.close(sessionId, { tracks: [{ mid }], force: true })).tracks).toEqual([{ mid }]);
  const again = await calls.tracks.close(sessionId, { tracks: [{ mid }], force: true });
  expect(again.tracks).toMatchObject([{ mid, errorCode: "close_track_error" }]);
  const state = await calls.sessions.get(sessionId);
  expect(state.tracks.filter(({ status }) => status === "active")).toEqual([]);
});

it("carries messages from a publisher to a subscriber, and an answer back", async () => {
  const join = async () => {
    const peer = createPeer();
    const { sessionId } = await calls.sessions.create();
    const { sessionDescription, dataChannel } = await calls.dataChannels.establish(sessionId);
    expect(dataChannel).toMatchObject({ id: 0 });
    await calls.sessions.renegotiate(sessionId, await answerTo(peer, sessionDescription));
    await connected(peer);
    return { peer, sessionId };
  };
  const [ada, ben] = await Promise.all([join(), join()]);
  const policy = { dataChannelName: "chat", ordered: false, maxRetransmits: 3 };
  const published = await calls.dataChannels.publish(ada.sessionId, [policy]);
  const subscribed = await calls.dataChannels.subscribe(ben.sessionId, [{ ...policy, sessionId: ada.sessionId }]);
  await calls.dataChannels.update(ben.sessionId, [
    { dataChannelName: "chat", sessionId: ada.sessionId, canReply: true },
  ]);
  const open = ({ peer }: typeof ada, id = -1) =>
    peer.createDataChannel("chat", { negotiated: true, id, ordered: false, maxRetransmits: 3 });
  const adas = open(ada, published.dataChannels[0]?.id);
  const bens = open(ben, subscribed.dataChannels[0]?.id);
  await Promise.all([opened(adas), opened(bens)]);
  const asked = new Promise<unknown>((resolve) => bens.addEventListener("message", ({ data }) => resolve(data)));
  const answered = new Promise<unknown>((resolve) => adas.addEventListener("message", ({ data }) => resolve(data)));
  adas.send("question");
  expect(await asked).toBe("question");
  bens.send("answer");
  expect(await answered).toBe("answer");
  const id = published.dataChannels[0]?.id ?? -1;
  expect((await calls.dataChannels.close(ada.sessionId, [id])).dataChannels).toMatchObject([{ id }]);
});

it("tells failed items, ended sessions and wrong secrets apart", async () => {
  const { sessionId } = await publishTone();
  const missing = await calls.tracks.add(sessionId, {
    tracks: [{ location: "remote", sessionId: "nobody", trackName: "mic" }],
  });
  expect(missing).toMatchObject({ tracks: [{ mid: "", errorCode: "not_found_track_error" }] });
  await expect(calls.sessions.get("gone")).rejects.toMatchObject({
    name: "CallsApiError",
    status: 410,
    code: "session_error",
    retryable: false,
    description: expect.stringContaining("disconnected"),
  });
  const stranger = new CallsApi({ base: sfu.url, appId: sfu.appId, appSecret: "wrong" });
  await expect(stranger.sessions.create()).rejects.toMatchObject({ status: 401, code: "unauthorized" });
});

it("makes and revokes TURN credentials, without the port that browsers block", async () => {
  const servers = await calls.turn.createCredentials({ ttl: 60, customIdentifier: "ada" });
  expect(servers).toMatchObject([{ urls: [turnServer.urls[0]], username: expect.stringMatching(/:ada$/) }]);
  await calls.turn.revokeCredentials(servers[0]?.username ?? "");
});

it.each(["apps", "turnKeys"] as const)("makes, lists, renames and deletes %s", async (kind) => {
  const api = calls[kind];
  const made = await api.create("tests");
  expect(made.uid).toMatch(/^\w+$/);
  expect(await api.get(made.uid)).toMatchObject({ uid: made.uid, name: "tests" });
  expect((await api.rename(made.uid, "renamed")).name).toBe("renamed");
  const listed = (await api.list()).find(({ uid }) => uid === made.uid);
  expect(listed).toMatchObject({ name: "renamed" });
  expect(listed).not.toHaveProperty("secret");
  if ("secret" in made) {
    const own = new CallsApi({ base: sfu.url, appId: made.uid, appSecret: made.secret });
    expect((await own.sessions.create()).sessionId).toMatch(/^\w+$/);
  } else {
    const own = new CallsApi({
      base: sfu.url,
      appId: "",
      appSecret: "",
      turn: { keyId: made.uid, keySecret: made.key },
    });
    expect(await own.turn.createCredentials()).toHaveLength(1);
  }
  await api.delete(made.uid);
  await expect(api.get(made.uid)).rejects.toMatchObject({ status: 404, code: "not_found" });
});

it("passes on what an adapter's endpoint is refused for", async () => {
  const adapter = { location: "local", trackName: "bot", inputCodec: "pcm" } as const;
  await expect(calls.adapters.open([{ ...adapter, endpoint: "ws://localhost:1" }])).rejects.toMatchObject({
    status: 503,
    code: "websocket_handshake_failed",
  });
  // Closed already is closed.
  expect(await calls.adapters.close(["a1"])).toEqual([{ adapterId: "a1" }]);
});

describe("a request that can only be refused is not sent:", () => {
  const never = new CallsApi({
    appId: "a",
    appSecret: "b",
    fetch: () => Promise.reject(new Error("It was sent.")),
    retryDelays: [],
  });
  const offer = { type: "offer", sdp: "v=0" } as const;
  const local = { location: "local", mid: "0", trackName: "mic" } as const;
  const remote = { location: "remote", sessionId: "s", trackName: "mic" } as const;
  const add = (request: object) => never.tracks.add("s", request);
  const cases: [string, () => Promise<unknown>, string][] = [
    ["a path as session", () => never.sessions.get("../apps"), "sessionId"],
    ["no tracks", () => add({ tracks: [] }), "tracks"],
    ["an answer", () => add({ tracks: [local], sessionDescription: { type: "answer", sdp: "v=0" } }), "offer"],
    ["both directions", () => add({ tracks: [local, remote], sessionDescription: offer }), "all local or all remote"],
    ["65 tracks", () => add({ tracks: Array.from({ length: 65 }, () => remote) }), "64"],
    ["a pull from nobody", () => add({ tracks: [{ ...remote, sessionId: undefined }] }), "tracks.0.sessionId"],
    ["a track without a name", () => add({ tracks: [{ ...remote, trackName: undefined }] }), "tracks.0.trackName"],
    ["a misspelt location", () => add({ tracks: [{ ...remote, location: "far" }] }), "tracks.0.location"],
    ["a local track of a session", () => add({ tracks: [{ ...local, sessionId: "s" }], sessionDescription: offer }), "tracks.0.sessionId"], // prettier-ignore
    ["an offer without mids", () => add({ tracks: [{ ...local, mid: undefined }], sessionDescription: offer }), "tracks.0.mid"], // prettier-ignore
    ["no offer and no kind", () => add({ tracks: [local] }), "tracks.0.kind"],
    ["discovery in nothing", () => add({ autoDiscover: true }), "autoDiscover"],
    ["an update of a local track", () => never.tracks.update("s", [local]), "tracks.0.location"],
    ["an update of no transceiver", () => never.tracks.update("s", [remote]), "tracks.0.mid"],
    ["a polite close without an offer", () => never.tracks.close("s", { tracks: [{ mid: "0" }], force: false }), "force"], // prettier-ignore
    ["an offer as answer", () => never.sessions.renegotiate("s", offer), "no answer"],
    ["two bounds of delivery", () => never.dataChannels.publish("s", [{ dataChannelName: "c", maxRetransmits: 1, maxPacketLifeTime: 1 }]), "not both"], // prettier-ignore
    ["a channel without a name", () => never.dataChannels.publish("s", [{ dataChannelName: "" }]), "dataChannelName"],
    ["no channels", () => never.dataChannels.close("s", []), "ids"],
    ["an adapter to nowhere", () => never.adapters.open([{ location: "local", trackName: "t", inputCodec: "pcm", endpoint: "http://x" }]), "endpoint"], // prettier-ignore
    ["five adapters", () => never.adapters.close(["1", "2", "3", "4", "5"]), "adapterIds"],
    ["credentials without a key", () => never.turn.createCredentials(), "TURN key"],
    ["credentials for a week", () => calls.turn.createCredentials({ ttl: 604_800 }), "ttl"],
    ["apps without an account", () => never.apps.list(), "account"],
    ["the deletion of everything", () => calls.apps.delete(""), "uid"],
  ];
  it.each(cases)("%s", async (_, send, where) => {
    const error: unknown = await send().then(
      () => "It was not refused.",
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(CallsApiError);
    expect(error).toMatchObject({ code: "invalid_request", retryable: false, status: undefined });
    expect((error as CallsApiError).description).toContain(where);
  });
});

it("asks for what a session may have, in the query", async () => {
  const urls: string[] = [];
  const api = new CallsApi({
    appId: "a",
    appSecret: "b",
    fetch: (input) => {
      urls.push(String(input));
      return Promise.resolve(Response.json({ sessionId: "s" }, { status: 201 }));
    },
  });
  await api.sessions.create({ correlationId: "a b&c", thirdParty: true });
  await api.sessions.create();
  const root = "https://rtc.live.cloudflare.com/v1/apps/a/sessions/new";
  expect(urls).toEqual([`${root}?thirdparty=true&correlationId=a+b%26c`, root]);
});

it.each([
  ["0", 2],
  ["3600", 1],
])("repeats what it may, unless it is told to wait too long (%s s)", async (retryAfter, attempts) => {
  const replies = [
    Response.json({ errorCode: "rate_limited" }, { status: 429, headers: { "retry-after": retryAfter } }),
    Response.json({ tracks: [{ adapterId: "a1", bytesProcessed: 7 }] }),
  ];
  let sent = 0;
  const api = new CallsApi({
    appId: "a",
    appSecret: "b",
    retryDelays: [0],
    fetch: () => Promise.resolve(replies[sent++] ?? Response.error()),
  });
  const closed = api.adapters.close(["a1"]);
  if (attempts === 2) expect(await closed).toEqual([{ adapterId: "a1", bytesProcessed: 7 }]);
  else await expect(closed).rejects.toMatchObject({ status: 429, retryAfter: 3_600, retryable: true });
  expect(sent).toBe(attempts);
});

it("stops when it is told to, with the reason that it is given", async () => {
  const aborter = new AbortController();
  const api = new CallsApi({
    appId: "a",
    appSecret: "b",
    fetch: (_, init) =>
      new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason))),
  });
  const reason = new Error("Nobody waits any more.");
  const pending = api.sessions.create({}, { signal: aborter.signal });
  aborter.abort(reason);
  await expect(pending).rejects.toBe(reason);
});
