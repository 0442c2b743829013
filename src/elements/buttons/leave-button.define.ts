import { defineElement } from "../core/define.js";
import { CallsLeaveButton } from "./leave-button.js";

export { CallsLeaveButton } from "./leave-button.js";

/** Registers `<calls-leave-button>`. Importing this module does it already. */
export const defineLeaveButton = (): void => {
  defineElement("calls-leave-button", CallsLeaveButton);
};

defineLeaveButton();
