import { defineElement } from "../core/define.js";
import { CallsSettingsButton } from "./settings-button.js";

export { CallsSettingsButton } from "./settings-button.js";

/** Registers `<calls-settings-button>`. Importing this module does it already. */
export const defineSettingsButton = (): void => {
  defineElement("calls-settings-button", CallsSettingsButton);
};

defineSettingsButton();
