/** Like `closest`, but goes on outside of the shadow tree. */
export const closestAcrossShadows = (element: Element, selector: string): Element | undefined => {
  const found = element.closest(selector);
  if (found) return found;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? closestAcrossShadows(root.host, selector) : undefined;
};
