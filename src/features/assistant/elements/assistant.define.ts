import { defineElement } from "../../../elements/core/define.js";
import { CallsAssistant } from "./assistant.js";

export { CallsAssistant } from "./assistant.js";

/** Registers `<calls-assistant>`. Importing this module does it already. */
export const defineAssistant = (): void => {
  defineElement("calls-assistant", CallsAssistant);
};

defineAssistant();
