const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const first = (word: string): string => graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? "";

/** Scripts whose letters join, so that two initials would read as one made-up word. */
const JOINING = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}]/u;

/** One or two letters that stand for a name: `AL` for “Ada Lovelace”. Empty for an empty name. */
export const initials = (name: string): string => {
  const words = name.split(/\s+/u).filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) =>
    first((word ?? "").replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, "")),
  );
  return (JOINING.test(name) ? (letters[0] ?? "") : letters.join("")).toLocaleUpperCase();
};

/**
 * Gives an avatar a hue that stays with its name; names that are alike still get hues that are not. For the property `style`, not the
 * attribute: a page's policy may forbid that.
 */
export const hueStyle = (name: string): CSSStyleDeclaration => {
  let hash = 2_166_136_261;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  // The property takes a text, which its type does not know.
  return `--_hue:${(hash >>> 0) % 360}` as unknown as CSSStyleDeclaration;
};
