/** Ways through the page that do not end at the edge of a shadow tree. */

/** Like `closest`, but goes on outside of the shadow tree. */
export const closestAcrossShadows = (element: Element, selector: string): Element | undefined => {
  const found = element.closest(selector);
  if (found) return found;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? closestAcrossShadows(root.host, selector) : undefined;
};

/** The element with an id: in the element's own tree, or else in the nearest tree around it that has one. */
export const findById = (element: Element, id: string): Element | null => {
  const root = element.getRootNode();
  if (root instanceof ShadowRoot) return root.getElementById(id) ?? findById(root.host, id);
  return root instanceof Document ? root.getElementById(id) : null;
};

/** The nodes around one, as events pass through them: through the slot that it is shown in, and out of shadow trees. */
export function* around(node: Node): Generator<Node> {
  const above = (node instanceof Element && node.assignedSlot) || node.parentNode;
  const next = above ?? (node instanceof ShadowRoot ? node.host : undefined);
  if (!next) return;
  yield next;
  yield* around(next);
}
