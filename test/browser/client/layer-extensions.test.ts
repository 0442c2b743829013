import { expect } from "@open-wc/testing";
import { CAMERA_LAYERS } from "../../../src/wire/sources.js";
import { negotiateLayers } from "../../../src/client/session/layer-extensions.js";

const LAYER_LINES = /^a=extmap:\d+ urn:ietf:params:rtp-hdrext:sdes:(repaired-)?rtp-stream-id\r\n/gm;

/** Answers an offer for video that does not name the layer extensions, as a service's offer for a subscription may be. */
async function subscribe(connection: RTCPeerConnection, service: RTCPeerConnection): Promise<void> {
  service.addTransceiver("video", { direction: "sendonly" });
  const { sdp } = await service.createOffer();
  await service.setLocalDescription({ type: "offer", sdp: sdp ?? "" });
  await connection.setRemoteDescription({ type: "offer", sdp: sdp?.replace(LAYER_LINES, "") ?? "" });
  await connection.setLocalDescription();
}

describe("negotiateLayers", () => {
  let connection: RTCPeerConnection;
  let service: RTCPeerConnection;

  beforeEach(() => {
    connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    service = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  });

  afterEach(() => {
    connection.close();
    service.close();
  });

  it("lets a camera be published after a subscription whose offer had no layer extensions", async () => {
    await subscribe(connection, service);
    const transceiver = connection.addTransceiver("video", {
      direction: "sendonly",
      sendEncodings: CAMERA_LAYERS.map((encoding) => ({ ...encoding })),
    });
    negotiateLayers(transceiver);
    await connection.setLocalDescription();
    const section = connection.localDescription?.sdp.split("\r\nm=").at(-1) ?? "";
    expect(section).to.match(/a=simulcast:send f;h;q/);
    expect(`${section}`.match(LAYER_LINES)?.length).to.equal(2);
  });
});
