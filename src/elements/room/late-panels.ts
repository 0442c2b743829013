/**
 * Loads panels that a page puts somewhere by itself: a room brings those that are opened in it. They may come at any time,
 * from a framework or inside of another element's shadow tree.
 */
import type { Panel } from "../core/room-ui.js";
import { PANELS } from "./parts.js";

const watched = new WeakSet<Node>();

/** Looks at what is in a tree now, and at all that comes into it. */
const watch = (tree: Node): void => {
  if (watched.has(tree)) return;
  watched.add(tree);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach(look);
  }).observe(tree, { childList: true, subtree: true });
  look(tree);
};

const look = (node: Node): void => {
  if (node instanceof Element) meet(node);
  if (node instanceof Element || node instanceof Document || node instanceof DocumentFragment) {
    node.querySelectorAll("*").forEach(meet);
  }
};

const meet = (element: Element): void => {
  const { localName, shadowRoot } = element;
  if (shadowRoot) return watch(shadowRoot);
  if (!localName.includes("-") || customElements.get(localName)) return;
  const panel = /^calls-(chat|people|settings|stats)$/.exec(localName)?.[1] as Panel | undefined;
  // What cannot be loaded is tried again with the next one of its kind.
  if (panel) PANELS[panel].load().catch(() => {});
  // An element that is defined later may have such a panel in its shadow tree.
  else void customElements.whenDefined(localName).then(() => element.shadowRoot && watch(element.shadowRoot));
};

/** Begins to look after the page. */
export const loadLatePanels = (): void => {
  if (globalThis.document) watch(document);
};
