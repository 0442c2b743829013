import { defineElement } from "../core/define.js";
import { CallsFullscreenButton } from "./fullscreen-button.js";

export { CallsFullscreenButton } from "./fullscreen-button.js";

/** Registers `<calls-fullscreen-button>`. Importing this module does it already. */
export const defineFullscreenButton = (): void => {
  defineElement("calls-fullscreen-button", CallsFullscreenButton);
};

defineFullscreenButton();
