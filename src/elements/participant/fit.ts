/** Less of the picture than this is not worth filling the tile for. */
const HEADS = 0.6;
const SHOULDERS = 0.25;

/**
 * Whether a picture fills its tile, and loses what stands over, or stands whole inside of it. The sides of a picture hold
 * little, but from the top and the bottom of one hardly anything can be taken without a head.
 *
 * @param picture width by height of the picture.
 * @param tile width by height of the tile.
 */
export const fitOf = (picture: number, tile: number): "cover" | "contain" => {
  const seen = Math.min(picture / tile, tile / picture);
  return seen < (tile > picture ? HEADS : SHOULDERS) ? "contain" : "cover";
};
