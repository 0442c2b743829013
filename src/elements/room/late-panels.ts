/**
 * Loads panels, and elements of features, that a page puts somewhere by itself: a room brings those that are shown in it. They may
 * come at any time, from a framework or inside of another element's shadow tree.
 */
import { offersOf } from "../core/feature-parts.js";
import type { Panel } from "../core/room-ui.js";
import { PANELS } from "./parts.js";

const PANEL = /^calls-(chat|people|settings|stats)$/;
/** Elements of the kit's own features, by the feature that brings them. */
const FEATURES = {
  ai: /^calls-ai(-button|-mark|-panel)?$/,
  assistant: /^calls-assistant(-notice)?$/,
  captions: /^calls-(captions?|captions-button|own-words|transcript|transcript-button|translation)$/,
};

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
  const load = loaderOf(localName);
  // What cannot be loaded is tried again with the next one of its kind.
  if (load) load().catch(() => {});
  // An element that is defined later may have such an element in its shadow tree.
  else void customElements.whenDefined(localName).then(() => element.shadowRoot && watch(element.shadowRoot));
};

const loaderOf = (tag: string): (() => Promise<unknown>) | undefined => {
  const panel = PANEL.exec(tag)?.[1] as Panel | undefined;
  if (panel) return PANELS[panel].load;
  const feature = Object.entries(FEATURES).find(([, tags]) => tags.test(tag))?.[0];
  return feature === undefined ? undefined : offersOf([feature])[0]?.load;
};

/** Begins to look after the page. */
export const loadLatePanels = (): void => {
  if (globalThis.document) watch(document);
};
