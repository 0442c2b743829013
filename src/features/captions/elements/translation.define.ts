import { defineElement } from "../../../elements/core/define.js";
import { CallsTranslation } from "./translation.js";

export { CallsTranslation } from "./translation.js";

/** Registers `<calls-translation>`. Importing this module does it already. */
export const defineTranslation = (): void => {
  defineElement("calls-translation", CallsTranslation);
};

defineTranslation();
