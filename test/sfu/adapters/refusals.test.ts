import { afterEach, describe, expect, it } from "vitest";
import { loadPeer } from "../../../src/sfu/adapters/worker/load-peer.js";
import { refuseEndpoint } from "../../../src/sfu/adapters/endpoints.js";
import { startSfu, type LocalSfu, type SfuOptions } from "../../../src/sfu/index.js";
import { callsOf, Endpoints } from "../support/adapters.js";
import { NodePeer } from "../support/node-peer.js";
import { until } from "../support/setup.js";

const endpoints = new Endpoints();
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function start(options: SfuOptions = {}): Promise<LocalSfu> {
  const sfu = await startSfu(options);
  cleanups.push(() => sfu.close());
  return sfu;
}

const ingest = (endpoint: string) => ({ location: "local", trackName: "bot", endpoint, inputCodec: "pcm" }) as const;

describe("an adapter is refused", { timeout: 30_000 }, () => {
  it("when its endpoint refuses, redirects, is not there, or does not answer", async () => {
    const sfu = await start();
    // Who waits for so short a time would take a refusal of a busy machine for none.
    const hasty = await start({ timings: { adapterHandshake: 300 } });
    const endpoint = await endpoints.start();
    for (const [refusal, code, asked] of [
      [403, "websocket_handshake_failed", sfu],
      [302, "websocket_handshake_failed", sfu],
      [200, "websocket_handshake_failed", sfu],
      ["never", "websocket_connection_timeout", hasty],
    ] as const) {
      endpoint.refuseWith = refusal;
      const opened = callsOf(asked).adapters.open([ingest(endpoint.url)]);
      await expect(opened).rejects.toMatchObject({ status: 503, code });
    }
    expect(endpoint.dials).toBe(4);
    await expect(callsOf(sfu).adapters.open([ingest("ws://localhost:1/")])).rejects.toMatchObject({
      code: "websocket_handshake_failed",
    });
    for (const asked of [sfu, hasty]) expect(asked.sessions()).toMatchObject({ open: 0, adapters: 0 });
  });

  it("alone: others of the same call work", async () => {
    const sfu = await start();
    const endpoint = await endpoints.start();
    const [worked, failed] = await callsOf(sfu).adapters.open([ingest(endpoint.url), ingest("ws://127.0.0.1:1/")]);
    expect(worked).toMatchObject({ trackName: "bot", endpoint: endpoint.url });
    expect(failed).toEqual({
      trackName: "bot",
      errorCode: "websocket_handshake_failed",
      errorDescription: expect.stringContaining("handshake"),
    });
  });

  it("when there are too many already", async () => {
    const sfu = await start({ limits: { adapters: 1 } });
    const { adapters } = callsOf(sfu);
    const endpoint = await endpoints.start();
    const [one, other] = await adapters.open([ingest(endpoint.url), ingest(endpoint.url)]);
    const [worked, refused] = one?.adapterId === undefined ? [other, one] : [one, other];
    expect(refused).toMatchObject({ errorCode: "temporarily_unavailable_error" });
    await adapters.close([worked?.adapterId ?? ""]);
    expect(await adapters.open([ingest(endpoint.url)])).toMatchObject([{ adapterId: expect.any(String) }]);
  });

  it("when its track is not there, says nothing, or sends what cannot be turned into what is asked for", async () => {
    const sfu = await start({ timings: { firstPacketWait: 300 } });
    const { adapters } = callsOf(sfu);
    const { url } = await endpoints.start();
    const ada = await NodePeer.join(sfu);
    cleanups.push(() => ada.close());
    ada.pc.addTransceiver(ada.tone(), { direction: "sendonly" });
    ada.pc.addTransceiver(ada.picture(320, 240), { direction: "sendonly" });
    ada.pc.addTransceiver("audio", { direction: "sendonly" });
    await ada.publish({ "0": "mic", "1": "camera", "2": "nothing" });
    await ada.connected();
    const refusal = (trackName: string, outputCodec: "pcm" | "jpeg", sessionId = ada.session) =>
      adapters
        .open([{ location: "remote", sessionId, trackName, endpoint: url, outputCodec }])
        .catch(({ code }) => code);
    /** Media begins to flow some time after the connection. */
    const refusalOfWhatFlows = (trackName: string, outputCodec: "pcm" | "jpeg") =>
      until(async () => {
        const code = await refusal(trackName, outputCodec);
        return code === "empty_track_error" ? undefined : code;
      });
    expect(await refusal("nobody", "pcm")).toBe("not_found_track_error");
    expect(await refusal("mic", "pcm", "0".repeat(32))).toBe("not_found_track_error");
    expect(await refusal("nothing", "pcm")).toBe("empty_track_error");
    expect(await refusalOfWhatFlows("camera", "pcm")).toBe("invalid_params");
    expect(await refusalOfWhatFlows("mic", "jpeg")).toBe("invalid_params");
    expect(sfu.sessions().adapters).toBe(0);
  });

  it("with a sentence that says what to install when a codec's package is not there", async () => {
    await expect(loadPeer("no-such-codec/file.js", "no-such-codec", "An adapter of smells")).rejects.toThrow(
      "An adapter of smells needs the package no-such-codec, which is not installed: npm install no-such-codec",
    );
  });

  it("by where its endpoint is", () => {
    const code = (endpoint: string, policy: "local" | "any" | "public") => refuseEndpoint(endpoint, policy)?.errorCode;
    for (const local of ["ws://localhost:8787/in", "wss://127.0.0.1/", "ws://127.3.2.1:1/", "ws://[::1]:80/"]) {
      expect(code(local, "local")).toBeUndefined();
      expect(code(local, "any")).toBeUndefined();
      expect(code(local, "public")).toBe("websocket_localhost_not_allowed");
    }
    expect(code("ws://0.0.0.0/", "public")).toBe("websocket_localhost_not_allowed");
    for (const far of ["wss://example.com/in", "wss://127.0.0.1.example.com/", "wss://10.0.0.1/"]) {
      expect(code(far, "local")).toBe("websocket_handshake_failed");
      expect(code(far, "any")).toBeUndefined();
      expect(code(far, "public")).toBeUndefined();
    }
    expect(code("ws://example.com/in", "any")).toBe("websocket_handshake_failed");
  });
});
