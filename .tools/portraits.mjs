/** Draws people for the fake cameras of screenshots: a flat illustration that breathes and blinks, as a motion-JPEG file. */

/** Runs in a page: returns the frames of one person as base64 JPEGs. */
export async function drawPortrait({ wall, light, shirt, skin, hair, long, plant, frames }) {
  const canvas = new OffscreenCanvas(1280, 720);
  const pen = canvas.getContext("2d");
  const shape = (colour, draw) => {
    pen.fillStyle = colour;
    pen.beginPath();
    draw();
    pen.fill();
  };
  const ellipse = (colour, x, y, rx, ry, turn = 0) =>
    shape(colour, () => pen.ellipse(x, y, rx, ry, turn, 0, Math.PI * 2));
  const box = (colour, x, y, width, height, radius) => shape(colour, () => pen.roundRect(x, y, width, height, radius));

  const background = () => {
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
  };

  const person = (phase) => {
    const rise = Math.sin(phase * 2 * Math.PI) * 5;
    const sway = Math.cos(phase * 2 * Math.PI) * 7;
    const x = 640 + sway;
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
    const blink = phase > 0.46 && phase < 0.54 ? 2 : 11;
    for (const side of [-1, 1]) {
      ellipse("#2b2320", x + side * 46, y + 8, 10, blink);
      box(hair, x + side * 46 - 24, y - 24, 48, 8, 4);
    }
    ellipse("#00000014", x, y + 46, 14, 20);
    pen.strokeStyle = "#8c3b3b";
    pen.lineWidth = 7;
    pen.lineCap = "round";
    pen.beginPath();
    pen.arc(x, y + 62, 42, 0.25 * Math.PI, 0.75 * Math.PI);
    pen.stroke();
  };

  const encoded = [];
  for (let frame = 0; frame < frames; frame++) {
    background();
    person(frame / frames);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    encoded.push(btoa(text));
  }
  return encoded;
}

export const looks = [
  { wall: "#3d5a73", light: "#8fb3c9", shirt: "#e8e3d8", skin: "#c98f68", hair: "#2d1f1a", long: true, plant: true },
  { wall: "#6b4f45", light: "#d9b08c", shirt: "#2f6f73", skin: "#f0c9a4", hair: "#6e4225", long: false, plant: false },
];
