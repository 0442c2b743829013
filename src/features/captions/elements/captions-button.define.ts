import { defineElement } from "../../../elements/core/define.js";
import { CallsCaptionsButton } from "./captions-button.js";

export { CallsCaptionsButton } from "./captions-button.js";

/** Registers `<calls-captions-button>`. Importing this module does it already. */
export const defineCaptionsButton = (): void => {
  defineElement("calls-captions-button", CallsCaptionsButton);
};

defineCaptionsButton();
