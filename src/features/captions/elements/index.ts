/**
 * What people see of captions: the strip, the words of one person, the transcript, the buttons for them, and what one decides of
 * one’s own words. Importing this module
 * registers all of them; the script tag does so by itself, once a room has captions.
 *
 * @module
 */
import { html } from "lit";
import type { FeatureParts } from "../../../elements/core/feature-parts.js";
import { defineCaption } from "./caption.define.js";
import { defineCaptionsButton } from "./captions-button.define.js";
import { defineCaptions } from "./captions.define.js";
import { defineOwnWords } from "./own-words.define.js";
import { defineTranscriptButton } from "./transcript-button.define.js";
import { defineTranscript } from "./transcript.define.js";
import { defineTranslation } from "./translation.define.js";

export { CallsCaption } from "./caption.js";
export { CallsCaptionsButton } from "./captions-button.js";
export { CallsCaptions } from "./captions.js";
export { CallsOwnWords } from "./own-words.js";
export { CallsTranscriptButton } from "./transcript-button.js";
export { CallsTranscript } from "./transcript.js";
export { CallsTranslation } from "./translation.js";

// Said here, and not left to the imports alone: bundlers may drop an import that nothing is taken from.
defineCaption();
defineCaptions();
defineCaptionsButton();
defineOwnWords();
defineTranscript();
defineTranscriptButton();
defineTranslation();

/** What a room element shows of captions. */
export const parts: FeatureParts = {
  stage: html`<calls-captions steady exportparts="strip, notice"></calls-captions>`,
  menu: html`<calls-captions-button slot="menu"></calls-captions-button>
    <calls-transcript-button slot="menu"></calls-transcript-button>`,
  tile: html`<template><calls-caption slot="captions"></calls-caption></template>`,
  prejoin: html`<calls-own-words></calls-own-words>`,
  settings: html`<calls-own-words slot="general"></calls-own-words>`,
  panels: { transcript: html`<calls-transcript part="panel"></calls-transcript>` },
};
