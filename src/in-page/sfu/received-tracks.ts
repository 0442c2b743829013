/** Tracks that a session's client sends, made ready to be sent on. */
import { MediaPublication } from "./publications.js";

export class ReceivedTracks {
  readonly #pc: RTCPeerConnection;
  readonly #players: HTMLVideoElement[] = [];

  constructor(pc: RTCPeerConnection) {
    this.#pc = pc;
  }

  publish(receiver: RTCRtpReceiver, rids: readonly string[]): MediaPublication {
    if (receiver.track.kind === "audio") this.#play(receiver.track);
    let flows = false;
    const isFlowing = async () => {
      flows ||= this.#pc.connectionState === "connected" && (await hasPackets(receiver));
      return flows;
    };
    return new MediaPublication(receiver.track, isFlowing, rids);
  }

  close(): void {
    for (const player of this.#players) player.srcObject = null;
    this.#players.length = 0;
  }

  /**
   * Chromium decodes a received audio track only while something plays it. It lets a muted video element play without
   * a gesture, but not a muted audio element.
   */
  #play(track: MediaStreamTrack): void {
    const player = document.createElement("video");
    player.muted = true;
    player.srcObject = new MediaStream([track]);
    this.#players.push(player);
    player.play().catch(() => {});
  }
}

async function hasPackets(receiver: RTCRtpReceiver): Promise<boolean> {
  const report = await receiver.getStats();
  for (const stats of report.values()) {
    if (stats.type === "inbound-rtp" && stats.packetsReceived > 0) return true;
  }
  return false;
}
