import { defineElement } from "../../../elements/core/define.js";
import { CallsAiPanel } from "./ai-panel.js";

export { CallsAiPanel } from "./ai-panel.js";

/** Registers `<calls-ai-panel>`. Importing this module does it already. */
export const defineAiPanel = (): void => {
  defineElement("calls-ai-panel", CallsAiPanel);
};

defineAiPanel();
