/** The page of the stack test: rooms with the real client, asked from outside by name. */
import { holdings, later } from "./holdings.js";
import {
  createRoom,
  type CallsError,
  type MediaOptions,
  type Room,
  type RoomChannel,
  type VideoView,
  type ViewSize,
} from "../../../src/client/index.js";
import { roomServer } from "../../../src/signaling/room-server/index.js";

interface Member {
  readonly room: Room;
  readonly connections: RTCPeerConnection[];
  readonly captured: MediaStreamTrack[];
  readonly channel: RoomChannel;
  readonly heard: { from: string; data: string }[];
  readonly views: Map<string, VideoView | undefined>;
  readonly camera: { isPlugged: boolean };
}

/** Milliseconds that the machine has slept. */
let slept = 0;

const members = new Map<string, Member>();

function member(name: string): Member {
  const found = members.get(name);
  if (!found) throw new Error(`Nobody is called ${name}.`);
  return found;
}

/** Asks again until `check` gives something truthy. The test's own time limit bounds it. */
async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  for (;;) {
    const value = await check();
    if (value) return value;
    await new Promise((resolve) => later(resolve, 30));
  }
}

async function inbound(name: string, trackId: string): Promise<Record<string, number>> {
  for (const connection of member(name).connections) {
    for (const report of (await connection.getStats()).values()) {
      if (report.type === "inbound-rtp" && report.trackIdentifier === trackId) return report;
    }
  }
  return {};
}

function toneOnTheLeft(): MediaStream {
  const context = new AudioContext();
  const merger = context.createChannelMerger(2);
  const tone = new OscillatorNode(context, { frequency: 700 });
  tone.connect(merger, 0, 0);
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 2 });
  merger.connect(destination);
  tone.start();
  return destination.stream;
}

/** Joins, and asks again where that may help, as a person would. */
async function entered(room: Room, name: string): Promise<void> {
  await eventually(() =>
    room.request({ type: "join", room: "stack", name }).then(
      () => true,
      (error: CallsError) => {
        if (!error.retryable) throw error;
      },
    ),
  );
}

/** What a browser sends. */
export interface Sent {
  readonly hint: string | undefined;
  readonly opus: string | undefined;
  readonly soundBytes: number | undefined;
  readonly video: readonly { rid?: string; codec?: string; width?: number }[];
}

