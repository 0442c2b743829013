import wrtc from "@roamhq/wrtc";
import type { Reply } from "./page-api.js";

const { RTCPeerConnection, nonstandard } = wrtc;

/** The Connection API, with the app's secret. */
export interface SfuEndpoint {
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
}

/** ...or through a room server, with a participant's token. */
export interface ProxyEndpoint {
  readonly roomServer: string;
  readonly token: string;
}

/** Which Connection API to call, and as whom. */
export type Endpoint = SfuEndpoint | ProxyEndpoint;

function addressOf(endpoint: Endpoint, path: string): { url: string; bearer: string } {
  if ("appId" in endpoint) {
    return { url: `${endpoint.url}/apps/${endpoint.appId}/sessions${path}`, bearer: endpoint.appSecret };
  }
  const rest = path === "/new" ? "" : path;
  return { url: `${endpoint.roomServer}/cloudflare/session${rest}`, bearer: endpoint.token };
}

/** Calls an operation on sessions: `/new`, or a session's id and what belongs to it. */
export async function callApi(endpoint: Endpoint, method: string, path: string, body?: unknown): Promise<Reply> {
  const { url, bearer } = addressOf(endpoint, path);
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Reply["body"] };
}

/** libwebrtc without a browser: one PeerConnection and its session. */
export class NodePeer {
  readonly pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  readonly #stops: (() => void)[] = [];

  private constructor(
    readonly endpoint: Endpoint,
    readonly session: string,
  ) {}

  static async join(endpoint: Endpoint): Promise<NodePeer> {
    const { body } = await callApi(endpoint, "POST", "/new");
    return new NodePeer(endpoint, body.sessionId ?? "");
  }

  api(method: string, path: string, body?: unknown): Promise<Reply> {
    return callApi(this.endpoint, method, `/${this.session}${path}`, body);
  }

  /** A tone of 10 ms frames, 48 kHz, as much as time has passed. */
  tone(frequency = 440): MediaStreamTrack {
    const source = new nonstandard.RTCAudioSource();
    const began = performance.now();
    let position = 0;
    const timer = setInterval(() => {
      while (position < (performance.now() - began) * 48) {
        const samples = Int16Array.from(
          { length: 480 },
          () => 8000 * Math.sin((position++ * 2 * Math.PI * frequency) / 48000),
        );
        source.onData({ samples, sampleRate: 48000, bitsPerSample: 16, channelCount: 1, numberOfFrames: 480 });
      }
    }, 10);
    this.#stops.push(() => clearInterval(timer));
    return source.createTrack();
  }

  /** A moving gradient, 20 pictures a second. */
  picture(width: number, height: number): MediaStreamTrack {
    const source = new nonstandard.RTCVideoSource();
    const data = new Uint8Array((width * height * 3) / 2).fill(128);
    let shade = 0;
    const timer = setInterval(() => {
      shade = (shade + 7) % 256;
      for (let row = 0; row < height; row++) data.fill((row + shade) % 256, row * width, (row + 1) * width);
      source.onFrame({ width, height, data });
    }, 50);
    this.#stops.push(() => clearInterval(timer));
    return source.createTrack();
  }

  /** A picture that never comes: its track sends nothing. */
  blank(): MediaStreamTrack {
    return new nonstandard.RTCVideoSource().createTrack();
  }

  /** What has arrived so far: packets of all tracks, and decoded frames. */
  async received(): Promise<{ packets: number; frames: number }> {
    const total = { packets: 0, frames: 0 };
    for (const report of (await this.pc.getStats()).values() as Iterable<Record<string, unknown>>) {
      if (report["type"] !== "inbound-rtp") continue;
      total.packets += Number(report["packetsReceived"] ?? 0);
      total.frames += Number(report["framesDecoded"] ?? 0);
    }
    return total;
  }

  /** Sets up the transport of data channels; the SFU makes the offer. */
  async establishChannels(): Promise<void> {
    const { body } = await this.api("POST", "/datachannels/establish", {
      dataChannel: { location: "remote", dataChannelName: "server-events" },
    });
    if (body.sessionDescription) await this.answer(body.sessionDescription);
  }

  /** Publishes a channel, or with `sessionId` receives somebody's. */
  async channel(dataChannelName: string, sessionId?: string): Promise<RTCDataChannel> {
    const channel =
      sessionId === undefined
        ? { location: "local", dataChannelName }
        : { location: "remote", dataChannelName, sessionId };
    const { body } = await this.api("POST", "/datachannels/new", { dataChannels: [channel] });
    return this.pc.createDataChannel(dataChannelName, { negotiated: true, id: body.dataChannels?.[0]?.id ?? 0 });
  }

  /**
   * An offer, as it was made. `pc.localDescription` is not read here or below: libwebrtc adds candidates to it on a thread of
   * its own, and this binding crashes the process when the two meet.
   */
  async offer(): Promise<string> {
    const { sdp = "" } = await this.pc.createOffer();
    await this.pc.setLocalDescription({ type: "offer", sdp });
    return sdp;
  }

  /** Publishes what was added, names by mid, with an offer. */
  async publish(names: Readonly<Record<string, string>>): Promise<Reply> {
    const sdp = await this.offer();
    const tracks = Object.entries(names).map(([mid, trackName]) => ({ location: "local", mid, trackName }));
    const reply = await this.api("POST", "/tracks/new", { sessionDescription: { type: "offer", sdp }, tracks });
    if (reply.body.sessionDescription) await this.pc.setRemoteDescription(reply.body.sessionDescription);
    return reply;
  }

  async pull(tracks: readonly unknown[]): Promise<Reply> {
    const reply = await this.api("POST", "/tracks/new", { tracks });
    if (reply.body.sessionDescription) await this.answer(reply.body.sessionDescription);
    return reply;
  }

  /** Answers an offer of the SFU. */
  async answer(offer: RTCSessionDescriptionInit): Promise<Reply> {
    const sdp = await this.takeOffer(offer);
    return this.api("PUT", "/renegotiate", { sessionDescription: { type: "answer", sdp } });
  }

  /** The answer to an offer of the SFU, which it is not told yet. */
  async takeOffer(offer: RTCSessionDescriptionInit): Promise<string> {
    await this.pc.setRemoteDescription(offer);
    const { sdp = "" } = await this.pc.createAnswer();
    await this.pc.setLocalDescription({ type: "answer", sdp });
    return sdp;
  }

  async connected(): Promise<void> {
    if (this.pc.connectionState === "connected") return;
    await new Promise<void>((resolve) => {
      this.pc.addEventListener("connectionstatechange", () => {
        if (this.pc.connectionState === "connected") resolve();
      });
    });
  }

  /** Runs when the peer is closed. */
  onClose(stop: () => void): void {
    this.#stops.push(stop);
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.pc.close();
  }
}
