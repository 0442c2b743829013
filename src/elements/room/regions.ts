import { isServer } from "lit";

/** Elements that a room may hold without having an interface of its own. */
const SHOWS_NOTHING = new Set(["SCRIPT", "STYLE", "TEMPLATE", "LINK", "META", "CALLS-DATACHANNEL", "NOSCRIPT"]);

const isVisible = (node: Node): boolean => {
  if (node instanceof Text) return node.data.trim() !== "";
  return node instanceof HTMLElement && !node.slot && !node.hidden && !SHOWS_NOTHING.has(node.tagName);
};

/**
 * Whether the page has put an interface of its own into the element. A server that renders cannot tell, and leaves the place to what
 * may be inside.
 */
export const hasContent = (host: Element): boolean => isServer || [...host.childNodes].some(isVisible);

/** Whether the page replaces a region. */
export const hasRegion = (host: Element, name: string): boolean =>
  [...host.children].some((child) => child.slot === name);
