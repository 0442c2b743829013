import { hasWebRtc } from "./web-rtc.js";

/** A camera that nobody stands before: a drawn person who sways, so that a story moves without a device. */
export interface SyntheticCamera {
  readonly track: MediaStreamTrack;
  stop(): void;
}

export interface SyntheticCameraOptions {
  /** Degrees; the mood of the room behind. */
  hue: number;
  /** Pixels. */
  width?: number;
  height?: number;
  /** Pictures in a second. */
  frameRate?: number;
}

const SKINS = ["#f0c8a4", "#c98f63", "#8c5a3c", "#e5b08a", "#5f3b28", "#f5d6bd"] as const;
const HAIR = ["#2b1d16", "#5a3a22", "#111318", "#8a5a2b", "#b9b4ac"] as const;

const drawRoom = (pen: CanvasRenderingContext2D, hue: number, width: number, height: number): void => {
  const wall = pen.createLinearGradient(0, 0, width, height);
  wall.addColorStop(0, `hsl(${hue} 28% 72%)`);
  wall.addColorStop(1, `hsl(${(hue + 40) % 360} 30% 40%)`);
  pen.fillStyle = wall;
  pen.fillRect(0, 0, width, height);
  const light = pen.createRadialGradient(width * 0.16, height * 0.2, 0, width * 0.16, height * 0.2, width * 0.5);
  light.addColorStop(0, "rgb(255 250 235 / 75%)");
  light.addColorStop(1, "rgb(255 250 235 / 0%)");
  pen.fillStyle = light;
  pen.fillRect(0, 0, width, height);
};

const ellipse = (
  pen: CanvasRenderingContext2D,
  color: string,
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
): void => {
  pen.fillStyle = color;
  pen.beginPath();
  pen.ellipse(x, y, radiusX, radiusY, 0, 0, Math.PI * 2);
  pen.fill();
};

const drawPerson = (
  pen: CanvasRenderingContext2D,
  options: { hue: number; x: number; height: number; nod: number },
): void => {
  const { hue, x, height: h, nod } = options;
  const skin = SKINS[hue % SKINS.length] ?? SKINS[0];
  const hair = HAIR[hue % HAIR.length] ?? HAIR[0];
  ellipse(pen, `hsl(${(hue + 190) % 360} 34% 34%)`, x, h * 1.08, h * 0.42, h * 0.38);
  ellipse(pen, hair, x, h * 0.4 + nod, h * 0.185, h * 0.225);
  pen.fillStyle = skin;
  pen.fillRect(x - h * 0.065, h * 0.55, h * 0.13, h * 0.2);
  ellipse(pen, skin, x, h * 0.46 + nod, h * 0.15, h * 0.19);
  ellipse(pen, hair, x, h * 0.3 + nod, h * 0.16, h * 0.085);
  ellipse(pen, "#1d1a19", x - h * 0.055, h * 0.45 + nod, h * 0.013, h * 0.016);
  ellipse(pen, "#1d1a19", x + h * 0.055, h * 0.45 + nod, h * 0.013, h * 0.016);
  pen.strokeStyle = "rgb(90 30 25 / 70%)";
  pen.lineWidth = h * 0.01;
  pen.lineCap = "round";
  pen.beginPath();
  pen.arc(x, h * 0.52 + nod, h * 0.05, Math.PI * 0.2, Math.PI * 0.8);
  pen.stroke();
};

/** Draws until it is stopped. */
export const syntheticCamera = ({
  hue,
  width = 640,
  height = 360,
  frameRate = hasWebRtc ? 15 : 1,
}: SyntheticCameraOptions): SyntheticCamera => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  // Who wants less motion, or a picture to compare, sees people who hold still.
  const { matches: isStill } = matchMedia("(prefers-reduced-motion: reduce)");
  const draw = (): void => {
    if (!pen) return;
    const time = (isStill ? 0 : performance.now() / 1000) + hue;
    drawRoom(pen, hue, width, height);
    const x = width / 2 + Math.sin(time * 0.7) * width * 0.02;
    drawPerson(pen, { hue, x, height, nod: Math.sin(time * 1.9) * height * 0.006 });
  };
  draw();
  const track = canvas.captureStream(frameRate).getVideoTracks()[0];
  if (!track) throw new Error("This browser cannot capture a canvas.");
  const timer = setInterval(() => (track.readyState === "live" ? draw() : clearInterval(timer)), 1000 / frameRate);
  return { track, stop: () => track.stop() };
};
