/** How a picture is looked at: enlarged, and moved from the middle of its place, in CSS pixels. */
export interface Zoom {
  /** 1 shows all of it. */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** All of the picture. */
export const FIT: Zoom = { scale: 1, x: 0, y: 0 };
const MOST = 8;

const between = (least: number, value: number, most: number): number => Math.max(least, Math.min(value, most));

/** The size of a whole picture inside of a place. */
export const fittedSize = (picture: Size, place: Size): Size => {
  const factor = Math.min(place.width / picture.width, place.height / picture.height) || 0;
  return { width: picture.width * factor, height: picture.height * factor };
};

/** No side of the picture comes further in than the edge of the place. */
const bound = ({ scale, x, y }: Zoom, picture: Size, place: Size): Zoom => {
  const size = fittedSize(picture, place);
  const limit = (side: number, space: number): number => Math.max(0, (side * scale - space) / 2);
  const [across, down] = [limit(size.width, place.width), limit(size.height, place.height)];
  return { scale, x: between(-across, x, across), y: between(-down, y, down) };
};

/** Moves by CSS pixels. */
export const panBy = (zoom: Zoom, x: number, y: number, picture: Size, place: Size): Zoom =>
  bound({ ...zoom, x: zoom.x + x, y: zoom.y + y }, picture, place);

/**
 * Enlarges, or makes smaller, so that what is at a point stays there.
 *
 * @param at CSS pixels from the middle of the place.
 */
export const zoomTo = (
  zoom: Zoom,
  scale: number,
  at: { readonly x: number; readonly y: number },
  picture: Size,
  place: Size,
): Zoom => {
  const next = between(1, scale, MOST);
  const factor = next / zoom.scale;
  return bound({ scale: next, x: at.x - (at.x - zoom.x) * factor, y: at.y - (at.y - zoom.y) * factor }, picture, place);
};

/** The scale at which a pixel of the picture is one of the screen's; twice the fitted size where that is no more. */
export const fullScale = (picture: Size, place: Size, pixelRatio: number): number => {
  const scale = picture.width / (fittedSize(picture, place).width * pixelRatio);
  return scale > 1.05 ? Math.min(scale, MOST) : 2;
};
