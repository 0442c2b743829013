/** Tracks whose content a test can recognise at the other end. */
import { eventually } from "./events.js";

/** A video track filled with one colour, with something moving in it. */
export function colourTrack(colour: string): MediaStreamTrack {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 240;
  const context = canvas.getContext("2d")!;
  let frame = 0;
  const timer = setInterval(() => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 320, 240);
    context.fillStyle = "white";
    context.fillRect((frame += 5) % 320, 0, 4, 4);
  }, 50);
  const [track] = canvas.captureStream(20).getVideoTracks();
  stops.add(() => clearInterval(timer));
  stops.add(() => track!.stop());
  return track!;
}

/** An audio track with a sine tone of `frequency` hertz. */
export function toneTrack(frequency: number): MediaStreamTrack {
  const context = new AudioContext();
  const oscillator = new OscillatorNode(context, { frequency });
  const destination = context.createMediaStreamDestination();
  oscillator.connect(destination);
  oscillator.start();
  stops.add(() => void context.close());
  return destination.stream.getAudioTracks()[0]!;
}

const stops = new Set<() => void>();

/** Ends what the functions of this module started. */
export function stopTestMedia(): void {
  for (const stop of stops) stop();
  stops.clear();
}

/** Waits for a picture of `track` whose middle satisfies `is`. */
export async function picture(track: MediaStreamTrack, is: (rgb: [number, number, number]) => boolean): Promise<void> {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  try {
    await video.play();
    await eventually(() => {
      context.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
      return is([red, green, blue]);
    });
  } finally {
    video.srcObject = null;
  }
}

export const isRed = ([red, green, blue]: [number, number, number]) => red > 150 && green < 90 && blue < 90;
export const isGreen = ([red, green, blue]: [number, number, number]) => red < 90 && green > 100 && blue < 90;
export const isBlue = ([red, green, blue]: [number, number, number]) => red < 90 && green < 90 && blue > 150;
export const isBlack = ([red, green, blue]: [number, number, number]) => red < 40 && green < 40 && blue < 40;

/** Decibels of `frequency` in `track`, as heard: -Infinity is silence. */
export function listen(track: MediaStreamTrack, frequency: number) {
  const context = new AudioContext();
  // A received track reaches Web Audio only while an element plays it.
  const player = document.createElement("video");
  player.muted = true;
  player.srcObject = new MediaStream([track]);
  // It may be closed before it plays: what the ear hears is played by the room, too.
  player.play().catch(() => {});
  const analyser = new AnalyserNode(context, { fftSize: 2048, smoothingTimeConstant: 0 });
  new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) }).connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  return {
    level(hertz = frequency): number {
      analyser.getFloatFrequencyData(bins);
      return bins[Math.round((hertz * analyser.fftSize) / context.sampleRate)]!;
    },
    async close() {
      player.srcObject = null;
      await context.close();
    },
  };
}

/** Frames decoded so far. */
export async function framesDecoded(receiver: RTCRtpReceiver): Promise<number> {
  for (const stats of (await receiver.getStats()).values()) {
    if (stats.type === "inbound-rtp") return stats.framesDecoded ?? 0;
  }
  return 0;
}
