/**
 * What people see of the AI participant: the strip by which they talk with it, the mark on its tile, and the panel that brings it in.
 * Importing this module registers all of them; the script tag does so by itself, once a room may have an AI.
 *
 * @module
 */
import { html } from "lit";
import type { FeatureParts } from "../../../elements/core/feature-parts.js";
import { defineAiButton } from "./ai-button.define.js";
import { defineAiMark } from "./ai-mark.define.js";
import { defineAiPanel } from "./ai-panel.define.js";
import { defineAi } from "./ai.define.js";

export { CallsAi } from "./ai.js";
export { CallsAiButton } from "./ai-button.js";
export { CallsAiMark } from "./ai-mark.js";
export { CallsAiPanel } from "./ai-panel.js";

// Said here, and not left to the imports alone: bundlers may drop an import that nothing is taken from.
defineAi();
defineAiButton();
defineAiMark();
defineAiPanel();

/** What a room element shows of the AI. */
export const parts: FeatureParts = {
  stage: html`<calls-ai></calls-ai>`,
  menu: html`<calls-ai-button slot="menu"></calls-ai-button>`,
  tile: html`<template><calls-ai-mark></calls-ai-mark></template>`,
  person: html`<template slot="person"><calls-ai-mark in-line></calls-ai-mark></template>`,
  panels: { ai: html`<calls-ai-panel part="panel"></calls-ai-panel>` },
};
