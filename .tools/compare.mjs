/**
 * Compares a screenshot with the accepted one, both at a quarter of their size: what moved or changed its colour is seen, and
 * how one machine smooths its letters is not. Runs in a page, which can read pictures by itself.
 */

/** Of the picture that may differ: moving people, the grain of a video. */
export const TOLERATED = 0.02;

/** Runs in the page. @returns the share of pixels that differ, and the picture at a quarter of its size as a data URL. */
async function compareInPage(taken, accepted, { factor, threshold }) {
  const read = async (data, size) => {
    const bitmap = await createImageBitmap(await (await fetch(data)).blob());
    const [width, height] = size ?? [Math.round(bitmap.width / factor), Math.round(bitmap.height / factor)];
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.imageSmoothingQuality = "high";
    pen.drawImage(bitmap, 0, 0, width, height);
    return { canvas, width, height, pixels: pen.getImageData(0, 0, width, height).data };
  };
  const now = await read(taken);
  const small = now.canvas.toDataURL("image/png");
  if (!accepted) return { small };
  const before = await read(accepted, [now.width, now.height]);
  let different = 0;
  for (let at = 0; at < now.pixels.length; at += 4) {
    const distance = Math.max(...[0, 1, 2].map((part) => Math.abs(now.pixels[at + part] - before.pixels[at + part])));
    if (distance > threshold) different++;
  }
  return { small, share: different / (now.width * now.height) };
}

const dataUrl = (png) => `data:image/png;base64,${Buffer.from(png).toString("base64")}`;

/**
 * @param page any page of the browser.
 * @param taken a screenshot, as PNG.
 * @param accepted the accepted one at a quarter of its size, as PNG; `undefined` when there is none yet.
 */
export async function compare(page, taken, accepted) {
  const { small, share } = await page.evaluate(compareInPage, dataUrl(taken), accepted && dataUrl(accepted), {
    factor: 4,
    threshold: 48,
  });
  return { share, small: Buffer.from(small.slice(small.indexOf(",") + 1), "base64") };
}

/** What letters look like here: pictures are compared only where they look as they did where they were accepted. */
export const fontsOf = (page) =>
  page.evaluate(() => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = "20px system-ui";
    return ["Join the call", "Zażółć", "مكالمة", "你好", "नमस्ते"]
      .map((text) => Math.round(pen.measureText(text).width))
      .join(" ");
  });
