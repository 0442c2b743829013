/** A picture of a track. It is good until the next one is asked for. */
export interface Frame {
  readonly source: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

/** Chromium's way to the pictures of a track, which goes on while nobody sees the page. */
interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
type TrackProcessorClass = new (options: { track: MediaStreamTrack; maxBufferSize?: number }) => TrackProcessor;

/** The newest pictures of a track, as fast as they are taken and no faster than `frameRate`, until `signal` aborts. */
export async function* frames(track: MediaStreamTrack, frameRate: number, signal: AbortSignal): AsyncGenerator<Frame> {
  const Processor: TrackProcessorClass | undefined = Reflect.get(globalThis, "MediaStreamTrackProcessor");
  if (Processor) {
    yield* processedFrames(track, Processor, frameRate, signal);
  } else {
    yield* playedFrames(track, frameRate, signal);
  }
}

async function* processedFrames(
  track: MediaStreamTrack,
  Processor: TrackProcessorClass,
  frameRate: number,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  // A clone, because the reader ends the track that it reads.
  const clone = track.clone();
  const reader = new Processor({ track: clone, maxBufferSize: 1 }).readable.getReader();
  signal.addEventListener("abort", () => clone.stop(), { once: true });
  if (signal.aborted) clone.stop();
  try {
    let earliest = 0;
    for (;;) {
      const { value: frame } = await reader.read();
      if (!frame) return;
      try {
        if (performance.now() < earliest) continue;
        earliest = performance.now() + 800 / frameRate;
        yield { source: frame, width: frame.displayWidth, height: frame.displayHeight };
      } finally {
        frame.close();
      }
    }
  } finally {
    clone.stop();
  }
}

async function* playedFrames(track: MediaStreamTrack, frameRate: number, signal: AbortSignal): AsyncGenerator<Frame> {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  try {
    await video.play();
    while (!signal.aborted && track.readyState === "live") {
      if (video.videoWidth > 0) yield { source: video, width: video.videoWidth, height: video.videoHeight };
      await new Promise((resolve) => setTimeout(resolve, 1_000 / frameRate));
    }
  } finally {
    video.srcObject = null;
  }
}
