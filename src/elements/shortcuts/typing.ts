/** Where keys have a meaning of their own. */
const TYPING = "input, textarea, select, dialog, [popover], [contenteditable]:not([contenteditable=false])";
const COMPOSITE = ["menu", "listbox", "grid", "tree", "tablist", "textbox", "combobox", "slider", "application"]
  .map((role) => `[role=${role}]`)
  .join();
/** What Space presses. */
const PRESSED = "a, button, summary, audio, video, label, [role=button], [role=switch], [role=checkbox], [role=link]";

const isWithin = (event: Event, selector: string): boolean =>
  event.composedPath().some((node) => node instanceof Element && node.matches(selector));

/** Whether a key that is pressed there belongs to what has the focus. */
export const isTaken = (event: KeyboardEvent): boolean =>
  event.defaultPrevented ||
  event.isComposing ||
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  isWithin(event, `${TYPING}, ${COMPOSITE}`);

export const takesSpace = (event: KeyboardEvent): boolean => {
  const [target] = event.composedPath();
  return target instanceof Element && target.matches(PRESSED);
};

/** The letter on the key, also where the keyboard writes another script. */
export const letterOf = ({ key, code }: KeyboardEvent): string =>
  /^[ -~]$/.test(key) ? key.toLowerCase() : code.replace(/^Key/, "").toLowerCase();
