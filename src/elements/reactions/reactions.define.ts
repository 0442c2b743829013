import { defineElement } from "../core/define.js";
import { CallsReactions } from "./reactions.js";

export { CallsReactions } from "./reactions.js";

/** Registers `<calls-reactions>`. Importing this module does it already. */
export const defineReactions = (): void => {
  defineElement("calls-reactions", CallsReactions);
};

defineReactions();
