/** What a person's name is: only what can be seen, in one way of writing it. */
import { ROOM_LIMITS } from "./tables.js";

/** Text that is longer before it is cleaned is no name, and is not looked at: normalizing takes long on some of it. */
const LONGEST_TEXT = 1_024;

/** Marks that one letter may carry: Tibetan and pointed Hebrew need four, and nobody's name needs more. */
const MARKS = 4;

/** Flags of regions are a black flag, the region in tag characters, and a tag that ends it. Other tags spell nothing. */
const REGION_FLAG = "\\u{1F3F4}[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{3,6}\\u{E007F}";
const PICTURE = `(?:${REGION_FLAG}|\\p{Extended_Pictographic}(?:[\\uFE0E\\uFE0F]|\\p{Emoji_Modifier}\\uFE0F?)?)`;
/** Emoji sequences by UTS #51: pictures that are joined to one, flags of countries, and keycaps. */
const EMOJI = new RegExp(`(${PICTURE}(?:\\u200D${PICTURE})*|\\p{Regional_Indicator}{2}|[0-9#*]\\uFE0F?\\u20E3)`, "u");

/** Behind a character of one of these scripts that can be seen. */
const behind = (...scripts: string[]): string =>
  `(?<=(?!\\p{Default_Ignorable_Code_Point})[${scripts.map((script) => `\\p{Script_Extensions=${script}}`).join("")}])`;

/** Scripts whose letters change their shape by a joiner, or by its opposite. */
const JOINING = "Arab Syrc Nkoo Mong Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Tibt Mymr Khmr Java Bali".split(
  " ",
);

/** Invisible characters that do something where they stand: joiners within words, and variants of Han and Mongolian letters. */
const IN_PLACE = [
  `${behind(...JOINING)}[\\u200C\\u200D]`,
  `${behind("Hani")}[\\u{E0100}-\\u{E01EF}]`,
  `${behind("Mong")}[\\u180B-\\u180D\\u180F]`,
].join("|");

/** Control characters, format characters (the directions of text are among them), halves of characters, and what is invisible. */
const UNSEEN = new RegExp(`(${IN_PLACE})|[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}]`, "gu");

/** White space, and what looks like it: an empty pattern of Braille, a note without a head, blank hieroglyphs, a lost object. */
const BLANK = /[\s\p{White_Space}\u2800\u{1D159}\u{13441}\u{13442}\uFFFC]+/gu;

const MARK = "[\\p{M}\\u200C\\u200D]";
const TOO_MANY_MARKS = new RegExp(`(${MARK}{${MARKS}})${MARK}+`, "gu");

/** A part of a name without emoji. */
const cleanText = (text: string): string =>
  text.replace(UNSEEN, (_, inPlace: string | undefined) => inPlace ?? "").replace(TOO_MANY_MARKS, "$1");

/**
 * The name as it is shown: in Unicode's normal form C, without what cannot be seen, and with single spaces. Emoji sequences stay
 * whole. It may be empty, which is no name.
 */
export function cleanName(text: string): string {
  if (text.length > LONGEST_TEXT) return text;
  const parts = text.normalize("NFC").replace(BLANK, " ").split(EMOJI);
  return (
    parts
      .map((part, index) => (index % 2 === 1 ? part : cleanText(part)))
      .join("")
      .normalize("NFC")
      // What was between two spaces may be gone.
      .replace(/ {2,}/g, " ")
      // A mark without a letter goes onto whatever stands before the name, and at an end nothing follows to be kept apart.
      .replace(/^[ \p{M}\u200C\u200D]+|[ \u200C]+$/gu, "")
  );
}

/** @returns whether a name that was cleaned is one. */
export const isName = (name: string): boolean => name.length > 0 && name.length <= ROOM_LIMITS.name;

/** The part of a name that has at most `length` characters, cut between two characters as people count them. */
export function cutName(name: string, length: number): string {
  if (name.length <= length) return name;
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter().segment(name)) {
    if (index + segment.length > length) break;
    end = index + segment.length;
  }
  return name.slice(0, end).trimEnd();
}
