import type { Box } from "./layout.js";

export interface MoveOptions {
  /** The size of the container: a move that comes with another one is not shown. */
  readonly width: number;
  readonly height: number;
  /** The start is at the right. */
  readonly isMirrored: boolean;
}

const MOTION = { duration: 180, easing: "cubic-bezier(0.2, 0, 0, 1)" } as const;

/**
 * Puts tiles into their places, and shows the way that they take: they have their new size at once, and a transform plays
 * the change, which costs no layout.
 */
export class Mover {
  #placed = new Map<HTMLElement, Box>();
  #size = "";

  move(cells: readonly (readonly [HTMLElement, Box | undefined])[], options: MoveOptions): void {
    const size = `${options.width} ${options.height} ${options.isMirrored}`;
    const isCalm = size !== this.#size || matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#size = size;
    const before = this.#placed;
    this.#placed = new Map();
    for (const [cell, box] of cells) {
      cell.hidden = !box;
      if (!box) continue;
      this.#placed.set(cell, box);
      const from = before.get(cell);
      if (from && !isCalm && isSame(from, box)) continue;
      const mirror = options.isMirrored ? -1 : 1;
      if (from && !isCalm) cell.animate([{ transform: way(from, box, mirror) }, { transform: "none" }], MOTION);
      cell.style.inlineSize = `${box.width}px`;
      cell.style.blockSize = `${box.height}px`;
      cell.style.translate = `${box.x * mirror}px ${box.y}px`;
    }
  }
}

const isSame = (a: Box, b: Box): boolean => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

/** How a tile at `to` looks as if it were at `from`. */
const way = (from: Box, to: Box, mirror: number): string =>
  `translate(${(from.x - to.x) * mirror}px, ${from.y - to.y}px) scale(${from.width / to.width}, ${from.height / to.height})`;
