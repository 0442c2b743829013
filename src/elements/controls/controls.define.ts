import { defineElement } from "../internal/define.js";
import { CallsControls } from "./controls.js";

/** Registers `<calls-controls>`. Importing this module does it already. */
export const defineControls = (): void => {
  defineElement("calls-controls", CallsControls);
};

defineControls();