const api = {
  /** Joins with the browser's fake devices, but with a microphone that has its tone on the left where `media` wants stereo. */
  async join(name: string, devices: ("microphone" | "camera")[], media: MediaOptions = {}): Promise<void> {
    const connections: RTCPeerConnection[] = [];
    const captured: MediaStreamTrack[] = [];
    const camera = { isPlugged: true };
    const room = createRoom({
      signaling: roomServer(),
      media,
      date: () => Date.now() + slept,
      createPeerConnection(configuration) {
        const connection = new RTCPeerConnection(configuration);
        connections.push(connection);
        return connection;
      },
      mediaDevices: {
        async getUserMedia(constraints) {
          if (constraints?.video && !camera.isPlugged) throw new DOMException("none", "NotFoundError");
          const isStereo = constraints?.audio && media.microphone?.stereo;
          const stream = isStereo ? toneOnTheLeft() : await navigator.mediaDevices.getUserMedia(constraints);
          captured.push(...stream.getTracks());
          return stream;
        },
        addEventListener: navigator.mediaDevices.addEventListener.bind(navigator.mediaDevices),
      },
    });
    const channel = room.channel("chat");
    const heard: { from: string; data: string }[] = [];
    channel.onMessage(({ from, data }) => heard.push({ from, data: String(data) }));
    members.set(name, { room, connections, captured, channel, heard, views: new Map(), camera });
    await Promise.all([
      entered(room, name),
      ...devices.map((device) => room.request({ type: `set-${device}`, enabled: true })),
    ]);
  },

  async set(name: string, device: "microphone" | "camera", enabled: boolean): Promise<void> {
    member(name).camera.isPlugged = true;
    await member(name).room.request({ type: `set-${device}`, enabled });
  },

  async takesOnlySound(name: string, enabled: boolean): Promise<boolean> {
    const { room } = member(name);
    await room.request({ type: "set-audio-only", enabled });
    return room.snapshot.audioOnly;
  },

  async limits(name: string, bitrate: number | null): Promise<void> {
    await member(name).room.request({ type: "set-video-limit", bitrate: bitrate ?? undefined });
  },

  /** Resolves when `who` takes only sound, or pictures too, as the network is. */
  async hasOnlySound(who: string, audioOnly: boolean): Promise<void> {
    await eventually(() => member(who).room.snapshot.audioOnly === audioOnly);
  },

  /** As if the only camera were pulled out. */
  unplug(name: string): void {
    member(name).camera.isPlugged = false;
    for (const track of member(name).captured) {
      if (track.kind !== "video" || track.readyState === "ended") continue;
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
  },

  /** Resolves with the width of the picture when `who` has decoded ten more frames of `whom`. */
  async sees(who: string, whom: string): Promise<number> {
    let from: { id: string; frames: number } | undefined;
    return eventually(async () => {
      const track = member(who).room.snapshot.participants.find(({ name }) => name === whom)?.camera?.track;
      if (!track) return 0;
      const { framesDecoded = 0, frameWidth = 0 } = await inbound(who, track.id);
      if (from?.id !== track.id) from = { id: track.id, frames: framesDecoded };
      return framesDecoded > from.frames + 10 ? frameWidth : 0;
    });
  },

  /** `who` has `whom`'s camera on the page in one place, in this size. */
  async shows(who: string, whom: string, size: ViewSize | null): Promise<void> {
    const { room, views } = member(who);
    const view = views.get(whom);
    if (view) {
      view.resize(size ?? undefined);
      return;
    }
    const participant = await eventually(() => room.snapshot.participants.find(({ name }) => name === whom));
    views.set(whom, participant && room.view?.(participant.id, "camera", size ?? undefined));
  },

  /** Resolves when the pictures that `who` has of `whom` have a width in this range. */
  async seesWidth(who: string, whom: string, least: number, most: number): Promise<void> {
    await eventually(async () => {
      const track = member(who).room.snapshot.participants.find(({ name }) => name === whom)?.camera?.track;
      const { frameWidth = 0 } = track ? await inbound(who, track.id) : {};
      return frameWidth >= least && frameWidth <= most;
    });
  },

  /** Resolves when `who` receives no picture of `whom`, who sends one. */
  async seesNothing(who: string, whom: string): Promise<void> {
    await eventually(() => {
      const camera = member(who).room.snapshot.participants.find(({ name }) => name === whom)?.camera;
      return camera?.enabled && !camera.track;
    });
  },

  /** Resolves when `who` hears `whom` beep, played by the room itself. */
  async hears(who: string, whom: string): Promise<void> {
    let from: { id: string; energy: number } | undefined;
    await eventually(async () => {
      const track = member(who).room.snapshot.participants.find(({ name }) => name === whom)?.microphone?.track;
      if (!track) return false;
      const { totalAudioEnergy = 0 } = await inbound(who, track.id);
      if (from?.id !== track.id) from = { id: track.id, energy: totalAudioEnergy };
      return totalAudioEnergy > from.energy + 0.001;
    });
  },

  /** Resolves when `who` is told that a device of `whom` is on, off or not there. */
  async told(who: string, whom: string, device: "microphone" | "camera", state: boolean | null): Promise<void> {
    await eventually(() => {
      const participant = member(who).room.snapshot.participants.find(({ name }) => name === whom);
      return participant && (participant[device]?.enabled ?? null) === state;
    });
  },

  async seesPeople(who: string, ...names: string[]): Promise<void> {
    await eventually(() => {
      const { participants } = member(who).room.snapshot;
      return JSON.stringify(participants.map(({ name }) => name).sort()) === JSON.stringify(names.sort());
    });
  },

  /** Resolves when messages from `who` reach everybody else, then sends `count` and resolves when all came in order. */
  async talks(who: string, count: number): Promise<void> {
    const { channel, room } = member(who);
    const others = [...members.values()].filter((other) => other.room !== room);
    const from = room.snapshot.self.id;
    for (const { heard } of others) heard.length = 0;
    const isHeard = (data: string) =>
      others.every(({ heard }) => heard.some((m) => m.from === from && m.data === data));
    await eventually(() => {
      if (!isHeard("hello?")) channel.send("hello?");
      return isHeard("hello?");
    });
    const messages = Array.from({ length: count }, (_, i) => `${who} ${i}`);
    for (const message of messages) channel.send(message);
    await eventually(() => isHeard(messages.at(-1) ?? ""));
    for (const { heard } of others) {
      const numbered = heard.filter((m) => m.from === from && m.data.startsWith(`${who} `)).map(({ data }) => data);
      if (JSON.stringify(numbered) !== JSON.stringify(messages)) throw new Error(`Out of order: ${numbered.join()}`);
    }
    for (const { heard } of others) heard.length = 0;
  },

  async phase(who: string, media: string): Promise<void> {
    await eventually(() => {
      const { status } = member(who).room.snapshot;
      return status.phase === "joined" && status.media === media;
    });
  },

  /** What is really sent: the hint, the codec and the pictures of each layer, and what was agreed on of Opus. */
  async sends(who: string): Promise<Sent> {
    const { connections, captured } = member(who);
    const reports = [...((await connections.at(-1)?.getStats()) ?? new Map()).values()];
    const streams = reports.filter((report) => report.type === "outbound-rtp");
    const codecOf = ({ codecId }: { codecId: string }) => reports.find(({ id }) => id === codecId);
    const video = streams.filter(({ kind }) => kind === "video");
    const sound = streams.find(({ kind }) => kind === "audio");
    return {
      hint: captured.find(({ kind }) => kind === "video")?.contentHint,
      opus: sound && codecOf(sound)?.sdpFmtpLine,
      soundBytes: sound?.bytesSent,
      video: video
        .filter(({ framesSent = 0 }) => framesSent > 0)
        .map((stream) => ({ rid: stream.rid, codec: codecOf(stream)?.mimeType, width: stream.frameWidth })),
    };
  },

  /** Resolves when `who` hears the left side of `whom` 20 dB louder than the right one. */
  async hearsLeft(who: string, whom: string): Promise<void> {
    const track = member(who).room.snapshot.participants.find(({ name }) => name === whom)?.microphone?.track;
    if (!track) throw new Error(`${who} does not hear ${whom}.`);
    const context = new AudioContext();
    const splitter = context.createChannelSplitter(2);
    context.createMediaStreamSource(new MediaStream([track])).connect(splitter);
    const sides = [0, 1].map((side) => {
      const analyser = context.createAnalyser();
      splitter.connect(analyser, side);
      return analyser;
    });
    const loudest = (analyser: AnalyserNode): number => {
      const spectrum = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(spectrum);
      return Math.max(-200, ...spectrum);
    };
    await eventually(() => {
      const [left = 0, right = 0] = sides.map(loudest);
      return left > -40 && left - right > 20;
    });
    await context.close();
  },

  /** Media sections of the connection that is in use. */
  sections(who: string): number {
    return member(who).connections.at(-1)?.localDescription?.sdp.match(/^m=/gm)?.length ?? 0;
  },

  /** The simulcast layers that are sent. */
  async layers(who: string): Promise<string[]> {
    const reports = (await member(who).connections.at(-1)?.getStats())?.values() ?? [];
    return [...reports]
      .filter((report) => report.type === "outbound-rtp" && report.bytesSent > 0 && report.rid)
      .map(({ rid }) => rid)
      .sort();
  },

  async leave(who: string): Promise<void> {
    await member(who).room.destroy();
    const open = member(who).connections.filter(({ connectionState }) => connectionState !== "closed").length;
    const live = member(who).captured.filter(({ readyState }) => readyState === "live").length;
    members.delete(who);
    if (open + live > 0) throw new Error(`${who} left ${open} connections and ${live} tracks behind.`);
  },

  /** Lets everybody in the page sleep, in no time. */
  sleep(milliseconds: number): void {
    slept += milliseconds;
  },

  /** As if another tab were in front. */
  hide(hidden: boolean): void {
    Object.defineProperty(document, "visibilityState", { configurable: true, value: hidden ? "hidden" : "visible" });
    document.dispatchEvent(new Event("visibilitychange"));
  },

  /** Connections that `who` has had. */
  connections: (who: string): number => member(who).connections.length,

  /** Resolves when `who` has made that many connections. */
  async connects(who: string, count: number): Promise<void> {
    await eventually(() => member(who).connections.length >= count);
  },

  /** What the page holds of calls. */
  holdings,

  /** What everybody has, for a test that failed. */
  async report(): Promise<string> {
    const everybody = [...members].map(async ([name, { room, channel, heard, connections }]) => [
      name,
      room.snapshot,
      { open: channel.state, listeners: channel.listeners, heard },
      (await room.report()).history.map(({ at, operation, outcome }) => `${at} ${operation} ${outcome}`),
      connections.map(({ connectionState, signalingState }) => `${connectionState} ${signalingState}`),
    ]);
    return JSON.stringify(await Promise.all(everybody), undefined, 1);
  },
};

export type StackPage = typeof api;

Object.assign(globalThis, { stack: api });
