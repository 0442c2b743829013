/** Draws somebody for the fake camera of the screenshot, as a motion-JPEG file: one of the people of the demo. */
import { readFileSync } from "node:fs";
import { LOOKS } from "../demo/portrait.js";
import { root } from "./setup.mjs";

export const look = LOOKS.at(-1);

/** What draws them, for {@link drawFrames} in a page. */
export const portraitModule = readFileSync(`${root}demo/portrait.js`, "utf8");

/** Runs in a page: returns one breath of somebody as base64 JPEGs. */
export async function drawFrames(module, look, frames) {
  const { drawPortrait } = await import(URL.createObjectURL(new Blob([module], { type: "text/javascript" })));
  const canvas = new OffscreenCanvas(1280, 720);
  const pen = canvas.getContext("2d");
  const encoded = [];
  for (let frame = 0; frame < frames; frame++) {
    drawPortrait(pen, look, (4 * frame) / frames);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    encoded.push(btoa(text));
  }
  return encoded;
}
