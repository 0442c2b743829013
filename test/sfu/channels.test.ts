import { describe, expect, it } from "vitest";
import type { Peer } from "./support/browser.js";
import { Rig, SECONDS, until } from "./support/setup.js";

const rig = new Rig();

/** A connected peer with data channels. */
async function join(withOffer: boolean): Promise<{ peer: Peer; session: string }> {
  const peer = await rig.join();
  const reply = await peer.call("establishChannels", withOffer);
  expect(reply).toMatchObject({
    status: 200,
    body: { requiresImmediateRenegotiation: !withOffer, dataChannel: { id: 0, dataChannelName: "server-events" } },
  });
  await peer.call("connected");
  return { peer, session: await peer.call("sessionId") };
}

async function open(peer: Peer, channel: object): Promise<number> {
  const session = await peer.call("sessionId");
  const reply = await peer.call("api", "POST", `/${session}/datachannels/new`, { dataChannels: [channel] });
  expect(reply.status).toBe(200);
  const [allocated] = reply.body.dataChannels ?? [];
  expect(allocated?.errorCode).toBeUndefined();
  return allocated?.id ?? -1;
}

describe("data channels", { timeout: 60 * SECONDS }, () => {
  it("carry text and binary from one publisher to many, in order", async () => {
    const ada = await join(true);
    const others = [await join(false), await join(true)];
    const id = await open(ada.peer, { location: "local", dataChannelName: "chat" });
    expect(id % 2).toBe(1);
    await ada.peer.call("openChannel", { id });
    const ids: number[] = [];
    for (const { peer } of others) {
      const own = await open(peer, { location: "remote", sessionId: ada.session, dataChannelName: "chat" });
      expect(own % 2).toBe(1);
      await peer.call("openChannel", { id: own });
      ids.push(own);
    }
    const expected: string[] = [];
    for (let number = 0; number < 100; number++) {
      await ada.peer.call("send", id, `message ${number}`);
      expected.push(`message ${number}`);
    }
    await ada.peer.call("sendBinary", id, 50_000);
    await ada.peer.call("send", id, "");
    const sum = Array.from({ length: 50_000 }, (_, index) => index % 251).reduce((total, byte) => total + byte, 0);
    for (const [index, { peer }] of others.entries()) {
      const received = await peer.call("received", ids[index] ?? -1, 102);
      expect(received).toEqual([...expected, `binary:50000:${sum}`, ""]);
    }
  });

  it("come with the first offer of tracks, too", async () => {
    const ada = await rig.publish([{ name: "mic", kind: "audio" }], true);
    const bob = await join(true);
    const id = await open(ada.peer, { location: "local", dataChannelName: "chat" });
    const own = await open(bob.peer, { location: "remote", sessionId: ada.session, dataChannelName: "chat" });
    await ada.peer.call("openChannel", { id });
    await bob.peer.call("openChannel", { id: own });
    await ada.peer.call("send", id, "hello");
    expect(await bob.peer.call("received", own, 1)).toEqual(["hello"]);
    const again = await ada.peer.call("api", "POST", `/${ada.session}/datachannels/establish`, {});
    // What is there is said once more, and nothing is negotiated.
    expect(again).toMatchObject({ status: 200, body: { requiresImmediateRenegotiation: false } });
  });

  it("refuse a name that is taken, until it is closed", async () => {
    const ada = await join(true);
    const channel = { location: "local", dataChannelName: "chat" };
    const id = await open(ada.peer, channel);
    const path = `/${ada.session}/datachannels`;
    const repeated = await ada.peer.call("api", "POST", `${path}/new`, { dataChannels: [channel] });
    expect(repeated.body.dataChannels).toMatchObject([{ errorCode: "repeated_local_track_error" }]);
    const closed = await ada.peer.call("api", "PUT", `${path}/close`, { dataChannels: [{ id }] });
    expect(closed.body.dataChannels).toEqual([{ ...channel, id }]);
    expect(await open(ada.peer, channel)).not.toBe(id);
  });

  it("reach the far side's browser when they are closed", async () => {
    const ada = await join(true);
    const bob = await join(true);
    const id = await open(ada.peer, { location: "local", dataChannelName: "chat" });
    const own = await open(bob.peer, { location: "remote", sessionId: ada.session, dataChannelName: "chat" });
    await ada.peer.call("openChannel", { id });
    await bob.peer.call("openChannel", { id: own });
    await ada.peer.call("send", id, "last words");
    await bob.peer.call("received", own, 1);
    await ada.peer.call("api", "PUT", `/${ada.session}/datachannels/close`, { dataChannels: [{ id }] });
    await bob.peer.call("channelClosed", own);
  });

  it("open their gate at the first message of a subscriber that asked to be waited for", async () => {
    const ada = await join(true);
    const [bob, eve] = [await join(true), await join(true)];
    const id = await open(ada.peer, { location: "local", dataChannelName: "chat" });
    const remote = { location: "remote", sessionId: ada.session, dataChannelName: "chat" };
    const own = await open(bob.peer, { ...remote, waitForAck: true });
    const eves = await open(eve.peer, remote);
    await ada.peer.call("openChannel", { id });
    await bob.peer.call("openChannel", { id: own });
    await eve.peer.call("openChannel", { id: eves });
    await ada.peer.call("send", id, "too early");
    // Each has a connection of its own: what one has sent first may come last.
    await eve.peer.call("received", eves, 1);
    await bob.peer.call("send", own, "ready");
    // The acknowledgement itself goes nowhere; once it arrived, what is sent comes through.
    const received = await until(async () => {
      await ada.peer.call("send", id, "now");
      const messages = await bob.peer.call("messages", own);
      return messages.length > 0 ? messages : undefined;
    });
    expect(received).not.toContain("too early");
    expect(await ada.peer.call("messages", id)).toEqual([]);
  });

  it("are torn down when the message they wait for does not come", async () => {
    await rig.sfu({ timings: { ackWait: 300 } });
    const ada = await join(true);
    const bob = await join(true);
    await open(ada.peer, { location: "local", dataChannelName: "chat" });
    const remote = { location: "remote", sessionId: ada.session, dataChannelName: "chat", waitForAck: true };
    const own = await open(bob.peer, remote);
    await until(async () => {
      const { body } = await bob.peer.call("api", "GET", `/${bob.session}`);
      const channel = body.dataChannels?.find(({ id }) => id === own);
      return channel?.status === "inactive" ? true : undefined;
    });
  });

  it("carry unordered and unreliable messages, too", async () => {
    const ada = await join(true);
    const bob = await join(true);
    for (const policy of [{ ordered: false, maxRetransmits: 0 }, { maxPacketLifeTime: 500 }]) {
      const dataChannelName = JSON.stringify(policy);
      const id = await open(ada.peer, { location: "local", dataChannelName, ...policy });
      const remote = { location: "remote", sessionId: ada.session, dataChannelName, ...policy };
      const own = await open(bob.peer, remote);
      await ada.peer.call("openChannel", { id, ...policy });
      await bob.peer.call("openChannel", { id: own, ...policy });
      for (let number = 0; number < 20; number++) await ada.peer.call("send", id, `${number}`);
      const received = await bob.peer.call("received", own, 20);
      expect([...received].sort()).toEqual(Array.from({ length: 20 }, (_, number) => `${number}`).sort());
    }
  });

  it("let one subscriber reply, the last that was granted it", async () => {
    const ada = await join(true);
    const [bob, eve] = [await join(true), await join(true)];
    const id = await open(ada.peer, { location: "local", dataChannelName: "chat" });
    await ada.peer.call("openChannel", { id });
    const remote = { location: "remote", sessionId: ada.session, dataChannelName: "chat", canReply: true };
    const bobs = await open(bob.peer, remote);
    const eves = await open(eve.peer, remote);
    await bob.peer.call("openChannel", { id: bobs });
    await eve.peer.call("openChannel", { id: eves });
    await bob.peer.call("send", bobs, "bob, who lost it");
    await eve.peer.call("send", eves, "eve");
    expect(await ada.peer.call("received", id, 1)).toEqual(["eve"]);
    const update = { dataChannels: [{ ...remote }] };
    const reply = await bob.peer.call("api", "PUT", `/${bob.session}/datachannels/update`, update);
    expect(reply).toMatchObject({ status: 200, body: { dataChannels: [{ id: bobs }] } });
    await bob.peer.call("send", bobs, "bob again");
    expect(await ada.peer.call("received", id, 2)).toEqual(["eve", "bob again"]);
  });

  it("start at once: no record is lost after the handshake", async () => {
    // A lost first record costs SCTP a second; a handful of connections would show it.
    for (let round = 0; round < 3; round++) {
      const ada = await join(true);
      const bob = await join(true);
      const id = await open(ada.peer, { location: "local", dataChannelName: "chat" });
      const own = await open(bob.peer, { location: "remote", sessionId: ada.session, dataChannelName: "chat" });
      await bob.peer.call("openChannel", { id: own });
      await ada.peer.call("openChannel", { id });
      await ada.peer.call("send", id, "first");
      expect(await bob.peer.call("received", own, 1)).toEqual(["first"]);
    }
  });
});
