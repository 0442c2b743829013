import { defineElement } from "../../../elements/core/define.js";
import { CallsAiMark } from "./ai-mark.js";

export { CallsAiMark } from "./ai-mark.js";

/** Registers `<calls-ai-mark>`. Importing this module does it already. */
export const defineAiMark = (): void => {
  defineElement("calls-ai-mark", CallsAiMark);
};

defineAiMark();
