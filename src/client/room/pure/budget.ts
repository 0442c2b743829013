import { CAMERA_LAYERS, LEAST_BITRATE } from "../../../wire/sources.js";

/** A video that is wanted. */
export interface WantedVideo {
  /** The size that it is needed in: 1 is that of the best layer, 0 is not at all. */
  readonly scale: number;
  /** Its layers, best first; empty for a video without. */
  readonly rids: readonly string[];
}

/** Bits per second of each layer of a camera, best first; and of a video without, which is mostly a screen that stands still. */
const LAYERS = CAMERA_LAYERS.map(({ maxBitrate }) => maxBitrate);
const WITHOUT_LAYERS = 500_000;

/**
 * In which size each video is taken, so that all of them together stay within `budget`, in bits per second: each as small as
 * it can be at first, and the largest place on the page first; then better layers, in the same order.
 *
 * @returns a scale for each: 0 is not at all.
 */
export function fitInto(budget: number, wanted: readonly WantedVideo[]): number[] {
  const videos = wanted.map((video) => ({ video, steps: stepsOf(video), taken: 0 }));
  const order = [...videos].sort((a, b) => sizeOf(b.video) - sizeOf(a.video));
  let left = budget;
  for (const round of LAYERS.keys()) {
    for (const each of order) {
      const [now, next] = [each.steps[each.taken - 1], each.steps[each.taken]];
      const more = (next?.bitrate ?? 0) - (now?.bitrate ?? 0);
      if (!next || each.taken !== round || more > left) continue;
      each.taken++;
      left -= more;
    }
  }
  return videos.map(({ steps, taken }) => steps[taken - 1]?.scale ?? 0);
}

/** What can be had of a video, the least first, up to what is needed of it. */
function stepsOf({ scale, rids }: WantedVideo): { scale: number; bitrate: number }[] {
  if (scale === 0) return [];
  if (rids.length === 0) return [{ scale, bitrate: WITHOUT_LAYERS }];
  const layers = rids.map((_, layer) => ({
    scale: 2 ** -layer,
    bitrate: LAYERS[layer + Math.max(0, LAYERS.length - rids.length)] ?? LEAST_BITRATE,
  }));
  const enough = Math.max(
    0,
    layers.findLastIndex((layer) => layer.scale * 1.25 >= scale),
  );
  return layers.slice(enough).reverse();
}

/** Whoever's size is not known counts as large. */
const sizeOf = ({ scale }: WantedVideo): number => Math.min(scale, 8);
