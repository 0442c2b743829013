import { defineElement } from "../../../elements/core/define.js";
import { CallsTranscriptButton } from "./transcript-button.js";

export { CallsTranscriptButton } from "./transcript-button.js";

/** Registers `<calls-transcript-button>`. Importing this module does it already. */
export const defineTranscriptButton = (): void => {
  defineElement("calls-transcript-button", CallsTranscriptButton);
};

defineTranscriptButton();
