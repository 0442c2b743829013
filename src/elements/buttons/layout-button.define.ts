import { defineElement } from "../core/define.js";
import { CallsLayoutButton } from "./layout-button.js";

export { CallsLayoutButton } from "./layout-button.js";

/** Registers `<calls-layout-button>`. Importing this module does it already. */
export const defineLayoutButton = (): void => {
  defineElement("calls-layout-button", CallsLayoutButton);
};

defineLayoutButton();
