/** The corners of a container: its block side, then its inline side. */
export type Corner = "start-start" | "start-end" | "end-start" | "end-end";
export const CORNERS: readonly Corner[] = ["start-start", "start-end", "end-start", "end-end"];

export type Dir = "ltr" | "rtl";

/** The corner that is next to a point. `x` and `y` go from 0 to 1 over the container, from its upper left. */
export const nearestCorner = (x: number, y: number, dir: Dir): Corner => {
  const inline = x < 0.5 === (dir === "ltr") ? "start" : "end";
  return `${y < 0.5 ? "start" : "end"}-${inline}`;
};

/** The corner that an arrow key goes to from another one; the same when there is none that way. */
export const cornerAfter = (corner: Corner, key: string, dir: Dir): Corner => {
  const [block, inline] = corner.split("-") as ["start" | "end", "start" | "end"];
  if (key === "ArrowUp") return `start-${inline}`;
  if (key === "ArrowDown") return `end-${inline}`;
  if (key === "ArrowLeft") return `${block}-${dir === "ltr" ? "start" : "end"}`;
  if (key === "ArrowRight") return `${block}-${dir === "ltr" ? "end" : "start"}`;
  return corner;
};
