/** People of Orange's own, as its pages are made: PartySocket's words over a socket, and `partytracks` for media. */
import { PartyTracks, type TrackMetadata } from "partytracks/client";
import { BehaviorSubject, firstValueFrom, of } from "rxjs";

/** Somebody else, as a person of Orange's has them. */
interface Other {
  readonly name: string;
  readonly video: HTMLVideoElement;
  readonly places: Map<string, MediaStreamTrack | undefined>;
}

const people = new Map<string, { others: Map<string, Other> }>();

function movingPicture(): MediaStreamTrack {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
  const context = canvas.getContext("2d");
  let count = 0;
  setInterval(() => {
    if (!context) return;
    context.fillStyle = `hsl(${++count * 10} 80% 50%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 100);
  return canvas.captureStream(10).getVideoTracks()[0]!;
}

function tone(hertz: number): MediaStreamTrack {
  const context = new AudioContext();
  const oscillator = new OscillatorNode(context, { frequency: hertz });
  const destination = context.createMediaStreamDestination();
  oscillator.connect(new GainNode(context, { gain: 0.5 })).connect(destination);
  oscillator.start();
  return destination.stream.getAudioTracks()[0]!;
}

async function join(room: string, name: string, hertz: number): Promise<void> {
  const id = crypto.randomUUID();
  await fetch("/set-username", { method: "POST", body: new URLSearchParams({ username: name }), redirect: "manual" });
  const socket = new WebSocket(`ws://${location.host}/parties/rooms/${room}?_pk=${id}`);
  const party = new PartyTracks({ prefix: "/partytracks", iceServers: [] });
  const others = new Map<string, Other>();
  people.set(name, { others });
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data));
    if (message.type === "roomState")
      for (const user of message.state.users) if (user.id !== id && user.joined) meet(user);
  });
  const meet = (user: { id: string; name: string; tracks: Record<string, unknown> }): void => {
    const known = others.get(user.id);
    const video = known?.video ?? Object.assign(document.createElement("video"), { muted: true, autoplay: true });
    const other = known ?? { name: user.name, video, places: new Map() };
    others.set(user.id, other);
    document.body.append(video);
    for (const place of [user.tracks["audio"], user.tracks["video"]]) {
      if (typeof place !== "string" || other.places.has(place)) continue;
      other.places.set(place, undefined);
      const [sessionId = "", trackName = ""] = place.split("/");
      const metadata: TrackMetadata = { sessionId, trackName, location: "remote" };
      party.pull(of(metadata)).subscribe((track) => {
        other.places.set(place, track);
        if (track.kind === "video") video.srcObject = new MediaStream([track]);
      });
    }
  };
  const push = async (track: MediaStreamTrack): Promise<string> => {
    const pushed = party.push(new BehaviorSubject(track));
    pushed.subscribe();
    const { sessionId, trackName } = await firstValueFrom(pushed);
    return `${sessionId}/${trackName}`;
  };
  const [audio, video] = await Promise.all([push(tone(hertz)), push(movingPicture())]);
  const tracks = {
    audio,
    audioEnabled: true,
    audioUnavailable: false,
    video,
    videoEnabled: true,
    screenShareEnabled: false,
  };
  const user = {
    id,
    name,
    joined: true,
    raisedHand: false,
    speaking: false,
    transceiverSessionId: audio.split("/")[0],
    tracks,
  };
  socket.send(JSON.stringify({ type: "userUpdate", user }));
  setInterval(() => socket.send('{"type":"heartbeat"}'), 5_000);
}

const other = (name: string, of: string): Other | undefined =>
  [...(people.get(name)?.others.values() ?? [])].find((each) => each.name === of);

const page = {
  join,
  /** Pictures of `of` that `name` has been shown. */
  frames: (name: string, of: string): number => other(name, of)?.video.getVideoPlaybackQuality().totalVideoFrames ?? 0,
  /** Resolves when what `name` gets of `of` sounds at `hertz`. */
  async hears(name: string, of: string, hertz: number): Promise<void> {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 4096 });
    const bins = new Float32Array(analyser.frequencyBinCount);
    let source: MediaStreamAudioSourceNode | undefined;
    for (;;) {
      const track = [...(other(name, of)?.places.values() ?? [])].find((each) => each?.kind === "audio");
      if (track && !source) {
        // Chromium lets a track of somebody else's sound only where an element plays it.
        const audio = Object.assign(new Audio(), { srcObject: new MediaStream([track]), muted: true });
        void audio.play();
        source = context.createMediaStreamSource(new MediaStream([track]));
        source.connect(analyser);
      }
      analyser.getFloatFrequencyData(bins);
      const peak = bins.reduce((best, level, bin) => (level > bins[best]! ? bin : best), 0);
      const perBin = context.sampleRate / analyser.fftSize;
      if (bins[peak]! > -60 && Math.abs(peak * perBin - hertz) < 2 * perBin) return await context.close();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },
};

export type OrangeParty = typeof page;
Object.assign(globalThis, { page });
