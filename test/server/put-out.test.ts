/**
 * Put out is put out, with real media: whatever state a session is in, nothing reaches its owner any more, and nothing of
 * theirs reaches the others. Time is told by what an honest listener still receives.
 */
import { isDeepStrictEqual } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSfu } from "../../src/sfu/index.js";
import type { LocalSfu } from "../../src/sfu/index.js";
import { NodePeer } from "../sfu/support/node-peer.js";
import { until } from "../sfu/support/setup.js";
import { enter, join, openSocket } from "./support/client.js";
import type { Person } from "./support/client.js";
import { startTestServer } from "./support/server.js";
import { sendSdp } from "./support/whip.js";

interface OnAir {
  readonly person: Person;
  readonly peer: NodePeer;
}

let sfu: LocalSfu;
let url: string;
let peers: NodePeer[] = [];

beforeEach(async () => {
  sfu = await startSfu({});
  const env = { CALLS_API: sfu.url, CALLS_APP_ID: sfu.appId, CALLS_APP_SECRET: sfu.appSecret };
  ({ url } = await startTestServer({ env }));
});
afterEach(async () => {
  for (const peer of peers) peer.close();
  peers = [];
  await sfu.close();
});

async function peerOf(token: string): Promise<NodePeer> {
  const peer = await NodePeer.join({ roomServer: url, token });
  peers.push(peer);
  return peer;
}

/** Enters, publishes sound, a picture and a channel, and announces them. `blank` is a picture that never comes. */
async function onAir(name: string): Promise<OnAir> {
  const person = await enter(url, "yard", name);
  const peer = await peerOf(person.token);
  for (const track of [peer.tone(), peer.picture(160, 120), peer.blank()]) {
    peer.pc.addTransceiver(track, { direction: "sendonly" });
  }
  expect((await peer.publish({ 0: "mic", 1: "cam", 2: "blank" })).status).toBe(200);
  await peer.connected();
  await peer.establishChannels();
  const channel = await peer.channel("chat");
  const ticking = setInterval(() => channel.readyState === "open" && channel.send("tick"), 50);
  peer.onClose(() => clearInterval(ticking));
  const tracks = [
    { trackName: "mic", kind: "audio" },
    { trackName: "cam", kind: "video" },
    { trackName: "blank", kind: "video", source: "screen" },
  ];
  person.socket.send({ type: "cloudflare-session", sessionId: peer.session, tracks, channels: [{ name: "chat" }] });
  await person.socket.settled();
  return { person, peer };
}

const remote = (from: OnAir, trackName: string) => ({ location: "remote", sessionId: from.peer.session, trackName });

interface Listener {
  readonly person: Person;
  readonly peer: NodePeer;
  /** Messages that have come on the channel. */
  readonly messages: () => number;
}

/** Enters and receives sound, picture and channel of somebody. */
async function listen(name: string, to: OnAir): Promise<Listener> {
  const person = await enter(url, "yard", name);
  const peer = await peerOf(person.token);
  expect((await peer.pull([remote(to, "mic"), remote(to, "cam")])).status).toBe(200);
  await peer.connected();
  await peer.establishChannels();
  const channel = await peer.channel("chat", to.peer.session);
  let messages = 0;
  channel.addEventListener("message", () => (messages += 1));
  await flows(peer);
  await until(() => messages > 0 || undefined);
  return { person, peer, messages: () => messages };
}

/** Resolves when this many more packets have come. */
async function flows(peer: NodePeer, more = 10): Promise<void> {
  const { packets } = await peer.received();
  await until(async () => (await peer.received()).packets >= packets + more || undefined);
}

/**
 * Holds somebody to silence: it begins, and then nothing comes any more, while the honest listener goes on. When it begins is told by
 * the listener: a process that was held up gets many packets at once, before it has closed anything.
 */
async function expectSilence(listener: Pick<Listener, "peer" | "messages">, honest: NodePeer): Promise<void> {
  const heard = async () => ({ ...(await listener.peer.received()), messages: listener.messages() });
  let before = await heard();
  // Sound alone is 50 packets a second, the picture 20 more.
  for (let round = 0; round < 4; round++) {
    await flows(honest, 40);
    const now = await heard();
    if (isDeepStrictEqual(now, before)) break;
    before = now;
  }
  await flows(honest, 80);
  expect(await heard()).toEqual(before);
}

const ban = (host: OnAir, participantId: string): void =>
  host.person.socket.send({ type: "remove", participantId, ban: true });

const NO_MESSAGES = { messages: () => 0 };

