import { defineElement } from "../core/define.js";
import { CallsScreenButton } from "./screen-button.js";

export { CallsScreenButton } from "./screen-button.js";

/** Registers `<calls-screen-button>`. Importing this module does it already. */
export const defineScreenButton = (): void => {
  defineElement("calls-screen-button", CallsScreenButton);
};

defineScreenButton();
