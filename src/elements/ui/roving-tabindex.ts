const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * Moves the focus among items of which one is in the tab order at a time, with the arrow keys, Home and End. Keys that are
 * meant for something inside of an item are left alone.
 *
 * @param columns how many items ArrowUp and ArrowDown pass over: 1 in a list.
 * @returns the item that has the focus now; `undefined` when the key meant something else.
 */
export const roveTabindex = <T extends HTMLElement>(
  event: KeyboardEvent,
  items: readonly T[],
  columns = 1,
): T | undefined => {
  const { key, target } = event;
  const at = items.findIndex((item) => item === target);
  const isEnd = key === "Home" || key === "End";
  if (at < 0 || !(key in STEPS || isEnd)) return undefined;
  const isAcross = key === "ArrowLeft" || key === "ArrowRight";
  const mirror = isAcross && getComputedStyle(items[at] as T).direction === "rtl" ? -1 : 1;
  const wanted = isEnd ? (key === "Home" ? 0 : items.length) : at + (STEPS[key] ?? 0) * (isAcross ? mirror : columns);
  const item = items[Math.max(0, Math.min(wanted, items.length - 1))];
  if (!item) return undefined;
  event.preventDefault();
  for (const each of items) each.tabIndex = each === item ? 0 : -1;
  item.focus();
  return item;
};
