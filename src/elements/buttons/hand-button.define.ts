import { defineElement } from "../core/define.js";
import { CallsHandButton } from "./hand-button.js";

export { CallsHandButton } from "./hand-button.js";

/** Registers `<calls-hand-button>`. Importing this module does it already. */
export const defineHandButton = (): void => {
  defineElement("calls-hand-button", CallsHandButton);
};

defineHandButton();
