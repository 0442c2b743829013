import type { TranslationTerms } from "./locale.js";

/** What is said of captions in another language, in English: a page loads it with them. */
export const enTranslation: { readonly translation: TranslationTerms } = {
  translation: {
    label: "Translate to",
    none: "As spoken",
    translated: "Translated",
    trouble: "Nothing can be translated right now.",
  },
};
