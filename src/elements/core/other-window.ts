import { adoptStyles, type CSSResultOrNative } from "lit";

/**
 * Gives a shadow tree its styles in whatever document it is now. A constructed style sheet serves only the document that
 * it was made for, so that elsewhere, as in the window of a picture in picture, the styles are written out.
 */
export const dress = (root: ShadowRoot, styles: readonly CSSResultOrNative[]): void => {
  for (const style of root.querySelectorAll("style")) style.remove();
  if (root.ownerDocument === document) return adoptStyles(root, [...styles]);
  for (const sheet of styles) {
    const style = root.ownerDocument.createElement("style");
    style.textContent = "cssText" in sheet ? sheet.cssText : "";
    root.append(style);
  }
};
