import { defineElement } from "../core/define.js";
import { CallsShortcuts } from "./shortcuts.js";

export { CallsShortcuts } from "./shortcuts.js";

/** Registers `<calls-shortcuts>`. Importing this module does it already. */
export const defineShortcuts = (): void => {
  defineElement("calls-shortcuts", CallsShortcuts);
};

defineShortcuts();
