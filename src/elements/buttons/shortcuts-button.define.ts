import { defineElement } from "../core/define.js";
import { CallsShortcutsButton } from "./shortcuts-button.js";

export { CallsShortcutsButton } from "./shortcuts-button.js";

/** Registers `<calls-shortcuts-button>`. Importing this module does it already. */
export const defineShortcutsButton = (): void => {
  defineElement("calls-shortcuts-button", CallsShortcutsButton);
};

defineShortcutsButton();
