import { defineElement } from "../core/define.js";
import { CallsReactionsButton } from "./reactions-button.js";

export { CallsReactionsButton } from "./reactions-button.js";

/** Registers `<calls-reactions-button>`. Importing this module does it already. */
export const defineReactionsButton = (): void => {
  defineElement("calls-reactions-button", CallsReactionsButton);
};

defineReactionsButton();
