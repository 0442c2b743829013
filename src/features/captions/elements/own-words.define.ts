import { defineElement } from "../../../elements/core/define.js";
import { CallsOwnWords } from "./own-words.js";

export { CallsOwnWords } from "./own-words.js";

/** Registers `<calls-own-words>`. Importing this module does it already. */
export const defineOwnWords = (): void => {
  defineElement("calls-own-words", CallsOwnWords);
};

defineOwnWords();
