const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * Moves the focus among the items of a menu with the arrow keys, Home and End. Tab leaves the menu, as it leaves the
 * native ones.
 */
export const rove = (event: KeyboardEvent, items: readonly HTMLElement[]): void => {
  const { key, currentTarget } = event;
  if (!(currentTarget instanceof Element)) return;
  if (key === "Tab") return (currentTarget as HTMLElement).hidePopover();
  const at = items.findIndex((item) => item.matches(":focus"));
  const isMirrored = /^Arrow[LR]/.test(key) && getComputedStyle(currentTarget).direction === "rtl";
  const step = (STEPS[key] ?? 0) * (isMirrored ? -1 : 1);
  const to = key === "Home" ? 0 : key === "End" ? -1 : at < 0 ? Math.min(step - 1, 0) : at + step;
  if (step === 0 && key !== "Home" && key !== "End") return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
};
