import type { SyntheticCamera } from "./synthetic-camera.js";

const BARS = [0.42, 0.58, 0.5, 0.71, 0.83, 0.78, 0.95] as const;

const draw = (pen: CanvasRenderingContext2D, width: number, height: number, time: number): void => {
  const unit = height / 100;
  pen.fillStyle = "#f7f8fb";
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#1d2b4f";
  pen.font = `600 ${7 * unit}px system-ui, sans-serif`;
  pen.fillText("People who came back", 8 * unit, 16 * unit);
  pen.fillStyle = "#68728c";
  pen.font = `${3.6 * unit}px system-ui, sans-serif`;
  pen.fillText("Share of last week’s visitors, by day", 8 * unit, 24 * unit);
  const step = (width - 16 * unit) / BARS.length;
  for (const [index, value] of BARS.entries()) {
    const tall = value * 52 * unit * (1 + Math.sin(time + index) * 0.004);
    pen.fillStyle = index === BARS.length - 1 ? "#2f6fe4" : "#b9c8ea";
    pen.beginPath();
    pen.roundRect(8 * unit + index * step, 88 * unit - tall, step * 0.62, tall, 1.6 * unit);
    pen.fill();
  }
  pen.fillStyle = "#d5dae6";
  pen.fillRect(8 * unit, 88.5 * unit, width - 16 * unit, 0.4 * unit);
};

/** A shared screen that nobody shares: a slide. */
export const syntheticScreen = ({ width = 1280, height = 720 } = {}): SyntheticCamera => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  if (pen) draw(pen, width, height, 0);
  const track = canvas.captureStream(5).getVideoTracks()[0];
  if (!pen || !track) throw new Error("This browser cannot capture a canvas.");
  const timer = setInterval(() => {
    if (track.readyState === "live") draw(pen, width, height, performance.now() / 1000);
    else clearInterval(timer);
  }, 200);
  return { track, stop: () => track.stop() };
};
