/**
 * What people see of the assistant in the chat, beside its answers: how it is asked, what it is given, and the hosts' switches.
 * Importing this module registers the elements; the script tag does so by itself, once a room has an assistant.
 *
 * @module
 */
import { html } from "lit";
import type { FeatureParts } from "../../../elements/core/feature-parts.js";
import { defineAssistantNotice } from "./assistant-notice.define.js";
import { defineAssistant } from "./assistant.define.js";

export { CallsAssistant } from "./assistant.js";
export { CallsAssistantNotice } from "./assistant-notice.js";

// Said here, and not left to the imports alone: bundlers may drop an import that nothing is taken from.
defineAssistant();
defineAssistantNotice();

/** What a room element shows of the assistant. */
export const parts: FeatureParts = {
  stage: html`<calls-assistant-notice></calls-assistant-notice>`,
  chat: html`<calls-assistant></calls-assistant>`,
};
