import type { Schedule } from "../environment.js";

/** Milliseconds between pictures: seldom, but well within the time after which the SFU takes a track for dead. */
const PICTURE_EVERY = 1_000;

/**
 * A video track that shows nothing, to be sent while a camera is off. It has the size of the camera's pictures, so that the
 * same simulcast layers go on. It ends with `track.stop()` and `signal`.
 */
export function createBlackTrack(schedule: Schedule, signal: AbortSignal): MediaStreamTrack | undefined {
  const canvas = document.createElement("canvas");
  canvas.width = 1280;
  canvas.height = 720;
  const context = canvas.getContext("2d");
  const [track] = canvas.captureStream().getVideoTracks();
  if (!track) return undefined;
  let cancel = (): void => {};
  const paint = (): void => {
    context?.fillRect(0, 0, canvas.width, canvas.height);
    cancel = schedule(paint, PICTURE_EVERY);
  };
  paint();
  signal.addEventListener("abort", () => (cancel(), track.stop()), { once: true });
  return track;
}
