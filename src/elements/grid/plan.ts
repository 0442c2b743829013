import { layoutTiles, type Box } from "./layout.js";

/** How a stage is divided: one grid, or somebody large with the others under or beside them. */
export type Division = "grid" | "under" | "beside";

export interface PlanOptions {
  readonly division: Division;
  /** How many tiles there are beside the large one. */
  readonly others: number;
  /** The space for everything, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Between two tiles, in CSS pixels. */
  readonly gap: number;
}

export interface Plan {
  /** Where the large tile goes; `undefined` in a grid. */
  readonly large: Box | undefined;
  /** Where the other tiles go. */
  readonly area: Box;
  /** How many of them fit on one page. */
  readonly perPage: number;
  /** Where the buttons for the pages go, when there is more than one. */
  readonly pager: Box | undefined;
}

/** No tile is narrower, or lower, than this where the container is not. */
const MIN_WIDTH = 160;
const MIN_HEIGHT = 90;
/** In the hand, tiles are nearly square. */
const MIN_HEIGHT_UPRIGHT = 120;
/** More pictures than this at once help nobody and cost everybody. */
const MOST = 49;
/** The height of the buttons for the pages: a finger fits. */
const PAGER = 44;
/** Wider than this, "under" would leave a strip of nothing: a phone on its side. */
const VERY_WIDE = 2;

/** The height of the large tile in an upright container, as a part of its width. */
const UPRIGHT_LARGE = 0.75;

const between = (least: number, value: number, most: number): number => Math.max(least, Math.min(value, most));

const capacity = ({ width, height }: Box, gap: number, upright: boolean): number => {
  const columns = Math.floor((width + gap) / (MIN_WIDTH + gap));
  const rows = Math.floor((height + gap) / ((upright ? MIN_HEIGHT_UPRIGHT : MIN_HEIGHT) + gap));
  return between(1, Math.max(1, columns) * Math.max(1, rows), MOST);
};

const isBeside = ({ division, width, height }: PlanOptions): boolean =>
  width > height * (division === "beside" ? 1 : VERY_WIDE);

/** The space of the large tile and that of the others. */
const divide = (options: PlanOptions): [large: Box | undefined, area: Box] => {
  const { division, others, width, height, gap } = options;
  const all = { x: 0, y: 0, width, height };
  if (division === "grid") return [undefined, all];
  if (others === 0) return [all, { ...all, height: 0 }];
  if (isBeside(options)) {
    const side = between(MIN_WIDTH, width * 0.22, width * 0.4);
    const x = width - side;
    return [
      { ...all, width: x - gap },
      { x, y: 0, width: side, height },
    ];
  }
  // In the hand the large tile gets the shape of a camera, and the others all the rest.
  const strip =
    height > width
      ? Math.max(height * 0.4, height - gap - width * UPRIGHT_LARGE)
      : between(MIN_HEIGHT + PAGER, height * 0.18, height * 0.5);
  const y = height - strip;
  return [
    { ...all, height: y - gap },
    { x: 0, y, width, height: strip },
  ];
};

/** Divides a stage. Nothing of it depends on what was before, so that the same size always looks the same. */
export const planStage = (options: PlanOptions): Plan => {
  const { others, width, height, gap } = options;
  const [large, area] = divide(options);
  const upright = height > width;
  const perPage = capacity(area, gap, upright);
  if (others <= perPage) return { large, area, perPage, pager: undefined };
  const rest = { ...area, height: Math.max(0, area.height - PAGER) };
  const pager = { ...area, y: rest.y + rest.height, height: PAGER };
  return { large, area: rest, perPage: capacity(rest, gap, upright), pager };
};

/** Where `count` tiles go in an area. */
export const placeTiles = (count: number, area: Box, gap: number): readonly Box[] =>
  layoutTiles({ count, width: area.width, height: area.height, gap }).map((box) => ({
    ...box,
    x: box.x + area.x,
    y: box.y + area.y,
  }));
