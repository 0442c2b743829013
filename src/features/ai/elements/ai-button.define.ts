import { defineElement } from "../../../elements/core/define.js";
import { CallsAiButton } from "./ai-button.js";

export { CallsAiButton } from "./ai-button.js";

/** Registers `<calls-ai-button>`. Importing this module does it already. */
export const defineAiButton = (): void => {
  defineElement("calls-ai-button", CallsAiButton);
};

defineAiButton();
