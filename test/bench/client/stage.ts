/**
 * The page of those who are watched: people in a room who publish one camera of their own colour and one microphone each,
 * with a bare RTCPeerConnection, so that they are the same for both clients.
 */
import { roomServer } from "../../../src/signaling/room-server/index.js";
import type { RoomConnection } from "../../../src/signaling/signaling.js";
import { colourTrack } from "./colours.js";
import { voice } from "./voice.js";

/** What it takes to pull one person. */
export interface Remote {
  readonly name: string;
  readonly sessionId: string;
  /** The number of their hue. */
  readonly hue: number;
  readonly camera: string;
  /** Absent for those who only show themselves. */
  readonly microphone?: string | undefined;
}

interface Actor {
  readonly connection: RoomConnection;
  readonly peer: RTCPeerConnection;
  readonly tracks: MediaStreamTrack[];
}

const actors: Actor[] = [];
const { signal } = new AbortController();

async function enter(room: string, hue: number, microphone?: MediaStreamTrack): Promise<Remote> {
  const name = `p${hue}`;
  const connection = await roomServer().join({ room, name, signal });
  const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  const { sessionId } = await connection.calls.call("newSession", undefined, undefined, { signal });
  const tracks = [colourTrack(hue), ...(microphone ? [microphone.clone()] : [])];
  const sent = tracks.map((track) => peer.addTransceiver(track, { direction: "sendonly" }));
  await peer.setLocalDescription();
  const { sessionDescription } = await connection.calls.call(
    "newTracks",
    sessionId,
    {
      sessionDescription: { type: "offer", sdp: peer.localDescription?.sdp ?? "" },
      tracks: sent.map(({ mid }, i) => ({ location: "local", mid: mid ?? "", trackName: `${name}-${i}` })),
    },
    { signal },
  );
  if (!sessionDescription) throw new Error("The SFU does not answer.");
  await peer.setRemoteDescription(sessionDescription);
  await flows(peer, tracks.length);
  connection.announce({
    sessionId,
    tracks: tracks.map(({ kind }, i) => ({
      trackName: `${name}-${i}`,
      kind: kind as "audio" | "video",
      enabled: true,
    })),
  });
  actors.push({ connection, peer, tracks });
  return { name, sessionId, hue, camera: `${name}-0`, microphone: microphone && `${name}-1` };
}

async function flows(peer: RTCPeerConnection, count: number): Promise<void> {
  for (;;) {
    const reports = [...(await peer.getStats()).values()];
    if (reports.filter(({ type, bytesSent }) => type === "outbound-rtp" && bytesSent > 0).length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const api = {
  /** Fills a room with `count` people, of whom the first `voices` have a microphone. */
  async fill(room: string, count: number, voices: number): Promise<Remote[]> {
    const remotes: Remote[] = [];
    for (let hue = 0; hue < count; hue++) remotes.push(await enter(room, hue, hue < voices ? voice() : undefined));
    return remotes;
  },

  /** One more comes in, with camera and microphone. @returns when the others could know, in milliseconds since 1970. */
  async comeIn(room: string, hue: number): Promise<{ remote: Remote; at: number }> {
    const remote = await enter(room, hue, voice());
    return { remote, at: performance.timeOrigin + performance.now() };
  },

  async empty(): Promise<void> {
    for (const { connection, peer, tracks } of actors.splice(0)) {
      peer.close();
      for (const track of tracks) track.stop();
      await connection.leave();
    }
  },
};

export type StagePage = typeof api;
Object.assign(globalThis, { bench: api });
