import { defineElement } from "../core/define.js";
import { CallsSettings } from "./settings.js";

export { CallsSettings } from "./settings.js";

/** Registers `<calls-settings>`. Importing this module does it already. */
export const defineSettings = (): void => {
  defineElement("calls-settings", CallsSettings);
};

defineSettings();
