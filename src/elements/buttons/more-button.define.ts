import { defineElement } from "../core/define.js";
import { CallsMoreButton } from "./more-button.js";

export { CallsMoreButton } from "./more-button.js";

/** Registers `<calls-more-button>`. Importing this module does it already. */
export const defineMoreButton = (): void => {
  defineElement("calls-more-button", CallsMoreButton);
};

defineMoreButton();
