/** Pictures that say whose they are. */

/** So many hues that a decoder cannot take one for the next. */
export const HUES = 18;
const WIDTH = 160;
const HEIGHT = 96;
const FRAMES_PER_SECOND = 25;

/** A camera whose picture is all of one hue, number `index`, with something that moves in its corner. */
export function colourTrack(index: number): MediaStreamTrack {
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  const context = canvas.getContext("2d");
  const [track] = canvas.captureStream(FRAMES_PER_SECOND).getVideoTracks();
  if (!context || !track) throw new Error("This browser draws no pictures.");
  let frame = 0;
  const timer = setInterval(() => {
    if (track.readyState === "ended") clearInterval(timer);
    context.fillStyle = `hsl(${(index * 360) / HUES} 100% 50%)`;
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = frame++ % 2 ? "black" : "white";
    context.fillRect(0, 0, 8, 8);
  }, 1_000 / FRAMES_PER_SECOND);
  return track;
}

const eye = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

/** The number of the hue that a video shows in its middle; -1 for grey and black. */
function hueOf(video: HTMLVideoElement): number {
  if (!eye) throw new Error("This browser reads no pictures.");
  eye.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = eye.getImageData(0, 0, 1, 1).data;
  const most = Math.max(r, g, b);
  const range = most - Math.min(r, g, b);
  if (range < 60) return -1;
  const sixth = most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range;
  return Math.round(((sixth + 6) % 6) * (HUES / 6)) % HUES;
}

/**
 * Resolves with the time of the first frame on the screen that shows hue `index`.
 *
 * @param videos where it may be shown: asked again at every frame of the page, as an element may make a place late.
 */
export function firstFrame(videos: () => Iterable<HTMLVideoElement>, index: number): Promise<number> {
  return new Promise((resolve) => {
    const watched = new Set<HTMLVideoElement>();
    let isOver = false;
    const find = (): void => {
      if (isOver) return;
      for (const video of videos()) {
        if (watched.has(video)) continue;
        watched.add(video);
        const look = (now: number): void => {
          if (isOver) return;
          if (hueOf(video) === index) {
            isOver = true;
            resolve(now);
          } else video.requestVideoFrameCallback(look);
        };
        video.requestVideoFrameCallback(look);
      }
      requestAnimationFrame(find);
    };
    find();
  });
}

/** A place on the page for one video. */
export class Tile {
  readonly #video = document.createElement("video");

  constructor() {
    Object.assign(this.#video, { muted: true, autoplay: true, playsInline: true, width: 160, height: 96 });
    document.body.append(this.#video);
  }

  set track(track: MediaStreamTrack | undefined) {
    const now = (this.#video.srcObject as MediaStream | null)?.getVideoTracks()[0];
    if (track !== now) this.#video.srcObject = track ? new MediaStream([track]) : null;
  }

  get video(): HTMLVideoElement {
    return this.#video;
  }

  remove(): void {
    this.#video.srcObject = null;
    this.#video.remove();
  }
}
