import { defineElement } from "../../../elements/core/define.js";
import { CallsTranscript } from "./transcript.js";
import { defineTranslation } from "./translation.define.js";

export { CallsTranscript } from "./transcript.js";

/** Registers `<calls-transcript>`. Importing this module does it already. */
export const defineTranscript = (): void => {
  defineTranslation();
  defineElement("calls-transcript", CallsTranscript);
};

defineTranscript();
