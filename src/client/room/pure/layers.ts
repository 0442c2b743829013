/** How large a picture is needed, and which of its layers is enough for that. */
import type { ViewSize } from "../../types.js";

/** The size of a camera's best layer. */
const FULL = { width: 1280, height: 720 };

/** The picture fills the place, so that the side that needs more of it counts. */
export function scaleOf(size: ViewSize | undefined): number {
  if (!size || !(size.width > 0 && size.height > 0)) return 0;
  return Math.max(size.width / FULL.width, size.height / FULL.height);
}

/** By how much a layer may be enlarged: hardly anyone sees a quarter. */
const ENLARGEMENT = 1.25;

/** The smallest of `rids`, best first, that is good enough: each layer has half the width and height of the one before. */
export function layerFor(rids: readonly string[], scale: number): string | undefined {
  let layer = rids.length - 1;
  while (layer > 0 && scale * 2 ** layer > ENLARGEMENT) layer--;
  return rids[layer];
}
