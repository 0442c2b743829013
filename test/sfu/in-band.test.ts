import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSfu, type LocalSfu } from "../../src/sfu/index.js";
import { NodePeer } from "./support/node-peer.js";

let sfu: LocalSfu;
let peer: NodePeer;
beforeEach(async () => {
  sfu = await startSfu({ announce: ["127.0.0.1"] });
  peer = await NodePeer.join(sfu);
});
afterEach(async () => {
  peer.close();
  await sfu.close();
});

const establish = (body: object) => peer.api("POST", "/datachannels/establish", body);

describe("the channel for the server's events", { timeout: 30_000 }, () => {
  it("opens for a client that made it in-band with its offer", async () => {
    const channel = peer.pc.createDataChannel("server-events");
    const opened = new Promise((resolve) => channel.addEventListener("open", resolve));
    const { body } = await establish({ sessionDescription: { type: "offer", sdp: await peer.offer() } });
    if (!body.sessionDescription) throw new Error("There is no answer.");
    await peer.pc.setRemoteDescription(body.sessionDescription);
    await opened;
    expect(channel.id).toBe(0);
  });

  it("is told to a client that has none, as the offer was ours", async () => {
    const told = new Promise<RTCDataChannel>((resolve) =>
      peer.pc.addEventListener("datachannel", ({ channel }) => resolve(channel)),
    );
    const { body } = await establish({});
    if (!body.sessionDescription) throw new Error("There is no offer.");
    await peer.answer(body.sessionDescription);
    expect(await told).toMatchObject({ label: "server-events", id: 0 });
  });
});