describe("whoever is put out hears nothing", { timeout: 60_000 }, () => {
  it("when all exchanges are over", async () => {
    const ada = await onAir("Ada");
    const [ben, cho] = [await listen("Ben", ada), await listen("Cho", ada)];
    ban(ada, ben.person.id);
    await expectSilence(ben, cho.peer);
  });

  it("when an offer of the SFU is left unanswered", async () => {
    const ada = await onAir("Ada");
    const [ben, cho] = [await listen("Ben", ada), await listen("Cho", ada)];
    const { body } = await ben.peer.api("POST", "/tracks/new", { tracks: [remote(ada, "mic")] });
    expect(body.requiresImmediateRenegotiation).toBe(true);
    ban(ada, ben.person.id);
    await expectSilence(ben, cho.peer);
    // ...nor by answering it later.
    if (body.sessionDescription) await ben.peer.answer(body.sessionDescription);
    await expectSilence(ben, cho.peer);
  });

  it("when a pull takes long", async () => {
    const ada = await onAir("Ada");
    const [ben, cho] = [await listen("Ben", ada), await listen("Cho", ada)];
    const slow = ben.peer.api("POST", "/tracks/new", { tracks: [remote(ada, "blank"), remote(ada, "mic")] });
    // By then it is on its way.
    await flows(cho.peer, 20);
    ban(ada, ben.person.id);
    await expectSilence(ben, cho.peer);
    // What the pull brings, when it is over at last, nobody gets.
    expect((await slow).status).toBe(410);
    await expectSilence(ben, cho.peer);
  });

  it("when the session connects after the ban only", async () => {
    const ada = await onAir("Ada");
    const cho = await listen("Cho", ada);
    const ben = await enter(url, "yard", "Ben");
    const peer = await peerOf(ben.token);
    peer.pc.addTransceiver("audio", { direction: "recvonly" });
    const sdp = await peer.offer();
    const { body } = await peer.api("POST", "/tracks/new", {
      sessionDescription: { type: "offer", sdp },
      tracks: [remote(ada, "mic")],
    });
    const answer = body.sessionDescription;
    if (!answer) throw new Error("There is no answer.");
    ban(ada, ben.id);
    await ben.socket.closed;
    await peer.pc.setRemoteDescription(answer);
    await peer.connected();
    await expectSilence({ peer, ...NO_MESSAGES }, cho.peer);
  });
});

describe("nobody hears", { timeout: 60_000 }, () => {
  it.each([
    ["a speaker who is made a viewer", false],
    ["one who leaves an offer open meanwhile", true],
  ])("%s", async (_, leavesOpen) => {
    const ada = await onAir("Ada");
    const ben = await onAir("Ben");
    const cho = await listen("Cho", ben);
    const honest = await listen("Dia", ada);
    if (leavesOpen) await ben.peer.api("POST", "/tracks/new", { tracks: [remote(ada, "mic")] });
    ada.person.socket.send({ type: "role", participantId: ben.person.id, role: "viewer" });
    await expectSilence(cho, honest.peer);
  });

  it("an encoder whose identity is put out, nor can it come back", async () => {
    const ada = await onAir("Ada");
    const honest = await listen("Dia", ada);
    const { token, participantId } = await join(url, "yard", "Encoder");
    const encoder = await peerOf(honest.person.token);
    encoder.pc.addTransceiver(encoder.tone(), { direction: "sendonly" });
    const sdp = await encoder.offer();
    const published = await sendSdp(`${url}/whip/yard`, sdp, { token });
    expect(published.status).toBe(201);
    await encoder.pc.setRemoteDescription({ type: "answer", sdp: published.text });
    await encoder.connected();
    let session = "";
    let trackName = "";
    for (;;) {
      const change = await ada.person.socket.nextOf("cloudflare-session");
      if (change.participantId !== participantId || change.tracks.length === 0) continue;
      session = change.sessionId;
      trackName = change.tracks[0]?.trackName ?? "";
      break;
    }
    const cho = await enter(url, "yard", "Cho");
    const peer = await peerOf(cho.token);
    await peer.pull([{ location: "remote", sessionId: session, trackName }]);
    await flows(peer);
    ban(ada, participantId);
    await expectSilence({ peer, ...NO_MESSAGES }, honest.peer);
    expect((await sendSdp(`${url}/whip/yard`, sdp, { token })).status).toBe(403);
    expect((await sendSdp(`${url}/api/calls/whip/cam?room=yard`, sdp, { token })).status).toBe(403);
  });
});

it("a host in an open room still puts out a player that came without a token", { timeout: 60_000 }, async () => {
  const ada = await onAir("Ada");
  const honest = await listen("Dia", ada);
  const player = await peerOf(honest.person.token);
  player.pc.addTransceiver("audio", { direction: "recvonly" });
  const played = await sendSdp(`${url}/whep/yard/${ada.person.id}`, await player.offer());
  expect(played.status).toBe(201);
  await player.pc.setRemoteDescription({ type: "answer", sdp: played.text });
  await player.connected();
  await flows(player);
  const joined = ada.person.socket.texts.map((text) => JSON.parse(text) as { type: string; from?: string });
  const stranger = joined.filter(({ type }) => type === "join").at(-1)?.from ?? "";
  ban(ada, stranger);
  await expectSilence({ peer: player, ...NO_MESSAGES }, honest.peer);
});

it("whoever waits at the door receives nothing, whatever they ask", { timeout: 60_000 }, async () => {
  const ada = await onAir("Ada");
  ada.person.socket.send({ type: "policy", waitingRoom: true });
  await ada.person.socket.settled();
  const { token } = await join(url, "yard", "Eve");
  const eve = await openSocket(url, token);
  eve.send({ type: "hello", protocol: 1 });
  await eve.nextOf("wait");
  const peer = await peerOf(ada.person.token);
  peer.pc.addTransceiver("audio", { direction: "recvonly" });
  const sdp = await peer.offer();
  const ask = (path: string, body: object) =>
    fetch(`${url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  expect((await ask("/cloudflare/session", {})).status).toBe(403);
  for (const session of [peer.session, ada.peer.session]) {
    const pull = { sessionDescription: { type: "offer", sdp }, tracks: [remote(ada, "mic")] };
    expect((await ask(`/cloudflare/session/${session}/tracks/new`, pull)).status).toBe(403);
  }
  expect((await sendSdp(`${url}/whep/yard/${ada.person.id}`, sdp, { token })).status).toBe(403);
  expect(sfu.sessions().open).toBe(2);
});
