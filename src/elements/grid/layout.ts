/** Where a tile goes, in CSS pixels from the start corner of the grid. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LayoutOptions {
  /** How many tiles. */
  count: number;
  /** The room for them, in CSS pixels. */
  width: number;
  height: number;
  /** Between two tiles, in CSS pixels. */
  gap: number;
}

/** A camera's own shape. */
const WIDE = 16 / 9;
/** Where tiles of that shape would leave space, they grow to this one, which still shows a head and its shoulders. */
const SQUARER = 4 / 3;
/** The narrowest that a tile may become where the container is upright: a phone in the hand. */
const NARROW = 3 / 4;
/** Somebody who is the only one there may be as narrow as the phone. */
const ALONE = 0.45;

interface TileSize {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

const sizeFor = (
  columns: number,
  { count, width, height, gap }: LayoutOptions,
  narrowest: number,
): TileSize | undefined => {
  const rows = Math.ceil(count / columns);
  const cellWidth = (width - gap * (columns - 1)) / columns;
  const cellHeight = (height - gap * (rows - 1)) / rows;
  if (cellWidth <= 0 || cellHeight <= 0) return undefined;
  const ratio = cellWidth / cellHeight;
  if (ratio > WIDE) return { columns, width: cellHeight * WIDE, height: cellHeight };
  if (ratio < narrowest) return { columns, width: cellWidth, height: cellWidth / narrowest };
  return { columns, width: cellWidth, height: cellHeight };
};

const place = (tile: TileSize, { count, width, height, gap }: LayoutOptions): readonly Box[] => {
  const rows = Math.ceil(count / tile.columns);
  const top = (height - rows * tile.height - (rows - 1) * gap) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / tile.columns);
    const inRow = row === rows - 1 ? count - row * tile.columns : tile.columns;
    const start = (width - inRow * tile.width - (inRow - 1) * gap) / 2;
    return {
      x: start + (index % tile.columns) * (tile.width + gap),
      y: top + row * (tile.height + gap),
      width: tile.width,
      height: tile.height,
    };
  });
};

/**
 * Lays tiles out so that they are as large as they can be: 16:9, or up to 4:3 (3:4 in an upright container) where
 * that fills space which would be empty. A last row that is not full is centred.
 *
 * @returns one box for each tile, in order; none when there is no room.
 */
export const layoutTiles = (options: LayoutOptions): readonly Box[] => {
  const { count, width, height } = options;
  if (count < 1 || width <= 0 || height <= 0) return [];
  const narrowest = width >= height ? SQUARER : count === 1 ? ALONE : NARROW;
  let best: TileSize | undefined;
  for (let columns = 1; columns <= count; columns++) {
    const size = sizeFor(columns, options, narrowest);
    if (size && (!best || size.width * size.height > best.width * best.height)) best = size;
  }
  if (!best) return [];
  return place(best, options);
};
