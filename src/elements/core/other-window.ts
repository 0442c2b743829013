import { adoptStyles, type CSSResultOrNative } from "lit";

/**
 * Gives a shadow tree its styles in whatever document it is now. A constructed style sheet serves only the document that
 * it was made for, so that elsewhere, as in the window of a picture in picture, others are made: a page may forbid elements of style.
 */
export const dress = (root: ShadowRoot, styles: readonly CSSResultOrNative[]): void => {
  const view = root.ownerDocument.defaultView;
  if (!view || view === window) return adoptStyles(root, [...styles]);
  root.adoptedStyleSheets = styles.map((style) => {
    const sheet = new view.CSSStyleSheet();
    // Lit's own kind of sheet is its text.
    sheet.replaceSync(String(style));
    return sheet;
  });
};
