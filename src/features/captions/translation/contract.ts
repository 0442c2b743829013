/**
 * Captions in other languages: what pages and the server know of them, the state of the room, the service that has a language model
 * translate, and the page's half. This module has the names and shapes, and no code.
 *
 * @module
 */
import type { FeatureToken } from "../../../wire/feature.js";

/** A line of the captions in another language. */
export interface TranslatedLine {
  /** The line's own. */
  readonly id: number;
  /** What it is in that language. */
  readonly text: string;
}

/** What somebody sees of the translations: those that they read. */
export interface TranslationsView {
  /** The server has a language model for it. */
  readonly available: boolean;
  /** Languages that may be chosen, as BCP 47 tags. */
  readonly languages: readonly string[];
  /** What this person reads; empty for words as they were spoken. */
  readonly language: string;
  /** What was said last, in that language, in order. A line that was spoken in it is not among them. */
  readonly lines: readonly TranslatedLine[];
  /** Nothing is translated at the moment: the model does not answer, or the room has had its tokens for today. */
  readonly trouble: boolean;
}

/** What may be asked of the translations. */
export type TranslationsCommand =
  /** I want to read this language, or words as they are spoken where it is empty. */
  | { readonly type: "read"; readonly language: string }
  /** From the server alone: a line in a language in which somebody reads, and what it took. Without `line` it could not be had. */
  | { readonly type: "translated"; readonly language: string; readonly line?: TranslatedLine; readonly tokens: number };

/** Translations of captions, for a page: all that it needs to know of the feature. */
export const translations: FeatureToken<TranslationsCommand, TranslationsView> = { name: "translations" };

/** Languages that may be chosen unless a server says which. */
export const TRANSLATION_LANGUAGES: readonly string[] =
  "ar bn cs da de el en es fa fi fr he hi hu id it ja ko nl no pl pt ro ru sv ta th tr uk ur vi zh-Hans zh-Hant".split(
    " ",
  );
