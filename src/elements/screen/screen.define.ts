import { defineElement } from "../core/define.js";
import { CallsScreen } from "./screen.js";

export { CallsScreen } from "./screen.js";

/** Registers `<calls-screen>`. Importing this module does it already. */
export const defineScreen = (): void => {
  defineElement("calls-screen", CallsScreen);
};

defineScreen();
