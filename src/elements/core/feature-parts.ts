/** What features bring to a room element's own interface. A page loads it once its room has the feature. */
import type { TemplateResult } from "lit";

/** The places of the room element's interface that a feature may take. */
export interface FeatureParts {
  /** Between the pictures and the controls: it has a place of its own there, above the pictures in the state `top`. */
  readonly stage?: TemplateResult;
  /** Before the call, above the button that joins, where the room server says that its rooms have the feature. */
  readonly prejoin?: TemplateResult;
  /** In the settings, each with the `slot` of the tab that it belongs to. */
  readonly settings?: TemplateResult;
  /** Lines of the menu, each with `slot="menu"`. */
  readonly menu?: TemplateResult;
  /** Inside of each tile: a `<template>`, whose elements get the `participant-id`. A page's own takes its place. */
  readonly tile?: TemplateResult;
  /** In the chat, above where one writes. */
  readonly chat?: TemplateResult;
  /** In each line of the list of people: a `<template slot="person">`, whose elements get the `participant-id`. */
  readonly person?: TemplateResult;
  /** Panels beside the stage, by the name that opens them. */
  readonly panels?: Readonly<Record<string, TemplateResult>>;
}

/** The parts of a feature, once they are loaded. */
export interface FeatureOffer {
  parts?: FeatureParts;
  readonly load: () => Promise<void>;
}

const offers = new Map<string, FeatureOffer>();

/**
 * Has room elements bring the parts of a feature wherever a room has it.
 *
 * @param name of the feature, as in `snapshot.features`.
 * @param load imports the module that registers its elements and exports its `parts`. Called once a room has the feature, and again after
 * a failure.
 * @example
 * ```ts
 * offerFeature("polls", () => import("./polls-elements.js"));
 * ```
 */
export const offerFeature = (name: string, load: () => Promise<{ readonly parts: FeatureParts }>): void => {
  const offer: FeatureOffer = { load: async () => void ({ parts: offer.parts } = await load()) };
  offers.set(name, offer);
};

/** What was offered for those of the features for which anything was. */
export const offersOf = (names: readonly string[]): readonly FeatureOffer[] =>
  names.flatMap((name) => offers.get(name) ?? []);
