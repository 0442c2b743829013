import { defineElement } from "../../../elements/core/define.js";
import { CallsCaption } from "./caption.js";

export { CallsCaption } from "./caption.js";

/** Registers `<calls-caption>`. Importing this module does it already. */
export const defineCaption = (): void => {
  defineElement("calls-caption", CallsCaption);
};

defineCaption();
