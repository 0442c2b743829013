/** Where keys are written, or have a meaning of their own. */
const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const OVERLAYS = "dialog, [popover]";
const COMPOSITE = ["menu", "listbox", "grid", "tree", "tablist", "textbox", "combobox", "slider", "application"]
  .map((role) => `[role=${role}]`)
  .join();
/** What Space presses. */
const PRESSED = "a, button, summary, audio, video, label, [role=button], [role=switch], [role=checkbox], [role=link]";

const isWithin = (path: readonly EventTarget[], selector: string): boolean =>
  path.some((node) => node instanceof Element && node.matches(selector));

/**
 * Whether a key that is pressed there belongs to what has the focus.
 *
 * @param room what a page puts around it, be it a dialog, takes no keys from it.
 */
export const isTaken = (event: KeyboardEvent, room: Element | undefined): boolean => {
  const path = event.composedPath();
  const inside = room && path.includes(room) ? path.slice(0, path.indexOf(room)) : path;
  return (
    event.defaultPrevented ||
    event.isComposing ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    isWithin(path, TYPING) ||
    isWithin(inside, `${OVERLAYS}, ${COMPOSITE}`)
  );
};

export const takesSpace = (event: KeyboardEvent): boolean => {
  const [target] = event.composedPath();
  return target instanceof Element && target.matches(PRESSED);
};

/** The letter on the key, also where the keyboard writes another script. */
export const letterOf = ({ key, code }: KeyboardEvent): string =>
  /^[ -~]$/.test(key) ? key.toLowerCase() : code.replace(/^Key/, "").toLowerCase();
