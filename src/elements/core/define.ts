/** What a custom element class is, without the DOM's `any`. */
export type ElementClass = new () => HTMLElement;

const ISSUED = "litIssuedWarnings";

/** Lit's development build keeps the set of its warnings on the global object; its production build has no such thing. */
const warnInDevelopment = (message: string): void => {
  const issued: unknown = Reflect.get(globalThis, ISSUED);
  if (!(issued instanceof Set) || issued.has(message)) return;
  issued.add(message);
  // oxlint-disable-next-line no-console -- The page's author is the reader, and only while developing.
  console.warn(message);
};

/**
 * Registers an element, unless its name is taken: a second copy of the script must not break the page.
 *
 * @param registry where to register; the page's own unless given.
 */
export const defineElement = (
  name: string,
  elementClass: ElementClass,
  registry: CustomElementRegistry | undefined = globalThis.customElements,
): void => {
  if (!registry) return;
  const existing = registry.get(name);
  if (!existing) registry.define(name, elementClass);
  else if (existing !== elementClass) {
    warnInDevelopment(`<${name}> is already registered, by another copy of calls-elements. Load the script once.`);
  }
};
