import { expect } from "@open-wc/testing";
import { CallsError } from "../../../src/client/index.js";
import { background, blur, replaceBackground, type Segmenter } from "../../../src/client/processors/blur.js";
import { eventually } from "../signaling/events.js";
import { colourTrack, isBlue, isRed, toneTrack } from "../signaling/test-media.js";
import { People } from "./people.js";
import { hears, sees } from "./senses.js";

const locateFile = (file: string): string => `/node_modules/@mediapipe/selfie_segmentation/${file}`;

/** Somebody who is the left half of every picture. */
function halfSegmenter(): Segmenter & { isClosed: boolean } {
  const mask = document.createElement("canvas");
  [mask.width, mask.height] = [2, 1];
  mask.getContext("2d")?.fillRect(0, 0, 1, 1);
  const segmenter = { isClosed: false, segment: async () => mask, close: () => void (segmenter.isClosed = true) };
  return segmenter;
}

/** A picture in one colour. */
function plain(colour: string): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 240];
  const context = canvas.getContext("2d")!;
  context.fillStyle = colour;
  context.fillRect(0, 0, 320, 240);
  return canvas;
}

/** Somebody, roughly, before a wall with narrow black and white stripes. */
function portrait(): MediaStreamTrack {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 240];
  const context = canvas.getContext("2d")!;
  let at = 0;
  const draw = (): void => {
    for (let x = 0; x < 320; x += 4) {
      context.fillStyle = x % 8 ? "white" : "black";
      context.fillRect(x, 0, 4, 240);
    }
    context.fillStyle = "#d9a282";
    context.beginPath();
    context.ellipse(160, 95 + (at++ % 2), 38, 50, 0, 0, 7);
    context.ellipse(160, 250, 95, 100, 0, 0, 7);
    context.fill();
  };
  // The first picture is one of them, and not an empty canvas.
  draw();
  const timer = setInterval(draw, 50);
  const [track] = canvas.captureStream(20).getVideoTracks();
  track!.addEventListener("ended", () => clearInterval(timer));
  return track!;
}

/** How much neighbours differ along the upper left edge of a track's picture, 0 to 255, and the colour of the corner. */
async function corner(track: MediaStreamTrack): Promise<{ contrast: number; colour: [number, number, number] }> {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  await video.play();
  await eventually(() => video.videoWidth > 0);
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext("2d")!;
  context.drawImage(video, 0, 0);
  video.srcObject = null;
  const width = Math.floor(canvas.width / 5);
  const { data } = context.getImageData(0, Math.floor(canvas.height / 20), width, 1);
  let sum = 0;
  for (let x = 4; x < width; x++) sum += Math.abs((data[x * 4] ?? 0) - (data[(x - 4) * 4] ?? 0));
  const [red = 0, green = 0, blue = 0] = data;
  return { contrast: sum / (width - 4), colour: [red, green, blue] };
}

describe("processors", () => {
  let people: People;

  beforeEach(() => {
    people = new People();
  });

  afterEach(() => people.end());

  it("change what the others see, with no new session description, and are taken away again", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red") });
    const grace = await people.join("Grace");
    await sees(grace, "Ada", isRed);
    const [connection] = ada.connections;
    let negotiations = 0;
    connection?.addEventListener("signalingstatechange", () => negotiations++);
    const segmenter = halfSegmenter();
    const nobody: Segmenter = { ...segmenter, segment: async () => new OffscreenCanvas(2, 2) };
    const processor = replaceBackground(async () => nobody, { image: plain("blue") });
    await ada.room.request({ type: "set-processor", source: "camera", processor });
    await sees(grace, "Ada", isBlue);
    await ada.room.request({ type: "set-processor", source: "camera", processor: undefined });
    await sees(grace, "Ada", isRed);
    expect(negotiations).to.equal(0);
    expect(ada.tracks).to.have.length(1);
  });

  it("show the person before another background", async () => {
    const signal = new AbortController();
    const segmenter = halfSegmenter();
    const track = colourTrack("red");
    const made = await replaceBackground(async () => segmenter, { image: plain("blue") })(track, signal);
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = new MediaStream([made]);
    await video.play();
    const canvas = new OffscreenCanvas(320, 240);
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    const colourAt = (x: number): [number, number, number] => {
      context.drawImage(video, 0, 0, 320, 240);
      const [red = 0, green = 0, blue = 0] = context.getImageData(x, 120, 1, 1).data;
      return [red, green, blue];
    };
    await eventually(() => isRed(colourAt(40)) && isBlue(colourAt(280)));
    video.srcObject = null;
    signal.abort();
    expect(segmenter.isClosed).to.equal(true);
    expect(made.readyState).to.equal("ended");
    expect(track.readyState).to.equal("live");
  });

  it("that fail leave the device itself, and say why", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red"), microphone: toneTrack(700) });
    const grace = await people.join("Grace");
    const missing = blur({ locateFile: (file) => `/nowhere/${file}` });
    const refused = await ada.room.request({ type: "set-processor", source: "camera", processor: missing }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).to.be.instanceOf(CallsError);
    expect(refused).to.have.property("code", "not-supported");
    await sees(grace, "Ada", isRed);
    const failsLater: Segmenter = { segment: () => Promise.reject(new Error("context lost")), close: () => {} };
    const once = replaceBackground(async () => failsLater);
    await ada.room.request({ type: "set-processor", source: "camera", processor: once }).catch(() => {});
    expect(ada.room.snapshot.camera).to.have.nested.property("processorError.reason", "context lost");
    await sees(grace, "Ada", isRed);
  });

  it("work on the microphone, too", async () => {
    const ada = await people.join("Ada", { microphone: toneTrack(700) });
    const grace = await people.join("Grace");
    await hears(grace, "Ada", 700);
    const other = toneTrack(1_500);
    const processor = async () => other.clone();
    await ada.room.request({ type: "set-processor", source: "microphone", processor });
    await hears(grace, "Ada", 1_500);
    await ada.room.request({ type: "set-processor", source: "microphone", processor: undefined });
    await hears(grace, "Ada", 700);
  });

  it("blur what is behind somebody, with the real model, and let go of everything", async () => {
    const track = portrait();
    const before = (await corner(track)).contrast;
    const ending = new AbortController();
    const made = await blur({ locateFile })(track, ending);
    await eventually(async () => (await corner(made)).contrast < before / 4);
    let pictures = 0;
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = new MediaStream([made]);
    await video.play();
    const count = (): void => {
      pictures++;
      video.requestVideoFrameCallback(count);
    };
    video.requestVideoFrameCallback(count);
    await eventually(() => pictures > 3);
    video.srcObject = null;
    ending.abort();
    expect(made.readyState).to.equal("ended");
    const blue = new AbortController();
    const other = await background(plain("blue"), { locateFile })(track, blue);
    await eventually(async () => isBlue((await corner(other)).colour));
    blue.abort();
    track.stop();
  });
});
