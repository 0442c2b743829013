import { defineElement } from "../../../elements/core/define.js";
import { CallsCaptions } from "./captions.js";
import { defineTranslation } from "./translation.define.js";

export { CallsCaptions } from "./captions.js";

/** Registers `<calls-captions>`. Importing this module does it already. */
export const defineCaptions = (): void => {
  defineTranslation();
  defineElement("calls-captions", CallsCaptions);
};

defineCaptions();
