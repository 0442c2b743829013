/**
 * A key that somebody writes with is no shortcut of the page's. Outside of a shadow tree the page cannot tell that it was written:
 * it sees the element as the target, and no field.
 */
const keepWritten = (event: Event): void => {
  const { key, ctrlKey, metaKey, altKey } = event as KeyboardEvent;
  const target = event.composedPath()[0] as Element;
  if (key.length > 1 || ctrlKey || metaKey || altKey || target.getRootNode() !== event.currentTarget) return;
  if (target.matches("input, textarea, select")) event.stopPropagation();
};

/** Keeps what is written in the fields of a shadow tree from listeners outside of it. Fields of the page in its slots are the page's. */
export const keepWrittenKeys = (root: EventTarget): void => {
  for (const type of ["keydown", "keypress", "keyup"]) root.addEventListener(type, keepWritten);
};
