/** `CallsClient` over a bare proxy, as the README says: no room, and no server of the kit. */
import { CallsClient } from "../../../src/client/calls-client.js";
import type { CallsTrack } from "../../../src/client/calls-client.js";
import { callsProxy } from "../../../src/signaling/index.js";

const clientOf = (): CallsClient => new CallsClient({ calls: callsProxy({ url: "/partytracks" }) });

const page = {
  /** @returns what others need to see the picture. */
  async publish(): Promise<readonly CallsTrack[]> {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const context = canvas.getContext("2d");
    let count = 0;
    setInterval(() => {
      if (!context) return;
      context.fillStyle = `hsl(${++count * 10} 80% 50%)`;
      context.fillRect(0, 0, canvas.width, canvas.height);
    }, 50);
    const client = clientOf();
    await client.initialize();
    return await client.publishStream(canvas.captureStream(20));
  },
  /** Resolves when ten pictures of it have been shown. */
  async play(tracks: readonly CallsTrack[]): Promise<void> {
    const video = Object.assign(document.createElement("video"), { muted: true, autoplay: true });
    document.body.append(video);
    video.srcObject = clientOf().subscribe(tracks).stream;
    for (let left = 10; left > 0; left--) await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  },
};

export type BarePage = typeof page;
Object.assign(globalThis, { page });
