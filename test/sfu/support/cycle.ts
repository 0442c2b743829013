import { once } from "node:events";
import { NodePeer, type Endpoint } from "./node-peer.js";

/** A call of two, from the first request to the last goodbye: a track and a message go from one to the other. */
export async function joinAndLeave(endpoint: Endpoint): Promise<void> {
  const peers: NodePeer[] = [];
  try {
    const ada = await NodePeer.join(endpoint);
    peers.push(ada);
    ada.pc.createDataChannel("server-events", { negotiated: true, id: 0 });
    ada.pc.addTransceiver(ada.tone(), { direction: "sendonly" });
    await ada.offer();
    const mid = ada.pc.getTransceivers()[0]?.mid ?? "";
    await ada.publish({ [mid]: "mic" });
    await ada.connected();
    const bob = await NodePeer.join(endpoint);
    peers.push(bob);
    const arrived = once(bob.pc, "track");
    bob.pc.createDataChannel("server-events", { negotiated: true, id: 0 });
    const sdp = await bob.offer();
    const established = await bob.api("POST", "/datachannels/establish", {
      dataChannel: { location: "remote", dataChannelName: "server-events" },
      sessionDescription: { type: "offer", sdp },
    });
    await bob.pc.setRemoteDescription(established.body.sessionDescription ?? { type: "answer", sdp: "" });
    await bob.connected();
    await bob.pull([{ location: "remote", sessionId: ada.session, trackName: "mic" }]);
    await arrived;
    const speaking = await openChannel(ada, { location: "local", dataChannelName: "chat" });
    const remote = { location: "remote", sessionId: ada.session, dataChannelName: "chat" };
    const hearing = await openChannel(bob, remote);
    const heard = once(hearing, "message");
    speaking.send("hello");
    await heard;
  } finally {
    for (const peer of peers) peer.close();
  }
}

async function openChannel(peer: NodePeer, dataChannel: object): Promise<RTCDataChannel> {
  const { body } = await peer.api("POST", "/datachannels/new", { dataChannels: [dataChannel] });
  const id = body.dataChannels?.[0]?.id;
  if (id === undefined) throw new Error(`No data channel: ${JSON.stringify(body)}`);
  const channel = peer.pc.createDataChannel("chat", { negotiated: true, id });
  if (channel.readyState !== "open") await once(channel, "open");
  return channel;
}
