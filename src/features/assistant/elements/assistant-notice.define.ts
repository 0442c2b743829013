import { defineElement } from "../../../elements/core/define.js";
import { CallsAssistantNotice } from "./assistant-notice.js";

export { CallsAssistantNotice } from "./assistant-notice.js";

/** Registers `<calls-assistant-notice>`. Importing this module does it already. */
export const defineAssistantNotice = (): void => {
  defineElement("calls-assistant-notice", CallsAssistantNotice);
};

defineAssistantNotice();
