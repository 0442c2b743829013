/** People who are drawn: a flat illustration that breathes, blinks and talks, as a camera's picture. */

/** How ten people look, and where they sit. */
export const LOOKS = [
  { wall: "#3d5a73", light: "#8fb3c9", shirt: "#e8e3d8", skin: "#c98f68", hair: "#2d1f1a", long: true, plant: true },
  { wall: "#6b4f45", light: "#d9b08c", shirt: "#2f6f73", skin: "#f0c9a4", hair: "#6e4225", long: false, plant: false },
  { wall: "#40594b", light: "#a9c9ae", shirt: "#e0a458", skin: "#6b432e", hair: "#17110f", long: false, plant: true },
  { wall: "#574a6e", light: "#b9a9d6", shirt: "#f2e9e4", skin: "#f3d2b8", hair: "#b5834a", long: true, plant: false },
  { wall: "#7a4a4a", light: "#e6b3a1", shirt: "#33415c", skin: "#8d5b3f", hair: "#241a17", long: true, plant: false },
  { wall: "#2f5d62", light: "#9fd0c9", shirt: "#c8553d", skin: "#e3b08a", hair: "#9a9a9a", long: false, plant: true },
  { wall: "#5c5346", light: "#d8c8a5", shirt: "#4a6fa5", skin: "#d9a47a", hair: "#0f0d0d", long: false, plant: false },
  { wall: "#444f6d", light: "#a7b8dc", shirt: "#7a9e7e", skin: "#f6dcc6", hair: "#a33e1f", long: true, plant: true },
  { wall: "#6a5a3a", light: "#e8d191", shirt: "#6d3b47", skin: "#55331f", hair: "#e6e2da", long: false, plant: true },
  { wall: "#3c4a5a", light: "#93a9bd", shirt: "#d8b4a0", skin: "#c58a5e", hair: "#3b2416", long: false, plant: false },
];

/** Draws somebody into 1280 by 720. `time` is in seconds; whoever talks moves their mouth. */
export function drawPortrait(pen, look, time, talks = false) {
  const { wall, light, shirt, skin, hair, long, plant } = look;
  const shape = (colour, draw) => {
    pen.fillStyle = colour;
    pen.beginPath();
    draw();
    pen.fill();
  };
  const ellipse = (colour, x, y, rx, ry, turn = 0) =>
    shape(colour, () => pen.ellipse(x, y, rx, ry, turn, 0, Math.PI * 2));
  const box = (colour, x, y, width, height, radius) => shape(colour, () => pen.roundRect(x, y, width, height, radius));

  const glow = pen.createRadialGradient(320, 160, 40, 520, 320, 1000);
  glow.addColorStop(0, light);
  glow.addColorStop(1, wall);
  pen.fillStyle = glow;
  pen.fillRect(0, 0, 1280, 720);
  box("#ffffff30", 110, 80, 250, 310, 14);
  box("#ffffff26", 122, 92, 108, 286, 8);
  box("#ffffff26", 240, 92, 108, 286, 8);
  if (plant) {
    box("#b4694a", 1052, 520, 118, 140, 14);
    for (const [x, y, turn] of [
      [1040, 420, -0.6],
      [1110, 380, 0],
      [1180, 430, 0.6],
      [1070, 470, -0.3],
      [1150, 470, 0.35],
    ]) {
      ellipse("#3f7d5a", x, y, 30, 100, turn);
    }
  } else {
    box("#00000022", 940, 210, 260, 14, 7);
    for (const [index, colour] of ["#e9c46a", "#e76f51", "#2a9d8f", "#f4a261", "#457b9d"].entries()) {
      box(colour, 960 + index * 40, 118 + (index % 3) * 10, 30, 92 - (index % 3) * 10, 4);
    }
  }

  // One breath takes four seconds.
  const phase = (time / 4) % 1;
  const rise = Math.sin(phase * 2 * Math.PI) * 5;
  const x = 640 + Math.cos(phase * 2 * Math.PI) * 7;
  const y = 300 + rise;
  if (long) box(hair, x - 158, y - 130, 316, 400, 150);
  shape(shirt, () => {
    pen.moveTo(640 - 330, 730);
    pen.bezierCurveTo(640 - 320, 540 + rise, 640 - 170, 520 + rise, 640, 512 + rise);
    pen.bezierCurveTo(640 + 170, 520 + rise, 640 + 320, 540 + rise, 640 + 330, 730);
  });
  box(skin, x - 52, y + 110, 104, 130, 50);
  ellipse("#00000018", x, y + 148, 52, 30);
  ellipse(skin, x, y, 126, 158);
  ellipse(skin, x - 126, y + 14, 20, 32);
  ellipse(skin, x + 126, y + 14, 20, 32);
  shape(hair, () => {
    pen.moveTo(x - 134, y - 6);
    pen.bezierCurveTo(x - 150, y - 235, x + 150, y - 235, x + 134, y - 6);
    pen.bezierCurveTo(x + 104, y - 96, x + 30, y - 104, x - 20, y - 100);
    pen.bezierCurveTo(x - 74, y - 94, x - 112, y - 66, x - 134, y - 6);
  });
  const blink = phase > 0.46 && phase < 0.5 ? 2 : 11;
  for (const side of [-1, 1]) {
    ellipse("#2b2320", x + side * 46, y + 8, 10, blink);
    box(hair, x + side * 46 - 24, y - 24, 48, 8, 4);
  }
  ellipse("#00000014", x, y + 46, 14, 20);
  if (talks) {
    ellipse("#8c3b3b", x, y + 96, 26, 6 + 12 * Math.abs(Math.sin(time * 9) * Math.sin(time * 2.3)));
    return;
  }
  pen.strokeStyle = "#8c3b3b";
  pen.lineWidth = 7;
  pen.lineCap = "round";
  pen.beginPath();
  pen.arc(x, y + 62, 42, 0.25 * Math.PI, 0.75 * Math.PI);
  pen.stroke();
}

/**
 * A camera before somebody who is drawn.
 *
 * @returns its `track`; `talks`, which may be set; and `stop()`.
 */
export function portraitCamera(look, { width = 480, height = 270, frameRate = 10 } = {}) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  pen.scale(width / 1280, height / 720);
  const [track] = canvas.captureStream(frameRate).getVideoTracks();
  // People do not breathe in step.
  const began = performance.now() - Math.random() * 60_000;
  const draw = () => drawPortrait(pen, look, (performance.now() - began) / 1000, camera.talks);
  const timer = setInterval(draw, 1000 / frameRate);
  const camera = {
    track,
    talks: false,
    stop() {
      clearInterval(timer);
      track.stop();
    },
  };
  draw();
  return camera;
}
