/** Everything inside of an element, shadow trees included, in order. */
export const deepAll = (root: ParentNode): Element[] =>
  [...root.querySelectorAll("*")].flatMap((element) => [
    element,
    ...(element.shadowRoot ? deepAll(element.shadowRoot) : []),
  ]);

const all = (root: Element): Element[] => [
  root,
  ...(root.shadowRoot ? deepAll(root.shadowRoot) : []),
  ...deepAll(root),
];

/** The first of them that matches and is shown. */
export const deep = <T extends HTMLElement>(root: Element, selector: string): T | undefined =>
  all(root).find(
    (element): element is T => element instanceof HTMLElement && element.matches(selector) && element.checkVisibility(),
  );

/** The button that a person would call by a name. */
export const named = (root: Element, name: string): HTMLButtonElement | undefined =>
  all(root).find(
    (element): element is HTMLButtonElement =>
      element instanceof HTMLButtonElement &&
      element.checkVisibility() &&
      (element.ariaLabel ?? element.textContent?.trim().replace(/\s+/g, " ")) === name,
  );

/** What has the focus, down in its shadow tree. */
export const focused = (): Element | null => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
};
